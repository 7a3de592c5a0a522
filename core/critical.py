"""Where a loss of two parameters is level: the search that a record makes which knows no closed form."""

from collections.abc import Callable

import numpy as np

from core.records import Point

Look = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, ...]]
"""Gradient and Hessian at many points: x, y -> gx, gy, hxx, hxy, hyy, each float64[N]."""

TURNS, SHORTEST = 50, 1e-5
"""Newton's steps at most, and the share of one at which he gives up."""

SIDE, REACH = 7, 4.0
"""Starts a side of a box, and how much farther out than they a minimum may be that they lead to."""

CLOSE = 1e-9
"""A point is found when Newton's step from it is no longer than this share of its own size, or of one."""

ALIKE = 1e-12
"""Curvatures that differ by more than this factor are taken for a curvature of nothing."""


def least_squares(features: np.ndarray, targets: np.ndarray) -> Point:
    """The weights of the least mean square, from float64[n, 2] and float64[n].

    Where the features are collinear and many weights are as good, the shortest of them.
    """
    x, y = np.linalg.lstsq(features, targets, rcond=CLOSE)[0]
    return float(x), float(y)


def _step(slopes: tuple[np.ndarray, ...]) -> np.ndarray:
    gx, gy, hxx, hxy, hyy = slopes
    return np.array([hxy * gy - hyy * gx, hxy * gx - hxx * gy]) / (hxx * hyy - hxy * hxy)


def newton(look: Look, starts: np.ndarray, reach: np.ndarray | float = np.inf) -> np.ndarray:
    """Where Newton's method for a level gradient leads from every start: float64[2, N] -> float64[2, N].

    A step that does not make the gradient shorter is taken back and halved. Where it leads nowhere, or farther from
    the origin than `reach` (float64[2, 1], one an axis), not a number.
    """
    count = np.shape(starts)[1]
    at, size, length = np.array(starts, np.float64), np.full(count, np.inf), np.ones(count)
    step, there, live = np.zeros_like(at), at.copy(), np.arange(count)
    with np.errstate(all="ignore"):
        for _ in range(TURNS):
            slopes = look(*there[:, live])
            found = np.hypot(slopes[0], slopes[1])
            better = found < size[live]
            new, old = live[better], live[~better]
            at[:, new], size[new], step[:, new] = there[:, new], found[better], _step(slopes)[:, better]
            length[new], length[old] = np.minimum(1.0, 2.0 * length[new]), 0.5 * length[old]
            there[:, live] = at[:, live] + length[live] * step[:, live]
            moving = np.any(there != at, axis=0) & (length > SHORTEST) & np.all(np.abs(at) <= reach, axis=0)
            live = live[moving[live]]
            if live.size == 0:
                break
        rest = np.hypot(*step) <= CLOSE * np.maximum(1.0, np.hypot(*at))
    return np.where((rest | (size == 0.0)) & np.all(np.abs(at) <= reach, axis=0), at, np.nan)


def lattice(box: tuple[Point, Point]) -> np.ndarray:
    """Starts all over a box, edges and all: float64[2, SIDE²]."""
    x, y = np.meshgrid(*(np.linspace(low, high, SIDE) for low, high in box))
    return np.stack([x.ravel(), y.ravel()])


def level_points(look: Look, starts: np.ndarray) -> tuple[list[Point], list[Point]]:
    """The minima and the saddles to which Newton's method leads from the starts, each once, from left to right.

    A saddle is left out if it lies farther along an axis than the farthest start, a minimum if REACH times as far.
    """
    edge = np.max(np.abs(starts), axis=1, keepdims=True)
    ends = newton(look, starts, REACH * edge)
    ends = ends[:, np.isfinite(ends).all(axis=0)]
    kept: list[int] = []
    for i in np.lexsort(ends[::-1]):
        apart = np.hypot(*(ends[:, kept] - ends[:, i : i + 1]))
        if np.all(apart > 1e-6 * np.maximum(1.0, np.hypot(*ends[:, i]))):
            kept.append(i)
    ends = ends[:, kept]
    _, _, hxx, hxy, hyy = look(*ends)
    det, trace = hxx * hyy - hxy * hxy, hxx + hyy
    flat = np.abs(det) <= ALIKE * trace * trace
    inside = np.all(np.abs(ends) <= edge, axis=0)
    return _points(ends[:, ~flat & (det > 0) & (trace > 0)]), _points(ends[:, ~flat & (det < 0) & inside])


def _points(ends: np.ndarray) -> list[Point]:
    return [(float(x), float(y)) for x, y in ends.T]
