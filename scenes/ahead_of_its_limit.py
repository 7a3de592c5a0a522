"""Looking ahead brakes, but only for rates below a limit of its own, which is lower than that of gradient descent."""

from dataclasses import replace

from core.number import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.stability.sharpness import against_limit
from studies.story import Claim, Story, arrival, race

NEAR = 1e-3
KAPPA, GAMMA = 10.0, 0.9
RATE, BELOW = 0.15, 0.13
LIMITS = 2.0 / KAPPA, 2.0 * (1.0 + GAMMA) / ((1.0 + 2.0 * GAMMA) * KAPPA)
"""The largest rates of gradient descent and of Nesterov's momentum; the largest curvature is κ."""


def claim(plain: Trajectory, ahead: Trajectory, slower: Trajectory) -> Claim:
    """One rate is below the limit of gradient descent and above Nesterov's: the one arrives, the other diverges."""
    shares = [float(against_limit(way)[0]) for way in (plain, ahead, slower)]
    steps = [arrival(way, NEAR) for way in (plain, slower)]
    return Claim(
        f"Gradient descent may take η up to {short(LIMITS[0], 3)} here, Nesterov up to {short(LIMITS[1], 3)}. With "
        f"η = {short(plain.run.rate, 3)} the first arrives at step {steps[0]:g} and the second diverges at step "
        f"{ahead.at}. With η = {short(slower.run.rate, 3)} Nesterov arrives at step {steps[1]:g}.",
        shares[0] < 0.8 and 1.05 < shares[1] < 1.2 and 0.9 < shares[2] < 1.0
        and plain.run.rate == ahead.run.rate and ahead.word == "diverged" and steps[0] < steps[1] < 50,
    )  # fmt: skip


AHEAD_OF_ITS_LIMIT = Story(
    key="ahead_of_its_limit",
    title="Nesterov's limit is lower",
    chapter="Momentum",
    place=6,
    watch="With the same rate, gradient descent is at the bottom in twenty steps, and Nesterov swings out of the bowl.",
    question="Looking ahead brakes a swing. Why can it make one grow where gradient descent has none?",
    scene=replace(
        race(
            Ground(landscape("bowl", {"kappa": KAPPA, "angle": 30.0})), (-1.4, 0.9), 60,
            Runner(optimizer("gd"), RATE), Runner(optimizer("nesterov", {"momentum": GAMMA}), RATE),
            Runner(optimizer("nesterov", {"momentum": GAMMA}), BELOW), tolerance=NEAR,
        ),
        curve="stability",
    ),
    claim=claim,
    leaves=(1,),
)  # fmt: skip
