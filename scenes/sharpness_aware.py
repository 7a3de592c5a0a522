"""Sharpness-aware minimisation avoids the sharp valley, but fails if its radius is too large."""

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, race

RATE, SHORT, LONG = 0.03, 0.1, 0.5


def claim(descent: Trajectory, sam: Trajectory, far: Trajectory) -> Claim:
    """Descent ends in the sharp valley, SAM in the wide one, SAM with too large a radius in neither."""
    ends = [float(way.positions[-1, 0]) for way in (descent, sam, far)]
    return Claim(
        f"Gradient descent ends in the sharp valley, at x = {ends[0]:.2f}. SAM with ρ = {short(SHORT, 6)} ends in the "
        f"wide one, at x = {ends[1]:.2f}; with ρ = {short(LONG, 6)} it hangs between the two, {far.losses[-1]:.1f} "
        "high.",
        ends[0] > 1.49 and ends[1] < -1.49 and 0.4 < ends[2] < 1.1 and far.losses[-1] > 1,
    )


SHARPNESS_AWARE = Story(
    key="sharpness_aware",
    title="Looking for flat ground",
    chapter="Beyond the gradient",
    place=3,
    watch="SAM uses the slope a little way uphill, so where the valleys part it takes the wide one and not the sharp "
    "one.",
    question="SAM needs two gradients per step. Was that worth it here?",
    scene=race(
        Ground(landscape("two_valleys")), (2.1, -2.0), 200,
        Runner(optimizer("gd"), RATE), Runner(optimizer("sam", {"rho": SHORT}), RATE),
        Runner(optimizer("sam", {"rho": LONG}), RATE),
    ),
    claim=claim,
)  # fmt: skip
