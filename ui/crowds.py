"""Keeps the ensemble of the clouds page in the session and in the address bar."""

from runs import crowd_codec
from runs.crowd import Crowd, modest
from ui.folder import Folder, Told


def _read(text: str) -> Told[Crowd]:
    reading = crowd_codec.read(text)
    return reading.crowd, reading.remarks


_FOLDER = Folder("crowd", _read, crowd_codec.pairs, modest)
CROWD = _FOLDER.key

open_crowd, crowd, put, change, resting, show_address = (
    _FOLDER.open, _FOLDER.now, _FOLDER.put, _FOLDER.change, _FOLDER.resting, _FOLDER.show_address
)  # fmt: skip
