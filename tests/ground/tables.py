"""The tables of which the numerical tests are products: entries of the catalogue with settings, and points to check."""

import numpy as np
import pytest

from core.kernel import COMPILED
from core.param import Param
from core.records import Landscape
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from tests.ground.naive_landscapes import CREASES, KINKS

MANY = 512 if COMPILED else 16  # the number of lanes in tests that gain from having many
SIDE = 40 if COMPILED else 8  # points along a side of a lattice
EPS = float(np.finfo(float).eps)


def settings(params: tuple[Param, ...]) -> list[tuple[float, ...]]:
    """The defaults, every slider at its lower end, every slider at its upper end, and every option by itself.

    Uncompiled, a landscape has at most eight samples.
    """
    found = [tuple(p.default for p in params), *(tuple(p.slider[end] for p in params) for end in (0, 1))]
    for k, p in enumerate(params):
        found += [(*found[0][:k], float(i), *found[0][k + 1 :]) for i in range(len(p.options))]
    few = {"samples": 512.0 if COMPILED else 8.0}
    return list(dict.fromkeys(tuple(min(v, few.get(p.key, v)) for p, v in zip(params, r, strict=True)) for r in found))


def table(entries) -> list:
    """Every entry with every one of its settings, as rows for pytest."""
    return [
        pytest.param(entry, values, id=f"{key}({', '.join(f'{v:g}' for v in values)})")
        for key, entry in entries.items()
        for values in settings(entry.params)
    ]


GROUNDS, METHODS, PLANS = table(LANDSCAPES), table(OPTIMIZERS), table(SCHEDULES)


def places(land: Landscape) -> tuple[np.ndarray, np.ndarray]:
    """A lattice over the box, and as many random points in it: x and y."""
    (x0, x1), (y0, y1) = land.box
    x, y = np.meshgrid(np.linspace(x0, x1, SIDE), np.linspace(y0, y1, SIDE))
    drawn = np.random.default_rng(20).uniform((x0, y0), (x1, y1), (SIDE * SIDE, 2))
    return np.concatenate([x.ravel(), drawn[:, 0]]), np.concatenate([y.ravel(), drawn[:, 1]])


def smooth_places(land: Landscape, values: tuple[float, ...], near: float) -> tuple[np.ndarray, np.ndarray]:
    """Those of the `places` that are farther than `near` from any kink, of the loss or of its gradient."""
    x, y = places(land)
    sharp = (KINKS if land.kinks else CREASES).get(land.key)
    far = [sharp is None or sharp(p, q, *values) > near for p, q in zip(x.tolist(), y.tolist(), strict=True)]
    assert np.mean(far) > 0.5, "most of the ground is smooth"
    return x[far], y[far]


def losses(land: Landscape, values: tuple[float, ...], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """What the kernel says: [n]."""
    f = np.full(x.size, np.nan)
    land.loss(np.array(values), land.samples(tuple(values)), x, y, f)
    return f


def slopes(land: Landscape, values: tuple[float, ...], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """What the kernel says: [2, n]."""
    g = np.full((2, x.size), np.nan)
    land.grad(np.array(values), land.samples(tuple(values)), x, y, g[0], g[1])
    return g


def bends(land: Landscape, values: tuple[float, ...], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """What the kernel says: [n, 2, 2]."""
    assert land.hess is not None
    h = np.full((3, x.size), np.nan)
    land.hess(np.array(values), land.samples(tuple(values)), x, y, h[0], h[1], h[2])
    return h[[0, 1, 1, 2]].T.reshape(-1, 2, 2).copy()
