"""Where a visit begins: rates that suit a landscape, and the scene a newcomer sees."""

from functools import lru_cache
from math import floor, log10

import numpy as np

from core import kernel
from core.recorder import level
from core.records import demand
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.run import MAX_RUNS, RATE, Ground, Runner, Scene, landscape, optimizer, schedule
from runs.simulate import world_of


def round_125(value: float) -> float:
    """The nearest number of the form 1, 2 or 5 times a power of ten that is not above `value`."""
    decade = 10.0 ** floor(log10(value))
    digit = 5 if value >= 5 * decade else 2 if value >= 2 * decade else 1
    return float(f"{digit * decade:.12g}")


@lru_cache(maxsize=256)
def curvature(ground: Ground) -> float:
    """The largest curvature (|eigenvalue| of the Hessian) at the named starts and minima, by central differences."""
    land = LANDSCAPES[ground.entry.key]
    points = np.array([*ground.starts().values(), *ground.minima()], np.float64)
    e = 1e-4 * (land.box[0][1] - land.box[0][0])
    offsets = e * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)])
    at = (points[:, None, :] + offsets).reshape(-1, 2)
    f, u, w = (np.empty(len(at)) for _ in range(3))
    x, y = np.ascontiguousarray(at[:, 0]), np.ascontiguousarray(at[:, 1])
    level(kernel.links(land.loss, land.grad, land.hess, None, None), world_of(ground), x, y, f, u, w)
    o, east, west, north, south, ne, sw, se, nw = f.reshape(-1, 9).T / (e * e)
    xx, yy, xy = east - 2 * o + west, north - 2 * o + south, (ne + sw - se - nw) / 4
    spread = np.sqrt(0.25 * (xx - yy) ** 2 + xy**2)
    largest = np.abs(0.5 * (xx + yy)) + spread
    return float(max(np.max(largest[np.isfinite(largest)], initial=0.0), 1e-6))


def suggested_rate(ground: Ground, method: str) -> float:
    """A learning rate that suits this method here, on the 1-2-5 scale.

    The record gives it in its own unit: a multiple of 1 / curvature for a step proportional to the gradient, a share of
    the box's width for one that is not.
    """
    way, (x0, x1) = OPTIMIZERS[method], LANDSCAPES[ground.entry.key].box[0]
    unit = 1.0 / curvature(ground) if way.unit == "inverse curvature" else x1 - x0
    return round_125(min(max(way.rate * unit, RATE.slider[0]), RATE.slider[1]))


FIRST = (("gd", 0.001), ("momentum", 0.001), ("rmsprop", 0.01), ("adam", 0.05))
"""The race a newcomer sees on Rosenbrock's valley: chosen so that the four differ at a glance."""


@lru_cache(maxsize=64)
def opening(ground: Ground | None = None) -> Scene:
    """The scene a visit begins with; on another ground the same runners at rates that suit it, from its first start."""
    if ground is None:
        runners = tuple(Runner(optimizer(key), rate) for key, rate in FIRST)
        return Scene(Ground(landscape("rosenbrock")), (-1.2, 1.0), 300, runners)
    runners = tuple(Runner(optimizer(key), suggested_rate(ground, key)) for key, _ in FIRST)
    return Scene(ground, next(iter(ground.starts().values())), 300, runners)


def newcomer(scene: Scene) -> Runner:
    """The runner that "add" adds: the first method of the catalogue that does not run yet; ValueError if all places are taken."""
    demand(len(scene.runners) < MAX_RUNS, f"A scene has at most {MAX_RUNS} runners.")
    running = {runner.method.key for runner in scene.runners}
    key = next((k for k in OPTIMIZERS if k not in running), "adam")
    return Runner(optimizer(key), suggested_rate(scene.ground, key), schedule())
