"""Newton's method is drawn to a saddle, since it looks for any critical point."""

import numpy as np

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival, race

NEAR = 0.01


def claim(newton: Trajectory, free: Trajectory, descent: Trajectory) -> Claim:
    """Newton ends at a saddle; its saddle-free variant is at a minimum sooner than gradient descent."""
    saddles = np.array(newton.run.ground.saddles())
    off = float(np.min(np.hypot(*(saddles - newton.positions[-1]).T)))
    steps = [arrival(way, NEAR) for way in (free, descent)]
    return Claim(
        f"Newton's method ends at a saddle, where the loss is {newton.losses[-1]:.1f}. Its saddle-free form is within "
        f"{short(NEAR, 6)} of a minimum after {short(steps[0], 6)} steps, gradient descent after {short(steps[1], 6)}.",
        off < 1e-4 and newton.losses[-1] > 50 and steps[0] < steps[1] <= len(descent.rates),
    )


DRAWN_TO_SADDLE = Story(
    key="drawn_to_saddle",
    title="Drawn to a saddle",
    chapter="Beyond the gradient",
    place=2,
    watch="Newton's method goes to the saddle between two basins and rests there, but its saddle-free form does not.",
    question="Why are saddles a greater danger than bad minima when there are a million dimensions?",
    scene=race(
        Ground(landscape("himmelblau")), (0.3, 2.4), 50,
        Runner(optimizer("newton"), 0.3), Runner(optimizer("newton", {"saddle_free": 1.0}), 0.3),
        Runner(optimizer("gd"), 0.005),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
