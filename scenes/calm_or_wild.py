"""Calm or wild: the four methods of the first picture, each at the highest rate at which its path is stable."""

import numpy as np

from core.number import short
from runs.opening import opening
from runs.run import TARGET
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival

SOON, NEAR = 8, 0.2
"""An early step, and how far from the star "near" is."""


def away(way: Trajectory) -> float:
    """How far from the star a run ends."""
    return float(np.hypot(*(way.positions[-1] - way.run.ground.minima()[0])))


def claim(descent: Trajectory, momentum: Trajectory, rmsprop: Trajectory, adam: Trajectory) -> Claim:
    """Those with the lower losses at first end far from the star; of the others, Momentum arrives and Adam is near."""
    runs = (descent, momentum, rmsprop, adam)
    creeping, rolling, steady, gliding = (float(way.losses[SOON]) for way in runs)
    ends, steps = [away(way) for way in runs], [arrival(way, TARGET.default) for way in runs]
    return Claim(
        f"At step {SOON} the losses of RMSProp and gradient descent are {short(steady, 2)} and {short(creeping, 2)}, "
        f"those of Momentum and Adam {short(rolling, 2)} and {short(gliding, 2)}. Momentum alone arrives, at step "
        f"{short(steps[1], 6)}. Adam ends {short(ends[3], 2)} from the lowest point, RMSProp {short(ends[2], 2)} and "
        f"gradient descent {short(ends[0], 2)}.",
        steady < creeping < min(rolling, gliding)
        and ends[1] < ends[3] < NEAR < 3 * NEAR < ends[2] < ends[0]
        and steps[1] < np.inf == min(steps[0], steps[2], steps[3]),
    )


CALM_OR_WILD = Story(
    key="calm_or_wild",
    title="Calm or wild",
    chapter="The learning rate",
    place=9,
    watch="Each runner has the highest rate η of 1, 2.5 and 5 · 10ⁿ at which its path is stable.",
    question="At step 8 two runners are calm and two swing. Which two come near the lowest point?",
    scene=opening(),
    claim=claim,
)
