"""Zig-zag in a ravine: the walls set the highest rate, the floor sets the time."""

import numpy as np

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, race


def crossings(way: Trajectory) -> int:
    """How often a walker changes from one side of the floor (y = 0) to the other."""
    return int(np.sum(way.positions[1:, 1] * way.positions[:-1, 1] < 0))


def progress(way: Trajectory) -> float:
    """How far a walker has come along the floor."""
    return float(way.positions[-1, 0] - way.positions[0, 0])


def claim(fast: Trajectory, slow: Trajectory) -> Claim:
    """The fast run zig-zags, and yet gets several times as far."""
    times = progress(fast) / progress(slow)
    return Claim(
        f"At η = {short(fast.run.rate, 6)} descent crosses the floor {crossings(fast)} times and gets "
        f"{progress(fast):.1f} along it; at η = {short(slow.run.rate, 6)} it never crosses and gets "
        f"{progress(slow):.1f}, {times:.1f} times less.",
        crossings(fast) > 20 and crossings(slow) == 0 and times > 4,
    )


ZIG_ZAG = Story(
    key="zig_zag",
    title="Zig-zag in a ravine",
    chapter="The learning rate",
    place=1,
    watch="One walker is thrown from wall to wall, while the other glides down the wall and then hardly moves.",
    question="Why would a larger rate help along the floor, and what forbids it?",
    scene=race(
        Ground(landscape("ravine")), (-4.5, 1.2), 150,
        Runner(optimizer("gd"), 0.095), Runner(optimizer("gd"), 0.02),
    ),
    claim=claim,
)  # fmt: skip
