"""Cosine against constant on the last mile: under noise a constant rate never comes to rest."""

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer, schedule
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival, race

STEPS, LAST, RATE, NEAR = 300, 30, 0.1, 0.01


def late(way: Trajectory) -> float:
    """The mean loss over the last steps; the lowest is zero."""
    return float(way.losses[-LAST:].mean())


def claim(constant: Trajectory, small: Trajectory, cosine: Trajectory) -> Claim:
    """With cosine annealing a run is as quick as at the large rate and ends lower than at the small one."""
    steps = [arrival(way, NEAR) for way in (constant, small, cosine)]
    found = [late(way) for way in (constant, small, cosine)]
    return Claim(
        f"The large rate first comes to a loss of {short(NEAR, 6)} after {short(steps[0], 6)} steps, with cosine after "
        f"{short(steps[2], 6)}, the small one after {short(steps[1], 6)}. Over the last {LAST} steps their mean loss "
        f"is {found[0]:.4f}, {found[2]:.4f} and {found[1]:.4f}.",
        steps[1] > 5 * max(steps[0], steps[2]) and found[0] > 20 * found[2] and found[1] > 5 * found[2],
    )


LAST_MILE = Story(
    key="last_mile",
    title="The last mile",
    chapter="The learning rate",
    place=5,
    watch="Every gradient is noisy: at a constant rate the walker jitters about the minimum, with the cosine it "
    "settles.",
    question="What would you lose if the cosine schedule ended after 100 of the 300 steps?",
    scene=race(
        Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0})), (-1.6, 0.8), STEPS,
        Runner(optimizer("gd"), RATE), Runner(optimizer("gd"), 0.01),
        Runner(optimizer("gd"), RATE, schedule("cosine", {"T_max": STEPS})),
        noise=1.0, tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
