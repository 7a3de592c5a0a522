"""Numerical search for critical points, for landscapes whose minima and saddles have no closed form."""

from collections.abc import Callable

import numpy as np

from core.records import Point

Look = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, ...]]
"""Gradient and Hessian at many points: x, y -> gx, gy, hxx, hxy, hyy, each float64[N]."""

TURNS, SHORTEST = 50, 1e-5
"""The most Newton iterations, and the step fraction below which the search gives up."""

SIDE, REACH = 7, 4.0
"""Starting points per side of the box, and how many times farther out than the outermost start a minimum may lie."""

CLOSE = 1e-9
"""A search has converged when the Newton step is shorter than this, relative to the point's size or to one."""

ALIKE = 1e-12
"""If one eigenvalue of the Hessian is smaller than the other by this factor, it counts as zero."""


def least_squares(features: np.ndarray, targets: np.ndarray) -> Point:
    """The least-squares weights for features float64[n, 2] and targets float64[n].

    If the features are collinear, many weights are equally good, and the shortest of them is returned.
    """
    x, y = np.linalg.lstsq(features, targets, rcond=CLOSE)[0]
    return float(x), float(y)


def _step(slopes: tuple[np.ndarray, ...]) -> np.ndarray:
    gx, gy, hxx, hxy, hyy = slopes
    return np.array([hxy * gy - hyy * gx, hxy * gx - hxx * gy]) / (hxx * hyy - hxy * hxy)


def newton(look: Look, starts: np.ndarray, reach: np.ndarray | float = np.inf) -> np.ndarray:
    """The critical points that Newton's method reaches from every start: float64[2, N] -> float64[2, N].

    A step that does not shorten the gradient is taken back and halved. The answer is nan where the search does not
    converge, or leaves the range |coordinate| <= `reach` (float64[2, 1], one bound per axis).
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
    """A regular lattice of starting points over a box, its edges included: float64[2, SIDE²]."""
    x, y = np.meshgrid(*(np.linspace(low, high, SIDE) for low, high in box))
    return np.stack([x.ravel(), y.ravel()])


def level_points(look: Look, starts: np.ndarray) -> tuple[list[Point], list[Point]]:
    """The minima and the saddles that Newton's method finds from the starts, without duplicates, from left to right.

    Saddles beyond the outermost start along an axis are left out, and so are minima beyond REACH times that distance.
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
