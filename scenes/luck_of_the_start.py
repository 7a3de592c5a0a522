"""Rastrigin's function and the luck of the start: every method ends in a minimum close to its start."""

from dataclasses import replace

from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, Twin, race

UNLUCKY = race(
    Ground(landscape("rastrigin")), (-4.4, 4.0), 200,
    Runner(optimizer("gd"), 0.002), Runner(optimizer("momentum", {"momentum": 0.95}), 0.003),
    Runner(optimizer("adam"), 0.5),
)  # fmt: skip


def claim(*ways: Trajectory) -> Claim:
    """From one start no method reaches the global minimum, from the other all do."""
    poor, good = ([float(way.losses[-1]) for way in half] for half in (ways[:3], ways[3:]))
    return Claim(
        f"From {ways[0].run.start} descent ends {poor[0]:.0f} above the best dent, momentum {poor[1]:.0f} and Adam "
        f"{poor[2]:.0f}; from {ways[-1].run.start} all {len(good)} end in it.",
        poor[0] > max(poor[1:]) + 10 and min(poor) > 10 and max(good) < 0.1,
    )


LUCK_OF_THE_START = Story(
    key="luck_of_the_start",
    title="The luck of the start",
    chapter="Several valleys",
    place=1,
    watch="Three methods stop in three dents of the egg-box: speed carries some past a few dents, but none to the "
    "best one.",
    question="What share of all starts leads to the best dent, and what would raise it?",
    scene=UNLUCKY,
    claim=claim,
    twin=Twin("from a lucky start", replace(UNLUCKY, start=(0.4, -0.4))),
)
