"""The declared points are all there are: a search over the box of every landscape finds no other minimum or saddle.

Newton's method starts from a lattice over the box, on the map, so that frames take part. What it finds counts if the
Hessian there is regular. The search proves nothing about points that it misses, so at the defaults it has to find every
declared point itself. It needs many lanes, so it runs compiled only.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from core.critical_points import newton
from runs.catalog import LANDSCAPES
from runs.ground import PLAIN, Entry, Ground
from tests.ground.naive_landscapes import KINKS
from tests.ground.tables import GROUNDS, bends, settings, slopes

SIDE = 41
"""Starting points per side of a lattice over the box, and of a second one that is denser towards the middle."""
FRAME = (25.0, 0.3, -0.2, 1.5, 0.75)
SINGULAR = 1e-6
"""If one eigenvalue of the Hessian is smaller than the other by this factor, the point is not isolated, or is flat."""
SAME = 1e-5
"""Points nearer than this share of the box's width are one."""
KINK = 1e-3
"""So near to a kink, as a share of the box's width, Newton's method finds nothing."""
CURVE = 200
"""If so many level points are found where the Hessian is singular, they form a curve or an area."""

Points = np.ndarray
"""float64[2, N], in the landscape's own coordinates."""


class Found(NamedTuple):
    """What the search has found in the box: isolated minima and saddles, and level points along curves of minima."""

    minima: Points
    saddles: Points
    curves: Points


def without_twins(points: Points, width: float) -> Points:
    """Every point once."""
    cells = np.unique(np.round(points / (SAME * width)), axis=1, return_index=True)[1]
    kept: list[int] = []
    for i in cells.tolist():
        if not kept or np.min(np.hypot(*(points[:, kept] - points[:, i : i + 1]))) > SAME * width:
            kept.append(i)
    return points[:, kept]


@cache
def search(ground: Ground) -> Found:
    """Search the box of a ground from a lattice on the map."""
    land, values = LANDSCAPES[ground.entry.key], ground.entry.values
    (x0, x1), (y0, y1) = land.box
    a, b = ground.affine()

    def look(p: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, ...]:
        u, v = np.ascontiguousarray(a @ np.stack([p, q]) + b[:, None])
        slope, bend = a.T @ slopes(land, values, u, v), a.T @ bends(land, values, u, v) @ a
        return *slope, bend[:, 0, 0], bend[:, 0, 1], bend[:, 1, 1]

    # The lattices are a little askew, since points of symmetry would lead to nothing but each other.
    s, t = (k.ravel() for k in np.meshgrid(*[np.linspace(0.001, 0.999, SIDE)] * 2))
    u, v = (np.concatenate([k, 0.5 + 4.0 * (k - 0.5) ** 3]) for k in (s + 4e-4 * t, t + 7e-4 * s))
    starts = np.stack([x0 + (x1 - x0) * u, y0 + (y1 - y0) * v])
    ends = newton(look, np.linalg.solve(a, starts - b[:, None]))
    with np.errstate(invalid="ignore"):
        ends = a @ ends + b[:, None]
        ends = ends[:, (ends[0] >= x0) & (ends[0] <= x1) & (ends[1] >= y0) & (ends[1] <= y1)]
    ends = without_twins(ends, x1 - x0)
    low, high = np.linalg.eigvalsh(bends(land, values, *np.ascontiguousarray(ends))).T
    flat = np.minimum(np.abs(low), np.abs(high)) <= SINGULAR * np.maximum(np.abs(low), np.abs(high))
    return Found(ends[:, ~flat & (low > 0)], ends[:, ~flat & (low < 0) & (high > 0)], ends[:, flat & (high > 0)])


def apart(points: Points, others: Points, width: float) -> list[tuple[float, float]]:
    """Those of the points that are none of the others."""
    return [(x, y) for x, y in points.T.tolist() if np.all(np.hypot(others[0] - x, others[1] - y) > SAME * width)]


def declared(land, values, name: str) -> Points:
    return np.array(getattr(land, name)(*values), float).reshape(-1, 2).T


def left_out(land, values, frame=PLAIN) -> list[tuple[float, float]]:
    """What is found and not declared: minima, saddles, and curves of minima."""
    found, width = search(Ground(Entry(land.key, values), frame)), land.box[0][1] - land.box[0][0]
    points = [
        p for name in ("minima", "saddles") for p in apart(getattr(found, name), declared(land, values, name), width)
    ]
    return points + (found.curves.T.tolist() if found.curves.shape[1] >= CURVE and not land.valley else [])


@pytest.mark.parametrize("frame", [PLAIN, FRAME], ids=["plain", "framed"])
@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_a_search_finds_no_minimum_and_no_saddle_that_is_not_declared(land, values, frame):
    """Unless the record says that its list is open."""
    assert land.open or not left_out(land, values, frame)


@pytest.mark.parametrize("land", [land for land in LANDSCAPES.values() if land.open], ids=lambda land: land.key)
def test_a_list_that_is_said_to_be_open_is_open(land):
    assert any(left_out(land, values) for values in settings(land.params))


@pytest.mark.parametrize("land", LANDSCAPES.values(), ids=LANDSCAPES)
def test_the_search_finds_every_declared_point_at_the_defaults(land):
    """So that it would notice if one were not declared. It cannot find points at a kink or along a valley."""
    values = settings(land.params)[0]
    found, width = search(Ground(Entry(land.key, values))), land.box[0][1] - land.box[0][0]
    for name in ("minima", "saddles"):
        points = declared(land, values, name)
        smooth = [not land.kinks or KINKS[land.key](x, y, *values) > KINK * width for x, y in points.T.tolist()]
        if not land.open and (not land.valley or name == "saddles"):
            assert not apart(points[:, smooth], getattr(found, name), width), name
