"""The colours and shapes of runners in Plotly figures, by their marks; the same as on the stage in the light theme."""

from figures.look import TRACKS, track_colour

SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "star", "pentagon", "triangle-down")
GROUND = ("#fcfcfa", "#d5dcdf")
"""Low ground and high."""
LEVEL = "rgba(125,139,146,0.5)"
"""The level lines."""


def colour(mark: int) -> str:
    """The colour of a mark. There are six; the seventh and eighth marks reuse two of them with a dashed line."""
    return track_colour(mark, dark=False)


def dash(mark: int) -> str:
    """The line style of a mark."""
    return "dash" if mark >= len(TRACKS[False]) else "solid"
