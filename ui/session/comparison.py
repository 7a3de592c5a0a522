"""Keeps the comparison of the Compare page in the session and in the address bar."""

from dataclasses import replace

from runs.bounds import modest
from runs.comparison import codec as comparison_codec
from runs.comparison.comparison import Comparison
from ui.session.page_state import PageState, Told


def _read(text: str) -> Told[Comparison]:
    reading = comparison_codec.read(text)
    return reading.comparison, reading.remarks


def _modest(wanted: Comparison) -> Told[Comparison]:
    base, remarks = modest(wanted.base)
    return (replace(wanted, base=base) if remarks else wanted), remarks


COMPARISON = PageState("comparison", _read, comparison_codec.pairs, _modest)
