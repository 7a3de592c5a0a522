"""Shaken out of a local minimum: noise carries a walker on, and a falling rate lets it settle."""

from dataclasses import replace

from runs.ground import Ground, landscape
from runs.run import Runner, optimizer, schedule
from runs.simulate import Trajectory
from studies.story import Claim, Story, Twin, race

STEPS, LAST, RATE = 300, 30, 0.05
SHAKEN = race(
    Ground(landscape("bumpy_bowl")), (-2.6, 1.9), STEPS,
    Runner(optimizer("gd"), RATE), Runner(optimizer("gd"), RATE, schedule("cosine", {"T_max": STEPS})),
    noise=4.0,
)  # fmt: skip


def late(way: Trajectory) -> float:
    """The mean loss over the last steps; the lowest is zero."""
    return float(way.losses[-LAST:].mean())


def claim(constant: Trajectory, cosine: Trajectory, still: Trajectory, still_cosine: Trajectory) -> Claim:
    """With noise and cosine annealing the global minimum is found; without noise both runs stay at the rim."""
    stuck = min(late(still), late(still_cosine))
    return Claim(
        f"Without noise both end in a dent near the rim, {stuck:.2f} above the best. With noise the mean loss of the "
        f"last {LAST} steps is {late(constant):.2f} at a constant rate and {late(cosine):.2f} with cosine.",
        stuck > 1 and late(cosine) < 0.05 and late(constant) > 5 * late(cosine),
    )


SHAKEN_OUT = Story(
    key="shaken_out",
    title="Shaken out of a dent",
    chapter="Several valleys",
    place=4,
    watch="Noise shakes both walkers from dent to dent, and the one whose rate falls settles in the deepest dent.",
    question="Try other seeds. How often does the falling rate end in the best dent?",
    scene=SHAKEN,
    claim=claim,
    twin=Twin("without noise", replace(SHAKEN, noise=0.0)),
)
