"""The colours and shapes of runners in Plotly figures, by their marks; the same as on the stage in the light theme."""

from figures.look import TRACKS, track_colour

SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "star", "pentagon", "triangle-down")
GROUND = ("#eff3f2", "#d3dbdf")
"""Low ground and high."""
LEVELS = (("rgba(74,92,104,0.62)", 1.3), ("rgba(74,92,104,0.4)", 0.9), ("#ffffff", 1.0))
"""Colour and width of the level lines where the slope turns away from the light, runs across it, and faces it."""
EDGE = "#b5bec3"
"""The edge of the map."""


def colour(mark: int) -> str:
    """The colour of a mark. There are six; the seventh and eighth marks reuse two of them with a dashed line."""
    return track_colour(mark, dark=False)


def dash(mark: int) -> str:
    """The line style of a mark."""
    return "dash" if mark >= len(TRACKS[False]) else "solid"
