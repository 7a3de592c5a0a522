"""The best settings for every quadratic, on a convex bowl that is not one: heavy ball circles for ever."""

import numpy as np

from core.number import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import reached
from studies.story import Claim, Story, Twin, arrival, race

NEAR = 1e-3
RATE, GAMMA = 0.033, 0.67
"""4 / (√κ + 1)² and ((√κ - 1) / (√κ + 1))², rounded: optimal for quadratics with curvatures between 1 and κ = 100."""
RUNNERS = (
    Runner(optimizer("momentum", {"momentum": GAMMA}), RATE),
    Runner(optimizer("momentum", {"momentum": GAMMA}), 0.02),
    Runner(optimizer("gd"), 0.0198),
)


def claim(best: Trajectory, smaller: Trajectory, plain: Trajectory, lucky: Trajectory, *_: Trajectory) -> Claim:
    """The optimal settings lead into a cycle of three points, from this start. From another start they arrive."""
    last = best.positions[-60:]
    radius, turn = float(np.linalg.norm(last[-1])), float(np.abs(last[3:] - last[:-3]).max())
    steps = [arrival(way, NEAR) for way in (smaller, plain, lucky)]
    return Claim(
        f"With η = {short(best.run.rate, 4)} and γ = {short(GAMMA, 4)}, Momentum jumps from corner to corner of a "
        f"triangle, {radius:.2f} away from the minimum. With η = {short(smaller.run.rate, 4)} it arrives at step "
        f"{steps[0]:g}, and gradient descent at step {steps[1]:g}. From the other start the first one arrives at step "
        f"{steps[2]:g}.",
        reached(best, NEAR) is None and turn < 1e-6 and abs(radius - 1.0) < 0.01
        and steps[0] < 50 and steps[2] < 100 and 150 < steps[1] < 300,
    )  # fmt: skip


OPTIMAL_AND_CIRCLING = Story(
    key="optimal_and_circling",
    title="Optimal, and going in circles",
    chapter="Momentum",
    place=5,
    watch="In a bowl without bumps, Momentum with the best settings that theory knows jumps round and round.",
    question="The settings are optimal for every quadratic with such curvatures. What is different about this bowl?",
    scene=race(Ground(landscape("cycling_bowl")), (1.74, -0.57), 300, *RUNNERS, tolerance=NEAR),
    claim=claim,
    twin=Twin("from another start", race(Ground(landscape("cycling_bowl")), (1.2, 1.5), 300, *RUNNERS, tolerance=NEAR)),
)
