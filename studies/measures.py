"""Measurements on one run: steps to a tolerance, path length, gradient evaluations, step lengths, effective rates."""

import numpy as np

from runs.catalog import OPTIMIZERS
from runs.ground import Ground
from runs.simulate import Trajectory
from runs.surface import lowest

DEEPER = 1e-9
"""A loss that is lower than the lowest known by more than this counts as lower, and not as rounding."""


def deeper(losses: np.ndarray, ground: Ground) -> np.ndarray:
    """Whether losses are lower than the lowest known loss, in the shape of `losses`."""
    return losses < lowest(ground) - DEEPER


def deeper_words(ground: Ground) -> str:
    """What is said of losses that are `deeper`. Without a known minimum the lowest known loss is that on the map."""
    return "lower than the lowest known minimum" if ground.minima() else "lower than anywhere on the map"


def arrived(losses: np.ndarray, ground: Ground, tolerance: float) -> np.ndarray:
    """Whether losses are within `tolerance` of that of the lowest known minimum, in the shape of `losses`.

    A loss that is lower by more than that is no arrival: it belongs to another minimum, or to ground that falls for
    ever. Where no minimum is known, nothing arrives.
    """
    if not ground.minima():
        return np.zeros(losses.shape, bool)
    return np.abs(losses - lowest(ground)) <= tolerance


def reached(way: Trajectory, tolerance: float) -> int | None:
    """The first step at which the loss is within `tolerance` of that of the lowest known minimum; None if it never is.

    Step 0 is the start. The loss need not stay within the tolerance: a run may pass a minimum and go on.
    """
    within = np.flatnonzero(arrived(way.losses, way.run.ground, tolerance))
    return int(within[0]) if within.size else None


def left(way: Trajectory, tolerance: float) -> int | None:
    """The step with which a run that has arrived leaves the tolerance for good; None if it never arrives or stays."""
    within = np.flatnonzero(arrived(way.losses, way.run.ground, tolerance))
    return int(within[-1]) + 1 if within.size and within[-1] + 1 < way.losses.size else None


def below(way: Trajectory, tolerance: float) -> int | None:
    """The first step at which the loss is lower by more than `tolerance` than at every known minimum; None if never."""
    if not way.run.ground.minima():
        return None
    lower = np.flatnonzero(way.losses < lowest(way.run.ground) - tolerance)
    return int(lower[0]) if lower.size else None


def stride(way: Trajectory) -> np.ndarray:
    """The length of every step, |θ_{t+1} - θ_t|: float64[n - 1], in the units of the map."""
    moves = np.diff(way.positions, axis=0)
    return np.hypot(moves[:, 0], moves[:, 1])


def path_length(way: Trajectory) -> np.ndarray:
    """The length of the path up to every state: float64[n], 0 at the start, in the units of the map."""
    return np.concatenate([np.zeros(len(way.positions[:1])), np.cumsum(stride(way))])


def evaluations(way: Trajectory) -> np.ndarray:
    """The gradients that the method has used up to every state: int64[n], 0 at the start."""
    return OPTIMIZERS[way.run.method.key].evaluations * np.arange(len(way.positions), dtype=np.int64)


def effective_rates(way: Trajectory) -> np.ndarray:
    """The learning rate that plain gradient descent would need for the same step, per coordinate: float64[n - 1, 2].

    It is -(θ_{t+1} - θ_t) / g, where g is the gradient used, and is negative if the step goes uphill in that
    coordinate. If g is zero, or so small that the quotient overflows, there is no such rate, and the answer is 0.
    """
    moves = np.diff(way.positions, axis=0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        rates = -moves / way.used
    return np.where(np.isfinite(rates), rates, 0.0)
