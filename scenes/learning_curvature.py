"""Methods that learn the curvature: a few steps where first-order methods need hundreds."""

from math import inf

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival, race

NEAR = 0.001


def claim(descent: Trajectory, momentum: Trajectory, conjugate: Trajectory, bfgs: Trajectory) -> Claim:
    """BFGS and conjugate gradients are done before momentum is half-way."""
    steps = [arrival(way, NEAR) for way in (bfgs, conjugate, momentum, descent)]
    return Claim(
        f"Line searches included, BFGS comes within {short(NEAR, 6)} of the minimum after {short(steps[0], 6)} "
        f"gradients and conjugate gradients after {short(steps[1], 6)}; after {len(descent.rates)} momentum is "
        f"{momentum.losses[-1]:.2f} above it and plain descent {descent.losses[-1]:.1f}.",
        steps[0] < steps[1] < 80 and steps[2] == steps[3] == inf and descent.losses[-1] > 1,
    )


LEARNING_CURVATURE = Story(
    key="learning_curvature",
    title="Learning the curvature",
    chapter="Beyond the gradient",
    place=1,
    watch="BFGS learns the bend of the valley on the way, and every trial of its line search counts as a step.",
    question="Why does nobody train large neural networks with BFGS?",
    scene=race(
        Ground(landscape("rosenbrock")), (-1.2, 1.0), 150,
        Runner(optimizer("gd"), 0.001), Runner(optimizer("momentum"), 0.001),
        Runner(optimizer("conjugate_gradient"), 1.0), Runner(optimizer("bfgs"), 1.0),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
