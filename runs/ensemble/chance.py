"""Noise for a race that has no chance in it, so that its cloud is one."""

from dataclasses import replace

import numpy as np

from runs.ensemble.ensemble import Ensemble, ensemble_of
from runs.run import Run, Scene
from runs.simulate import simulate
from runs.surface import box_of

LADDER = tuple(float(f"{digit}e{power}") for power in range(-3, 3) for digit in (1, 2, 5))
"""The σ that are tried, from below."""

RUNS, STEPS = 8, 300
"""How many runs are tried with each, and how many of their steps: a longer race needs no other noise."""

WIDE = 0.01
"""A cloud is seen if its ends lie this far from their middle, as a share of the map's width (root mean square)."""


def spread(run: Run, sigma: float) -> float:
    """How far the ends of some runs with this noise lie from their middle, as a share of the map.

    Infinite if a run flies off.
    """
    steps, (x0, x1, y0, y1) = min(run.steps, STEPS), box_of(run.ground)
    ways = [simulate(replace(run, noise=sigma, seed=seed, steps=steps)) for seed in range(1, RUNS + 1)]
    if any(way.word == "diverged" for way in ways):
        return np.inf
    return float(np.hypot(*np.std([way.positions[-1] for way in ways], axis=0) / (x1 - x0, y1 - y0)))


def sensible_noise(runs: tuple[Run, ...]) -> float:
    """The least σ of the ladder with which the ends of every setting are a cloud that is seen.

    It stays below the one at which a run flies off, unless that is the least.
    """
    chosen = LADDER[0]
    for sigma in LADDER:
        spreads = [spread(run, sigma) for run in runs]
        if np.isinf(spreads).any():
            break
        chosen = sigma
        if min(spreads) >= WIDE:
            break
    return chosen


def brought(scene: Scene) -> Ensemble:
    """The ensemble that a race becomes on the clouds page. If nothing in it is random, it gets some noise."""
    found = ensemble_of(scene)
    runs = found.runs()
    if any(run.noise or run.batch for run in runs):
        return found
    return replace(found, base=replace(found.base, noise=sensible_noise(runs)))
