"""Keeps the comparison of the Compare page in the session and in the address bar."""

from dataclasses import replace

from runs import sheet_codec
from runs.bounds import modest
from runs.sheet import Sheet
from ui.folder import Folder, Told


def _read(text: str) -> Told[Sheet]:
    reading = sheet_codec.read(text)
    return reading.sheet, reading.remarks


def _modest(wanted: Sheet) -> Told[Sheet]:
    base, remarks = modest(wanted.base)
    return (replace(wanted, base=base) if remarks else wanted), remarks


_FOLDER = Folder("sheet", _read, sheet_codec.pairs, _modest)
SHEET = _FOLDER.key

open_sheet, sheet, put, change, show_address = (
    _FOLDER.open, _FOLDER.now, _FOLDER.put, _FOLDER.change, _FOLDER.show_address
)  # fmt: skip
