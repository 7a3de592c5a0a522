"""A small SVG picture of a race: the paths of all its runners over level lines, in a few kilobytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from figures.light import turned
from figures.look import WIDTHS, look, track_colour
from figures.thumbnail import level_lines
from runs import surface
from runs.ground import Ground
from runs.simulate import Trajectory
from studies.measures import path_length
from studies.story import Story, ways

WIDTH, HEIGHT = 320, 220
"""The picture's size in its own units, about one per pixel shown, so that whole numbers are precise enough."""

SIDE = 49
"""Points per side of the ground."""

LEVELS = (8, 5, 3, 1)
"""The number of level lines: the first of these with few enough line segments in all, or the last."""

MOST_PIECES = 1300
FINE, COARSE, LONG = 0.6, 1.5, 150
"""How far a thinned line may deviate: so little that nobody sees it, or more if over LONG points would remain."""

MANY = 20
"""If there are more minima than this, only the lowest are marked."""

FAR = 2000.0
"""Points are limited to this distance: a path is invisible farther out, but its direction must stay visible."""

SHAPES = ("M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", "M-6-6h12v12h-12z", "M0-7l7 12h-14z", "M0-8l7 8-7 8-7-8z")
"""The shapes of the marks, around (0, 0): circle, square, triangle, diamond."""


def thinned(points: np.ndarray, tolerance: float) -> np.ndarray:
    """A polyline float64[n, 2], reduced to few of its points, from which the others are at most `tolerance` away.

    Source: the algorithm of D. H. Douglas and T. K. Peucker (1973), without recursion.
    """
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        a, b = spans.pop()
        if b - a < 2:
            continue
        chord, inner = points[b] - points[a], points[a + 1 : b] - points[a]
        along = np.clip(inner @ chord / max(float(chord @ chord), 1e-12), 0.0, 1.0)
        away = np.hypot(*(inner - along[:, None] * chord).T)
        worst = int(np.argmax(away))
        if away[worst] > tolerance:
            keep[a + 1 + worst] = True
            spans += [(a, a + 1 + worst), (a + 1 + worst, b)]
    return points[keep]


def chained(pieces: np.ndarray) -> list[np.ndarray]:
    """Line segments float64[k, 2, 2], joined where their ends meet: polylines float64[n, 2]."""
    ends = {}
    for a, b in np.round(pieces, 3).tolist():
        for here, there in ((tuple(a), tuple(b)), (tuple(b), tuple(a))):
            if here != there:
                ends.setdefault(here, []).append(there)
    lines = []
    # A line that is not closed must be followed from one of its ends.
    for begin in sorted(ends, key=lambda point: len(ends[point]) % 2 == 0):
        while ends[begin]:
            line = [begin]
            while ends[line[-1]]:
                here = line[-1]
                there = ends[here].pop()
                ends[there].remove(here)
                line.append(there)
            lines.append(np.array(line))
    return lines


def drawn(points: np.ndarray) -> str:
    """A polyline as an SVG path in whole numbers, each step relative to the one before; "" if it is a point."""
    whole = np.rint(points).astype(int)
    steps = np.diff(whole, axis=0)
    moves = [f"{dx}{dy}" if dy < 0 else f"{dx} {dy}" for dx, dy in steps.tolist() if dx or dy]
    if not moves:
        return ""
    text = moves[0] + "".join(move if move.startswith("-") else f" {move}" for move in moves[1:])
    return f"M{whole[0, 0]} {whole[0, 1]}l{text}"


def on_map(points: np.ndarray, box: surface.Box) -> np.ndarray:
    """Points of the landscape in the picture's units, y downwards."""
    x0, x1, y0, y1 = box
    x = (points[:, 0] - x0) / (x1 - x0) * WIDTH
    y = HEIGHT - (points[:, 1] - y0) / (y1 - y0) * HEIGHT
    return np.clip(np.column_stack([x, y]), -FAR, FAR)


def contours(z: np.ndarray) -> tuple[str, ...]:
    """The level lines of a ground, at quantiles of its heights, as three SVG paths: where the slope turns away from the
    light, runs across it, and faces it. Rugged ground is not lit.
    """
    unit = np.array([WIDTH / (z.shape[1] - 1), HEIGHT / (z.shape[0] - 1)])

    def of(count: int) -> list[np.ndarray]:
        levels = np.unique(np.quantile(z, (np.arange(count) + 0.5) / count))
        return [level_lines(z, level) for level in levels]

    pieces: list[np.ndarray] = []
    for count in LEVELS:
        pieces = of(count)
        if sum(map(len, pieces)) <= MOST_PIECES:
            break
    parts = ["", "", ""]
    for level in pieces:
        # Light on ground so rugged that it has few levels would make the picture restless.
        split = turned(z, level, unit) if len(pieces) >= LEVELS[1] else [level[:0], level, level[:0]]
        for part, some in enumerate(split):
            lines = chained(some * unit * (1, -1) + (0, HEIGHT))
            parts[part] += "".join(drawn(thinned(line, FINE)) for line in lines)
    return tuple(parts)


