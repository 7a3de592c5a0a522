"""Adam's bias correction on and off: without it the first steps are much too long."""

from math import sqrt

from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import path_length, stride
from studies.story import Claim, Story, race

BETA1, BETA2 = 0.9, 0.999
LURCH = (1 - BETA1) / sqrt(1 - BETA2)
"""The ratio of the first step without the correction, where m = (1 - β₁) g and √v = √(1 - β₂) |g|, to that with it."""


def adam(correct: bool) -> Runner:
    """Adam with or without the correction."""
    return Runner(optimizer("adam", {"beta1": BETA1, "beta2": BETA2, "correct": correct}), 0.1)


def claim(on: Trajectory, off: Trajectory) -> Claim:
    """Without it the first step is (1 - β₁)/√(1 - β₂) times as long, and the whole path more than twice."""
    times = stride(off)[0] / stride(on)[0]
    ways = [path_length(way)[-1] for way in (on, off)]
    return Claim(
        f"Without the correction the first step is {times:.2f} times as long, which is (1 - β₁)/√(1 - β₂), and the "
        f"whole way is {ways[1]:.1f} long in place of {ways[0]:.1f}.",
        abs(times - LURCH) < 1e-6 and ways[1] > 2 * ways[0],
    )


BIAS_CORRECTION = Story(
    key="bias_correction",
    title="Bias correction, on and off",
    chapter="A rate for each coordinate",
    place=4,
    watch="Both means start at zero, and v grows more slowly than m, so without the correction Adam's first steps "
    "are too long.",
    question="For which β₁ and β₂ would the first step be the same with and without the correction?",
    scene=race(Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0})), (-1.6, 0.8), 120, adam(True), adam(False)),
    claim=claim,
)
