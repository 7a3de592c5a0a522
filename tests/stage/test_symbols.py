"""The colours of the symbols: one for each, the same names in text and stage, and readable as text in both themes."""

import re
from pathlib import Path

import pytest

from pictures.anatomy import SYMBOL
from stage import routes
from studies.course.marked_text import SYMBOLS

NAMES = sorted({name for _, name in SYMBOLS.values() if name})
COLOUR = re.compile(r"--tw-symbol-(\w+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {name: pair for name, *pair in COLOUR.findall((routes.HERE / "symbols.css").read_text("utf-8"))}
PAPERS = (("#ffffff", "#f3f5f5"), ("#0e1217", "#171d24"))
"""The page and the sidebar in the light theme and in the dark one."""


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_text_colours_and_stage_speak_of_the_same_symbols() -> None:
    lights = (Path(routes.HERE) / "js" / "lit.js").read_text("utf-8")
    [table] = re.findall(r"export const BELONGS = \{(.*?)^\};", lights, re.DOTALL | re.MULTILINE)
    assert sorted(COLOURS) == sorted(re.findall(r"^  (\w+):", table, re.MULTILINE)) == NAMES
    assert set(SYMBOL.values()) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_symbol_can_be_read_in_its_colour(name: str) -> None:
    for colour, papers in zip(COLOURS[name], PAPERS, strict=True):
        assert min(contrast(colour, paper) for paper in papers) >= 4.5
