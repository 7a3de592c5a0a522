"""The colours of the runners are defined in Python and in JavaScript, and must be the same."""

import re
from pathlib import Path

import pytest

from figures.look import TRACKS, look

PALETTE = (Path(__file__).parents[2] / "stage" / "js" / "palette.js").read_text("utf-8")


def test_runners_have_the_colours_of_the_stage():
    rows = [tuple(re.findall(r'"(#[0-9a-f]{6})"', row)) for row in re.findall(r"tracks: \[([^\]]*)\]", PALETTE)]
    assert rows == [TRACKS[False], TRACKS[True]]


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_drawn_on_a_map_of_a_small_picture_is_at_least_three_to_one(dark):
    colours = look(dark)
    land = luminance(colours.land)
    for drawn in (*TRACKS[dark], colours.accent, colours.ink, colours.faint):
        bright, dim = sorted((land, luminance(drawn)), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 3, drawn
