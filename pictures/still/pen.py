"""What still pictures are drawn with: places, lines, marks and texts as SVG."""

from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

import numpy as np

from figures.look import LIGHT, TRACKS, track_colour
from figures.vignette import drawn, thinned

TEXT, SMALL = 19, 17
"""The sizes of letters, in units of the picture; a unit is UNIT millimetres."""
UNIT = 0.17
FINE = 0.4
"""How far a thinned line may deviate."""
FAR = 5000.0
FORMS = (
    (24, 0.0, 1.0, 1.0), (4, pi / 4, 1.12, 1.12), (3, -pi / 2, 1.2, 1.2), (4, 0.0, 1.2, 1.2), (8, 0.0, 1.3, 0.55),
    (10, -pi / 2, 1.3, 0.65), (5, -pi / 2, 1.1, 1.1), (3, pi / 2, 1.2, 1.2),
)  # fmt: skip
"""The shapes of the marks, as in stage/js/marks.js: corners, turn, and the distances of odd and even corners."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in units of the picture, y downwards."""

    x: float
    y: float
    width: float
    height: float


def colour(mark: int) -> str:
    """The colour of a mark."""
    return track_colour(mark, dark=False)


def text(x: float, y: float, words: str, *, size: int = TEXT, fill: str = LIGHT.ink, more: str = "") -> str:
    """A line of text whose baseline begins at a point; `more` are further attributes."""
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{fill}" {more}>{escape(words)}</text>'


def path(d: str, stroke: str, width: float, *, opacity: float = 1.0, mark: int = 0) -> str:
    """A line along an SVG path; those of the seventh and eighth marks are dashed, since they share their colours."""
    dash = ' stroke-dasharray="9 7"' if mark >= len(TRACKS[False]) else ""
    faint = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{faint}{dash}/>' if d else ""


def line(points: np.ndarray) -> str:
    """The SVG path through points float64[n, 2], without those that are not finite."""
    seen = np.clip(points[np.all(np.isfinite(points), axis=1)], -FAR, FAR)
    return drawn(thinned(seen, FINE)) if len(seen) > 1 else ""


def shape(mark: int, x: float, y: float, reach: float = 8.0) -> str:
    """The mark of a runner around a point, with a light edge."""
    corners, turn, *reaches = FORMS[mark % len(FORMS)]
    at = [
        (x + reach * reaches[i % 2] * cos(angle), y + reach * reaches[i % 2] * sin(angle))
        for i, angle in enumerate(turn + 2 * pi * i / corners for i in range(corners))
    ]
    d = "M" + "L".join(f"{left:.1f} {top:.1f}" for left, top in at) + "Z"
    return f'<path d="{d}" fill="{colour(mark)}" stroke="#fff" stroke-width="2"/>'


def cut(place: Place, inner: str, *, view: str = "", stretch: bool = False) -> str:
    """A part of the picture that ends at the edge of its place. Inside, units count from its corner, or as `view` has
    it.
    """
    seen = view or f"0 0 {place.width:g} {place.height:g}"
    how = ' preserveAspectRatio="none"' if stretch else ""
    return (
        f'<svg x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" height="{place.height:g}" viewBox="{seen}"{how}'
        f' overflow="hidden">{inner}</svg>'
    )


def framed(place: Place) -> str:
    """The edge of a pane."""
    at = f'x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" height="{place.height:g}"'
    return f'<rect {at} fill="none" stroke="{LIGHT.faint}" stroke-width="1"/>'
