"""Leaving a saddle: how long each method stays where the gradient all but vanishes."""

import numpy as np

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival, race

NEAR, RADIUS = 0.01, 0.3


def lingering(way: Trajectory) -> int:
    """The number of states within a radius around the saddle."""
    return int(np.sum(np.hypot(*way.positions.T) < RADIUS))


def claim(descent: Trajectory, momentum: Trajectory, adam: Trajectory) -> Claim:
    """Gradient descent stays longest; Adam passes by."""
    stay = [lingering(way) for way in (descent, momentum, adam)]
    steps = [arrival(way, NEAR) for way in (descent, momentum, adam)]
    return Claim(
        f"Gradient descent is within {short(RADIUS, 6)} of the saddle for {stay[0]} steps, momentum for {stay[1]}, "
        f"Adam for {stay[2]}; they are down after {short(steps[0], 6)}, {short(steps[1], 6)} and {short(steps[2], 6)}.",
        stay[0] > stay[1] > stay[2] and steps[0] > 1.5 * steps[1] > 2 * steps[2] and steps[0] <= len(descent.rates),
    )


LEAVING_SADDLE = Story(
    key="leaving_saddle",
    title="Leaving a saddle",
    chapter="Flat ground and saddles",
    place=2,
    watch="The start is a ten-thousandth away from the ridge: see how long each runner stays at the saddle in the "
    "middle.",
    question="By what factor does the distance from the ridge grow in one step of gradient descent?",
    scene=race(
        Ground(landscape("saddle")), (-1.7, 1e-4), 120,
        Runner(optimizer("gd"), 0.1), Runner(optimizer("momentum"), 0.05), Runner(optimizer("adam"), 0.08),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
