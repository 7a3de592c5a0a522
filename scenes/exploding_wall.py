"""The cliff: one step on a wall throws a walker away for good."""

from dataclasses import replace
from math import inf

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import stride
from studies.story import Claim, Story, Twin, arrival, race

NEAR = 0.01

CLIFF = race(
    Ground(landscape("cliff")), (1.09, 0.53), 200,
    Runner(optimizer("gd"), 0.02), Runner(optimizer("gd"), 0.1), Runner(optimizer("adam"), 0.02),
    tolerance=NEAR,
)  # fmt: skip


def claim(*ways: Trajectory) -> Claim:
    """The rate that is best on the gentle side makes the run diverge at the wall."""
    (_, thrown, bounded), (slow, fast, _) = ways[:3], ways[3:]
    fatal, longest, safe = thrown.at or 0, max(stride(thrown)), max(stride(bounded))
    gentle, patient = arrival(fast, NEAR), arrival(slow, NEAR)
    return Claim(
        f"At η = {short(thrown.run.rate, 6)} descent takes a step of length {longest:,.0f} and overflows at step "
        f"{fatal}; Adam's longest is {safe:.3f}. From the gentle side the same rate is within {short(NEAR, 6)} of the "
        f"minimum after {short(gentle, 6)} steps, and η = {short(slow.run.rate, 6)} is not after {len(slow.rates)}.",
        thrown.word == "diverged" and fatal < 10 and longest > 1000 and safe < 0.05 and gentle < patient == inf,
    )


EXPLODING_WALL = Story(
    key="exploding_wall",
    title="The cliff",
    chapter="The learning rate",
    place=3,
    watch="All three start on the wall of a recurrent unit, where gradients explode, and one of them is gone at once.",
    question="Clipping the gradient is the usual cure. At which length would you clip it here?",
    scene=CLIFF,
    claim=claim,
    leaves=(1,),
    twin=Twin("from the gentle side", replace(CLIFF, start=(0.2, 1.8))),
)
