"""The straight line between two ends with its barrier, and how the loss rises under random perturbations."""

from typing import NamedTuple

import numpy as np

from studies.slices.losses import Ground
from studies.slices.planes import filter_normalised

POINTS = 41
RADII = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""How long a perturbation is, in units of the weights into each unit."""
DRAWS = 10


class Line(NamedTuple):
    """The losses along a straight line, at the shares float64[P] of the way.

    barrier: how far the loss rises above the straight line between the losses of both ends, at most; not below zero.
    """

    shares: np.ndarray
    losses: np.ndarray
    barrier: float


def line(ground: Ground, first: np.ndarray, second: np.ndarray) -> Line:
    """The line between two ends."""
    shares = np.linspace(0.0, 1.0, POINTS)
    losses = ground.plane(first, second - first, np.zeros(first.size), shares, np.zeros(POINTS))
    chord = losses[0] + shares * (losses[-1] - losses[0])
    return Line(shares, losses, float(np.max(losses - chord)))


class Shaken(NamedTuple):
    """The rise of the loss when the weights are shaken by so much: radii, and the mean, the least and the largest rise
    of DRAWS directions: float64[R] each.
    """

    radii: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def shaken(ground: Ground, theta: np.ndarray) -> Shaken:
    """How the loss rises when every unit's weights are moved at random by a share of their length."""
    level = ground.slope(theta)[0]
    radii, zero = np.array(RADII), np.zeros(theta.size)
    rises = np.array([
        ground.plane(theta, filter_normalised(ground.question, theta, k), zero, radii, np.zeros(radii.size))
        for k in range(DRAWS)
    ]) - level  # fmt: skip
    return Shaken(radii, rises.mean(axis=0), rises.min(axis=0), rises.max(axis=0))
