"""RMSProp repairs Adagrad: it replaces a sum that never forgets by a mean that does."""

from math import inf

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import effective_rates
from studies.story import Claim, Story, arrival, race

NEAR, LATE = 0.1, 50


def breath(way: Trajectory) -> float:
    """The mean effective rate along the gorge (x) over the last steps."""
    return float(effective_rates(way)[-LATE:, 0].mean())


def claim(adagrad: Trajectory, rmsprop: Trajectory) -> Claim:
    """RMSProp arrives, since its effective rate does not fade."""
    more = adagrad.run.rate / rmsprop.run.rate
    steps, times = arrival(rmsprop, NEAR), breath(rmsprop) / breath(adagrad)
    return Claim(
        f"RMSProp comes within {short(NEAR, 6)} of the minimum at step {short(steps, 6)}; Adagrad, at {short(more, 6)} "
        f"times the η, does not in {len(adagrad.rates)}. In the last {LATE} steps RMSProp's effective rate along the "
        f"gorge is {times:.1f} times Adagrad's.",
        steps < 200 and arrival(adagrad, NEAR) == inf and times > 2 and more > 5,
    )


MEMORY_THAT_FADES = Story(
    key="memory_that_fades",
    title="RMSProp remembers less",
    chapter="A rate for each coordinate",
    place=2,
    watch="In the same gorge both start alike, but then Adagrad falls behind, while RMSProp keeps its pace.",
    question="How many steps back can RMSProp look with ρ = 0.99?",
    scene=race(
        Ground(landscape("narrow_gorge")), (-3.6, -1.8), 250,
        Runner(optimizer("adagrad"), 0.3), Runner(optimizer("rmsprop"), 0.05),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
