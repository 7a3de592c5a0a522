"""Momentum's overshoot: the more of the velocity is kept, the longer the walker oscillates."""

import numpy as np

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import path_length
from studies.story import Claim, Story, race

NEAR = 0.1


def settled(way: Trajectory) -> int:
    """The step from which the walker stays close to the minimum; if it does not, the first step after the run."""
    return int(np.flatnonzero(np.hypot(*way.positions.T) > NEAR)[-1]) + 1


def claim(light: Trajectory, heavy: Trajectory, heaviest: Trajectory) -> Claim:
    """The path length grows with γ, and the heaviest ball has not come to rest."""
    straight = float(np.hypot(*light.run.start))
    ways = [path_length(way)[-1] for way in (light, heavy, heaviest)]
    gammas = ", ".join(short(way.run.method.values[0], 6) for way in (light, heavy, heaviest))
    rest = [settled(way) for way in (light, heavy, heaviest)]
    return Claim(
        f"The bottom is {straight:.1f} away; with γ = {gammas} the ball rolls {ways[0]:.1f}, {ways[1]:.1f} and "
        f"{ways[2]:.1f}. It stays within {short(NEAR, 6)} from step {rest[0]} and {rest[1]} on; the heaviest not "
        f"within {len(heaviest.rates)}.",
        ways[1] > 3 * ways[0] and ways[2] > 10 * ways[0] and rest[0] < rest[1] < len(heavy.rates) < rest[2],
    )


OVERSHOOT = Story(
    key="overshoot",
    title="The overshoot",
    chapter="Momentum",
    place=2,
    watch="Three balls have the same learning rate: the light one rolls down and stops, the heavy ones overshoot and "
    "return.",
    question="With which γ would the ball arrive soonest here, and what does that depend on?",
    scene=race(
        Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0})), (-1.6, 0.8), 150,
        *(Runner(optimizer("momentum", {"momentum": gamma}), 0.03) for gamma in (0.5, 0.9, 0.97)),
    ),
    claim=claim,
)  # fmt: skip
