"""The colours of the runners are defined in Python and in JavaScript, and must be the same."""

import re
from pathlib import Path

from figures.look import TRACKS

PALETTE = (Path(__file__).parents[2] / "stage" / "js" / "palette.js").read_text("utf-8")


def test_runners_have_the_colours_of_the_stage():
    rows = [tuple(re.findall(r'"(#[0-9a-f]{6})"', row)) for row in re.findall(r"tracks: \[([^\]]*)\]", PALETTE)]
    assert rows == [TRACKS[False], TRACKS[True]]
