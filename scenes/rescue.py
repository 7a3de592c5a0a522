"""Momentum's rescue: steps that agree add up, steps that alternate cancel."""

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival, race

NEAR, RATE = 0.01, 0.0095


def claim(descent: Trajectory, momentum: Trajectory) -> Claim:
    """Momentum needs less than a fifth of the steps."""
    slow, fast = arrival(descent, NEAR), arrival(momentum, NEAR)
    return Claim(
        f"To come within {short(NEAR, 6)} of the minimum gradient descent needs {short(slow, 6)} steps, momentum at "
        f"the same rate {short(fast, 6)}: {slow / fast:.1f} times fewer.",
        slow > 5 * fast,
    )


RESCUE = Story(
    key="rescue",
    title="Momentum to the rescue",
    chapter="Momentum",
    place=1,
    watch="Across the valley the steps alternate and cancel, but along it they add up, so momentum runs ahead.",
    question="With γ = 0.8, how many times as long as gradient descent's can momentum's steps become along the floor?",
    scene=race(
        Ground(landscape("bowl", {"kappa": 200.0, "angle": 20.0})), (-1.8, 0.2), 300,
        Runner(optimizer("gd"), RATE), Runner(optimizer("momentum", {"momentum": 0.8}), RATE),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
