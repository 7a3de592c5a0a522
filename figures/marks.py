"""The colours and shapes of runners in Plotly figures, by their marks: those of the stage, on light ground."""

from figures.look import TRACKS, track_colour

SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "star", "pentagon", "triangle-down")
GROUND = ("#fcfcfa", "#d5dcdf")
"""Low ground and high."""
LEVEL = "rgba(125,139,146,0.5)"
"""The level lines."""


def colour(mark: int) -> str:
    """Six runners differ by colour; the seventh and eighth come again with a dashed line."""
    return track_colour(mark, dark=False)


def dash(mark: int) -> str:
    """How the line of a runner is drawn."""
    return "dash" if mark >= len(TRACKS[False]) else "solid"
