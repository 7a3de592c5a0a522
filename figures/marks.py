"""The colours and shapes of runners in Plotly figures, by their marks: those of the stage, on light ground."""

COLOURS = ("#000000", "#0055a4", "#a83400", "#108660", "#752f63", "#9c6a00")
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "cross", "star", "pentagon", "triangle-down")
GROUND = ("#fcfcfa", "#d5dcdf")
"""Low ground and high."""
LEVEL = "rgba(125,139,146,0.5)"
"""The level lines."""


def colour(mark: int) -> str:
    """Six runners differ by colour; the seventh and eighth come again with a dashed line."""
    return COLOURS[mark % len(COLOURS)]


def dash(mark: int) -> str:
    """How the line of a runner is drawn."""
    return "dash" if mark >= len(COLOURS) else "solid"
