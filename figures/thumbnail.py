"""Small SVG pictures for the reference: a run's path over level lines, or the curve of a schedule."""

from functools import lru_cache

import numpy as np

from core.records import Point
from figures.light import turned
from figures.look import WIDTHS, Look, look
from runs.simulate import simulate
from runs.surface import Box
from studies import reference
from studies.reference import Kind, View

WIDTH, HEIGHT = 400, 300
"""The picture's size in its own units, two per pixel shown, so that whole numbers are precise enough and short."""

LEVELS = (7, 3, 1)
"""The number of level lines: the first of these with few enough line segments in all, or the last."""

MOST_PIECES = 2000
FAR = 3000.0
"""Points are limited to this distance: a path is invisible farther out, but its direction must stay visible."""


def level_lines(z: np.ndarray, level: float) -> np.ndarray:
    """The line of one level on a lattice of heights float64[n, m]: segments float64[k, 2, 2] of (column, row) pairs.

    Every cell is divided into two triangles. A level crosses either no or two sides of a triangle, so no case is
    ambiguous.
    """
    rows, columns = (part.ravel() for part in np.mgrid[: z.shape[0] - 1, : z.shape[1] - 1])
    corner = np.stack([columns, rows], axis=1)[:, None, :]
    halves = np.array([[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 1), (0, 1)]])
    corners = np.concatenate([corner + half for half in halves])
    height = z[corners[..., 1], corners[..., 0]] - level
    ahead, above = np.roll(height, -1, axis=1), height > 0
    crossed = above != np.roll(above, -1, axis=1)
    hit = crossed.any(axis=1)
    span = np.where(crossed, height - ahead, 1.0)
    share = np.where(crossed, height / span, 0.0)[..., None]
    points = corners + share * (np.roll(corners, -1, axis=1) - corners)
    return points[hit][crossed[hit]].reshape(-1, 2, 2)


def _pieces(z: np.ndarray) -> np.ndarray:
    """The level lines of a ground, at quantiles of its heights, so that no part of the map is empty.

    Rugged ground gets fewer levels, since its lines are so many that the picture would be large and blurred.
    """

    def of(count: int) -> np.ndarray:
        levels = np.unique(np.quantile(z, (np.arange(count) + 0.5) / count))
        return np.concatenate([level_lines(z, level) for level in levels])

    tries = map(of, LEVELS)
    return next((pieces for pieces in tries if len(pieces) <= MOST_PIECES), of(LEVELS[-1]))


def _ground_paths(z: np.ndarray) -> list[str]:
    """The level lines as three SVG paths: where the slope turns away from the light, runs across it, and faces it."""
    unit = np.array([WIDTH / (z.shape[1] - 1), HEIGHT / (z.shape[0] - 1)])

    def path(pieces: np.ndarray) -> str:
        ends = np.rint(pieces * unit * (1, -1) + (0, HEIGHT)).astype(int)
        drawn = ends[(ends[:, 0] != ends[:, 1]).any(axis=1)]
        return "".join(f"M{a} {b}l{c - a} {d - b}" for (a, b), (c, d) in drawn.tolist())

    return [path(part) for part in turned(z, _pieces(z), unit)]


def _on_map(points: np.ndarray, box: Box) -> np.ndarray:
    x0, x1, y0, y1 = box
    x = (points[:, 0] - x0) / (x1 - x0) * WIDTH
    y = HEIGHT - (points[:, 1] - y0) / (y1 - y0) * HEIGHT
    return np.clip(np.column_stack([x, y]), -FAR, FAR)


def _line(points: np.ndarray) -> str:
    """A path through points float64[n, 2] in the picture's units, without repetitions."""
    whole = np.rint(points).astype(int)
    moved = np.append(True, (np.diff(whole, axis=0) != 0).any(axis=1))
    return "M" + "L".join(f"{x} {y}" for x, y in whole[moved].tolist())


def _framed(parts: list[str], paper: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="200" height="150">'
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" rx="10" fill="{paper}"/>'
    return "".join([head, ground, *parts, "</svg>"])


def _stroke(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"/>'


def _cross(x: float, y: float) -> str:
    return f"M{x - 7:.0f} {y:.0f}h14M{x:.0f} {y - 7:.0f}v14"


def _dots(points: np.ndarray) -> str:
    """The places of the steps as SVG path of dots, for a stroke with round ends."""
    whole = np.unique(np.rint(points).astype(int), axis=0)
    return "".join(f"M{x} {y}h0" for x, y in whole.tolist())


def of_view(seen: View, colours: Look, beside: np.ndarray | None = None) -> str:
    """A path over faint level lines, with a ring at its start, a disc at its end, and a cross at every minimum.

    `beside`: the path of another run, float64[k, 2], which is drawn faintly below; every step of both has a dot then.
    """
    way = _on_map(seen.positions, seen.box)
    other = [] if beside is None else [_on_map(beside, seen.box)]
    (x0, y0), (x1, y1) = way[0].tolist(), way[-1].tolist()
    minima: list[Point] = _on_map(np.array(seen.minima).reshape(-1, 2), seen.box).tolist()
    ring = f'<circle cx="{x0:.0f}" cy="{y0:.0f}" r="7" fill="{colours.land}" stroke="{colours.accent}"'
    parts = [
        *map(_stroke, _ground_paths(seen.z), colours.lines, (1.5 * width for width in WIDTHS)),
        _stroke("".join(_cross(x, y) for x, y in minima), colours.ink, 2.5),
        *(_stroke(_line(points), colours.faint, 1.5) for points in other),
        _stroke(_line(way), colours.accent, 4 - len(other)),
        *(_stroke(_dots(way), colours.accent, 11).replace("<path", '<path stroke-linecap="round"') for _ in other),
        f'{ring} stroke-width="4"/>',
        f'<circle cx="{x1:.0f}" cy="{y1:.0f}" r="8" fill="{colours.accent}"/>',
    ]
    return _framed(parts, colours.land)


def of_rates(shares: np.ndarray, colours: Look) -> str:
    """The curve of a rate over the steps, from zero at the bottom to its highest value near the top."""
    high = float(shares.max(initial=0.0)) or 1.0
    x = np.linspace(20, WIDTH - 20, len(shares))
    curve = np.column_stack([x, HEIGHT - 20 - (HEIGHT - 60) * shares / high])
    axes = f"M20 20V{HEIGHT - 20}H{WIDTH - 20}"
    return _framed([_stroke(axes, colours.level, 2), _stroke(_line(curve), colours.accent, 5)], colours.ground)


@lru_cache(maxsize=256)
def thumbnail(kind: Kind, key: str, dark: bool) -> str:
    """The small picture of an entry as SVG text in the colours of a theme.

    It shows the first run of the entry's race, and of an optimizer a run that tells it from gradient descent.
    """
    shown = reference.pictured(kind, key)
    if kind == "schedule":
        return of_rates(reference.rates(shown), look(dark))
    others = [simulate(run).positions for run in shown.runs()[1:]] if kind == "optimizer" else []
    return of_view(reference.view(shown), look(dark), *others)
