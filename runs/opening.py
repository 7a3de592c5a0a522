"""Suggested learning rates for a landscape, and the scene that a newcomer sees."""

from functools import lru_cache
from math import floor, log10

import numpy as np

from runs import first
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ground import Ground, landscape
from runs.run import RATE, Runner, Scene, optimizer
from runs.surface import loss_at


def round_125(value: float) -> float:
    """The largest number of the form 1, 2 or 5 times a power of ten that is not above `value`."""
    decade = 10.0 ** floor(log10(value))
    digit = 5 if value >= 5 * decade else 2 if value >= 2 * decade else 1
    return float(f"{digit * decade:.12g}")


@lru_cache(maxsize=256)
def curvature(ground: Ground) -> float:
    """The largest curvature (|eigenvalue| of the Hessian) at the first start and at the minima.

    It is computed by differences over a hundredth of the box's width, so that a cusp has a finite curvature, which is
    what a step of that size experiences.
    """
    land = LANDSCAPES[ground.entry.key]
    points = np.array([next(iter(ground.starts().values())), *ground.minima()], np.float64)
    e = 1e-2 * (land.box[0][1] - land.box[0][0])
    offsets = e * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)])
    at = (points[:, None, :] + offsets).reshape(-1, 2)
    o, east, west, north, south, ne, sw, se, nw = loss_at(ground, at).reshape(-1, 9).T / (e * e)
    xx, yy, xy = east - 2 * o + west, north - 2 * o + south, (ne + sw - se - nw) / 4
    spread = np.sqrt(0.25 * (xx - yy) ** 2 + xy**2)
    largest = np.abs(0.5 * (xx + yy)) + spread
    return float(max(np.max(largest[np.isfinite(largest)], initial=0.0), 1e-6))


def suggested_rate(ground: Ground, method: str) -> float:
    """A learning rate that suits this method here, on the 1-2-5 scale.

    The method's record gives a default in the method's unit: a multiple of 1 / curvature if steps are proportional to
    the gradient, a share of the box's width if they are not, a pure number if the method finds its step length itself.
    """
    way, (x0, x1) = OPTIMIZERS[method], LANDSCAPES[ground.entry.key].box[0]
    unit = {"inverse curvature": 1.0 / curvature(ground), "length": x1 - x0, "pure number": 1.0}[way.unit]
    return round_125(min(max(way.rate * unit, RATE.slider[0]), RATE.slider[1]))


@lru_cache(maxsize=64)
def opening(ground: Ground | None = None) -> Scene:
    """The scene a visit begins with. On another ground: the same runners from its first start, at suggested rates."""
    if ground is None:
        runners = tuple(Runner(optimizer(key), rate, mark=i) for i, (key, rate) in enumerate(first.RUNNERS))
        return Scene(Ground(landscape(first.LANDSCAPE)), first.START, first.STEPS, runners)
    rates = [(key, suggested_rate(ground, key)) for key, _ in first.RUNNERS]
    runners = tuple(Runner(optimizer(key), rate, mark=i) for i, (key, rate) in enumerate(rates))
    return Scene(ground, next(iter(ground.starts().values())), first.STEPS, runners)
