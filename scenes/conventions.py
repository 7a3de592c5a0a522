"""Three conventions of momentum: the same path until the rate changes."""

import numpy as np

from runs.ground import Entry, Ground, landscape
from runs.run import Runner, optimizer, schedule
from runs.simulate import Trajectory
from studies.measures import path_length
from studies.story import Claim, Story, race

DROP, RATE = 10, 0.03
PLAN = schedule("multi_step", {"first": DROP, "second": 1000, "third": 1000, "factor": 0.1})
CLASSIC, PYTORCH, AVERAGED = range(3)


def ball(convention: int) -> Entry:
    """Momentum with γ = 0.9 in a convention."""
    return optimizer("momentum", {"momentum": 0.9, "convention": convention})


def claim(classic: Trajectory, pytorch: Trajectory, averaged: Trajectory) -> Claim:
    """One path up to the drop, two afterwards."""
    apart = np.hypot(*(classic.positions - pytorch.positions).T)
    twins = float(np.max(np.hypot(*(averaged.positions - pytorch.positions).T)))
    ratio = averaged.run.rate / pytorch.run.rate
    coast = [path_length(way)[DROP + 10] - path_length(way)[DROP] for way in (classic, pytorch)]
    return Claim(
        f"Up to step {DROP}, where η falls to a tenth, all three paths are one. In the next 10 steps the classic ball "
        f"rolls {coast[0]:.2f} and PyTorch's {coast[1]:.2f}; the averaged one, at {ratio:.0f} times the rate, stays "
        "with PyTorch's.",
        np.max(apart[: DROP + 1]) < 1e-12 and twins < 1e-12 and coast[0] > 1.5 * coast[1] and np.max(apart) > 0.5,
    )


CONVENTIONS = Story(
    key="conventions",
    title="One name, three methods",
    chapter="Momentum",
    place=4,
    watch="After ten steps the learning rate falls to a tenth: two balls slow down at once, the classic one rolls on.",
    question="In each of the three formulas, is the learning rate inside the velocity or outside?",
    scene=race(
        Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0})), (-1.6, 0.8), 60,
        Runner(ball(CLASSIC), RATE, PLAN), Runner(ball(PYTORCH), RATE, PLAN), Runner(ball(AVERAGED), 10 * RATE, PLAN),
    ),
    claim=claim,
)  # fmt: skip