def minima(known: tuple[surface.Known, ...], box: surface.Box) -> str:
    """Crosses at the minima or, if there are very many, at the lowest."""
    found = [point for point in known if point.kind == "minimum"]
    if len(found) > MANY:
        lowest = min(point.loss for point in found)
        found = [point for point in found if point.loss <= lowest + 1e-9]
    places = on_map(np.array([(point.x, point.y) for point in found]).reshape(-1, 2), box)
    return "".join(f"M{x - 5} {y}h10M{x} {y - 5}v10" for x, y in np.rint(places).astype(int))


@dataclass(frozen=True, slots=True)
class Sketch:
    """The parts of a picture that do not depend on the theme: SVG paths, and each runner's mark, path and end.

    The runners are in drawing order, long paths first, since these would hide short ones.
    """

    ground: tuple[str, ...]
    minima: str
    start: tuple[int, int]
    tracks: tuple[tuple[int, str, tuple[int, int]], ...]


@lru_cache(maxsize=64)
def sketch(story: Story) -> Sketch:
    """The drawing of a story's scene."""
    return sketched(story.scene.ground, ways(story)[: len(story.scene.runners)])


def sketched(ground: Ground, walked: Sequence[Trajectory]) -> Sketch:
    """The drawing of some runs on one ground."""
    grid = surface.grid(surface.query(ground), SIDE, 1)
    tracks, start = [], (0, 0)
    for mark in sorted(range(len(walked)), key=lambda mark: -path_length(walked[mark])[-1]):
        points = on_map(walked[mark].positions, grid.box)
        fine = thinned(points, FINE)
        (x0, y0), (x1, y1) = np.rint(points[[0, -1]]).astype(int).tolist()
        start = (x0, y0)
        tracks.append((mark, drawn(fine if len(fine) <= LONG else thinned(points, COARSE)), (x1, y1)))
    return Sketch(contours(grid.z), minima(grid.known, grid.box), start, tuple(tracks))


def stroke(path: str, colour: str, width: float, opacity: float = 1.0) -> str:
    """An SVG line along a path."""
    faint = f" stroke-opacity='{opacity:g}'" if opacity < 1 else ""
    return f"<path d='{path}' stroke='{colour}' stroke-width='{width:g}'{faint}/>"


def scenery(ground: tuple[str, ...], minima: str, dark: bool) -> list[str]:
    """The background of a picture: its colour, level lines, and crosses at the minima."""
    colours = look(dark)
    return [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' fill='none' stroke-linejoin='round'>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='{colours.land}'/>",
        *map(stroke, ground, colours.lines, WIDTHS),
        stroke(minima, colours.faint, 2),
    ]


def ring(at: tuple[int, int], dark: bool) -> str:
    """The ring that marks a start."""
    colours, (x, y) = look(dark), at
    return f"<circle cx='{x}' cy='{y}' r='6' fill='{colours.land}' stroke='{colours.ink}' stroke-width='2.5'/>"


def vignette(story: Story, dark: bool) -> str:
    """The race of a story as SVG text in the colours of a theme."""
    return painted(sketch(story), dark)


def painted(seen: Sketch, dark: bool) -> str:
    """A drawing as SVG text in the colours of a theme.

    A ring marks the start, crosses mark minima, and every runner's mark is at the end of its path. An outline separates
    a path from those below it.
    """
    paper = look(dark).land
    parts = scenery(seen.ground, seen.minima, dark)
    for mark, path, _ in seen.tracks:
        parts += [stroke(path, paper, 4.5, 0.8), stroke(path, track_colour(mark, dark), 2.5)]
    parts += [ring(seen.start, dark)]
    for mark, _, (x1, y1) in seen.tracks:
        at, fill = f"transform='translate({x1} {y1})'", track_colour(mark, dark)
        parts += [f"<path {at} d='{SHAPES[mark]}' fill='{fill}' stroke='{paper}'/>"]
    return "".join([*parts, "</svg>"])
