"""Keeps the ensemble of the clouds page in the session and in the address bar."""

from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import Ensemble, modest
from ui.session.page_state import PageState, Told


def _read(text: str) -> Told[Ensemble]:
    reading = ensemble_codec.read(text)
    return reading.ensemble, reading.remarks


ENSEMBLE = PageState("ensemble", _read, ensemble_codec.pairs, modest)
