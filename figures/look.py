"""The colours of small pictures, and how Plotly's axes write numbers.

A page shows small pictures as images, which cannot read the page's theme.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of one theme: paper, faint lines, text, secondary text, the accent, the ground of a map, and its
    level lines where the slope turns away from the light, runs across it, and faces it.
    """

    ground: str
    level: str
    ink: str
    faint: str
    accent: str
    land: str
    lines: tuple[str, str, str]


LIGHT = Look(
    "#fcfcfa", "#c3cbcf", "#1c2126", "#5a666e", "#0b5fa5", "#e6ecec", ("#86949c", "#b2bdc2", "#ffffff")
)  # fmt: skip
DARK = Look("#10141a", "#3a4550", "#e6e9ec", "#9aa5ae", "#6cb8f0", "#1d252d", ("#070a0e", "#3c4853", "#62727f"))

WIDTHS = (1.6, 1.0, 1.0)
"""The widths of level lines, relative to each other: those in the shadow are the widest."""


def look(dark: bool) -> Look:
    """The colours of a theme."""
    return DARK if dark else LIGHT


TRACKS = {
    False: ("#000000", "#0055a4", "#a83400", "#108660", "#752f63", "#9c6a00"),
    True: ("#ffffff", "#56b4e9", "#df6717", "#88e4be", "#c27fa4", "#f6ae28"),
}
"""The colours of the runners by mark, on light and on dark ground: those of the stage (stage/js/palette.js)."""


def track_colour(mark: int, dark: bool) -> str:
    """The colour of a runner; the seventh and eighth share one with the first two."""
    return TRACKS[dark][mark % len(TRACKS[dark])]


POWERS = {"exponentformat": "power", "minexponent": 4}
"""How axes write numbers. By themselves they have 50k and 5μ."""
THEIRS, OURS = '"\\xD710<sup>"', '"\\xB710<sup>"'
"""The one place of plotly.js that writes a power of ten, and what takes its place. Plotly has no setting for it."""


def with_our_powers(plotly: str) -> str:
    """plotly.js, which then writes 5·10⁻⁶ on axes as `core.numeral` does, in place of 5×10⁻⁶."""
    return plotly.replace(THEIRS, OURS)
