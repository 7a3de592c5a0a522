"""Warm-up saves a run: it takes small steps while the ground is steep, and then goes to the full rate."""

from dataclasses import replace

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival, race

NEAR = 0.01
BALL = Runner(optimizer("momentum"), 0.002)


def claim(cold: Trajectory, warm: Trajectory, warmer: Trajectory) -> Claim:
    """At the same rate, the run without warm-up diverges at the start, and the others reach the end."""
    steps = [arrival(way, NEAR) for way in (warm, warmer)]
    return Claim(
        f"Without a warm-up momentum at η = {short(cold.run.rate, 6)} is lost at step {cold.at}. With a warm-up of "
        f"{warm.run.warmup} steps it comes within {short(NEAR, 6)} of the minimum after {short(steps[0], 6)} steps, "
        f"with {warmer.run.warmup} after {short(steps[1], 6)}.",
        cold.word == "diverged" and (cold.at or 0) < 20 and steps[0] < steps[1] < 250,
    )


WARM_UP = Story(
    key="warm_up",
    title="Warm-up saves a run",
    chapter="The learning rate",
    place=4,
    watch="The wall at the start is much steeper than the valley behind it, so only a gentle beginning leads into "
    "the valley.",
    question="How short can the warm-up be, and what does a longer one cost?",
    scene=race(
        Ground(landscape("rosenbrock")), (-1.8, 2.0), 300,
        BALL, replace(BALL, warmup=20), replace(BALL, warmup=50),
        tolerance=NEAR,
    ),
    claim=claim,
    leaves=(0,),
)  # fmt: skip
