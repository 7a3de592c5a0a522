"""An independent second version of the engine: slow, obvious, in plain Python, written from the papers.

This file has the schedules, and the kernel contract as a plain loop, with which the engine and the golden paths of
PyTorch and optax are compared. Landscapes and methods have their own files: `naive_landscapes`, `naive_methods` (those
that treat every coordinate separately) and `naive_plane` (the others).
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from core.records import Landscape, Optimizer

# Schedules: the factor on η at step t.


def constant(t: int) -> float:
    return 1.0


def step(t: int, every: float, factor: float, floor: float) -> float:
    drops = 0
    while (drops + 1) * every < t:
        drops += 1
    return max(factor**drops, floor)


def cosine(t: int, T_max: float, floor: float) -> float:
    if t > T_max:
        return floor
    return floor + (1 - floor) * (1 + math.cos(math.pi * (t - 1) / T_max)) / 2


FACTORS: dict[str, Callable[..., float]] = {f.__name__: f for f in (constant, step, cosine)}

# The contract.


class Felt(NamedTuple):
    """What a method knows about a position: the gradient, and [f | f], [hxx | hyy], [hxy | hxy]; each float64[2B]."""

    g: np.ndarray
    f: np.ndarray
    straight: np.ndarray
    cross: np.ndarray


Feel = Callable[[np.ndarray, int], Felt]

ETA = 0.25
"""The learning rate of which the rates of these walks are multiples: the schedule's factor is a rate divided by it."""


def needed(way: Optimizer, felt: Felt, factor: float) -> np.ndarray:
    """The rows that the engine appends to the memory of a method: float64[rows, 2B]."""
    rows = [np.full_like(felt.g, factor)] * ("factor" in way.needs)
    rows += [felt.f] * ("loss" in way.needs) + [felt.straight, felt.cross] * ("hess" in way.needs)
    return np.array(rows).reshape(-1, felt.g.size)


def touch(land: Landscape, c: np.ndarray) -> Feel:
    """A landscape, by its kernels, at lanes (all x, then all y) and at any time."""

    def feel(at: np.ndarray, _t: int) -> Felt:
        half = at.size // 2
        x, y = at[:half].copy(), at[half:].copy()
        g, f, straight, cross = (np.zeros((2, half)) for _ in range(4))
        land.grad(c, land.samples(tuple(c)), x, y, g[0], g[1])
        land.loss(c, land.samples(tuple(c)), x, y, f[0])
        if land.hess is not None:
            land.hess(c, land.samples(tuple(c)), x, y, straight[0], cross[0], straight[1])
        f[1], cross[1] = f[0], cross[0]
        return Felt(g.ravel(), f.ravel(), straight.ravel(), cross.ravel())

    return feel


def stride(
    way: Optimizer, h: np.ndarray, theta: np.ndarray, rates: Sequence[float], feel: Feel
) -> tuple[np.ndarray, np.ndarray]:
    """The contract as a plain loop. Returns the positions of the lanes, and where the last gradient of each step was
    taken. Both are float64[steps + 1, 2B]; the last row of the second is where the next step would take it.
    """
    theta, slots, g = theta.copy(), np.zeros((way.rows, theta.size)), np.zeros_like(theta)
    points, places = [theta.copy()], []
    for t in range(1, len(rates) + 2):
        rate, at = np.full(theta.size, rates[min(t, len(rates)) - 1]), theta.copy()
        for stage in range(way.stages):
            if way.probe is not None:
                way.probe(stage, theta, g, slots, t, rate, h, at)
            felt = feel(at, t)
            g[:] = felt.g
            slots[len(way.slots) :] = needed(way, felt, rate[0] / ETA)
        places.append(at.copy())
        if t <= len(rates):
            way.step(theta, g, slots, t, rate, h)
            points.append(theta.copy())
    return np.array(points), np.array(places)


def walk(
    land: Landscape, c: np.ndarray, way: Optimizer, h: np.ndarray, theta: np.ndarray, rates: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """A method on a landscape, as a plain loop: see `stride`."""
    return stride(way, h, theta, rates, touch(land, c))
