"""The curvature along a run against the limit of its method: at 1, steps across the steepest direction stop shrinking.

Both are local. The curvature is the largest eigenvalue of the Hessian where the walker is, or of P⁻¹H for methods that
divide each coordinate by a P of their own. The limit is that of a quadratic with this curvature, on which P and the
learning rate stand still. Where the walker turns back, it swings across a valley, and the curvature at its place says
little about the valley. There the Hessian is taken at a running mean of three places, with the weights 1, 2 and 1.

Source: Cohen and others, Gradient descent on neural networks typically occurs at the edge of stability, 2021; and
Adaptive gradient methods at the edge of stability, 2022.
"""

import numpy as np

from runs.catalog import LANDSCAPES
from runs.ground import Ground
from runs.run import Run
from runs.simulate import Trajectory
from studies.stability.closed_forms import Limit, limit_of
from studies.stationary import hessians


def limits(run: Run, steps: int) -> list[tuple[Limit, slice]]:
    """The limits of a run's method, with the steps for which they hold: a fork has its origin's up to its own step.

    [] if there is none for some of the steps. Gradients that are late or clipped have another one, which is not here.
    """
    found: list[tuple[Limit, slice]] = []
    while True:
        limit = None if run.gradient.delay or run.clip else limit_of(run.method)
        if limit is None:
            return []
        at = min(run.at, steps)
        found.append((limit, slice(at, steps)))
        if run.origin is None:
            return found
        run, steps = run.origin, at


def middles(positions: np.ndarray) -> np.ndarray:
    """Where the Hessian is taken: the positions, float64[n, 2], or the running mean where the walker turns back."""
    moves, places = np.diff(positions, axis=0), positions.copy()
    back = 1 + np.flatnonzero((moves[1:] * moves[:-1]).sum(axis=1) < 0.0)
    places[back] = 0.25 * positions[back - 1] + 0.5 * positions[back] + 0.25 * positions[back + 1]
    return places


def along(ground: Ground, places: np.ndarray, steps: int) -> np.ndarray:
    """The Hessians at the places of a run, each at its step: float64[n, 2, 2]."""
    rows = LANDSCAPES[ground.entry.key].rows(steps, ground.entry.values)
    if len(rows) == 1:
        return hessians(ground, places, rows[0])
    return np.concatenate([hessians(ground, places[t : t + 1], rows[t]) for t in range(len(places))])


def largest(h: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The largest eigenvalues of P⁻¹H, float64[n]: h are the Hessians, [n, 2, 2], and p the diagonals of P, [n, 2].

    They are those of the symmetric P^-½ H P^-½.
    """
    a, b, c = h[:, 0, 0] / p[:, 0], h[:, 0, 1] / np.sqrt(p[:, 0] * p[:, 1]), h[:, 1, 1] / p[:, 1]
    return 0.5 * (a + c) + np.hypot(0.5 * (a - c), b)


def against_limit(way: Trajectory) -> np.ndarray:
    """λ₁ times the rate of the next step, divided by the method's limit on this product, at every state but the last.

    float64[n - 1], below zero where the ground curves downwards in all directions. It has no entries if there is no
    limit for the method, and ends before the first that is beyond the range of floats.
    """
    found = limits(way.run, len(way.rates))
    if not found:
        return np.empty(0)
    ratio = np.empty(len(way.rates))
    with np.errstate(all="ignore"):
        h = along(way.run.ground, middles(way.positions), way.run.steps)
        for limit, part in found:
            p = np.ones((*ratio.shape, 2)) if limit.yardstick is None else limit.yardstick(way.memory[1:])
            ratio[part] = way.rates[part] * largest(h[:-1][part], p[part]) / limit.value
        lost = np.flatnonzero(~np.isfinite(ratio.astype(np.float32)))
    return ratio[: lost[0]] if lost.size else ratio
