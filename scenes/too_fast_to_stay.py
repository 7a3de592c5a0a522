"""Too fast for a sharp valley: with a large rate a run can come to rest only where the curvature is small."""

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, race

SHARP = 0.2
SPEED_LIMIT = 2 * SHARP**2
"""Two over the curvature at the bottom of the sharp valley, which is one over its width squared."""


def claim(slow: Trajectory, fast: Trajectory, faster: Trajectory) -> Claim:
    """Only the slow run stays in the deep and sharp valley."""
    ends = [float(way.positions[-1, 0]) for way in (slow, fast, faster)]
    return Claim(
        f"Descent ends in the sharp valley (right) at η = {short(slow.run.rate, 6)}, in the wide one (left), "
        f"{faster.losses[-1]:.2f} higher, at {short(fast.run.rate, 6)} and {short(faster.run.rate, 6)}. Above 2/λ = "
        f"{short(SPEED_LIMIT, 6)} nobody at all can stay in the sharp one.",
        slow.run.rate < SPEED_LIMIT < faster.run.rate and ends[0] > 1.49 and max(ends[1:]) < -1.49,
    )


TOO_FAST_TO_STAY = Story(
    key="too_fast_to_stay",
    title="Too fast for a sharp valley",
    chapter="Several valleys",
    place=3,
    watch="The slow walker settles in the sharp, deep valley on the right, and the fast ones end in the wide one.",
    question="Large learning rates are said to find flat minima. Do they choose them, or can they not stay anywhere "
    "else?",
    scene=race(
        Ground(landscape("two_valleys", {"sharp": SHARP})), (2.1, -2.0), 150,
        *(Runner(optimizer("gd"), rate) for rate in (0.03, 0.06, 0.1)),
    ),
    claim=claim,
)  # fmt: skip
