"""Adagrad runs out of breath: the sum of squares never forgets the steep wall at the start."""

from math import inf

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import stride
from studies.story import Claim, Story, arrival, race

NEAR, LATE = 0.1, 50


def claim(adagrad: Trajectory, descent: Trajectory) -> Claim:
    """Adagrad does not arrive, since its steps have shrunk to a few per cent."""
    first, last = stride(adagrad)[0], stride(adagrad)[-LATE:].mean()
    steps = arrival(descent, NEAR)
    return Claim(
        f"Adagrad's first step is {first:.2f} long, its last {LATE} are {first / last:.0f} times shorter. Plain "
        f"descent comes within {short(NEAR, 6)} of the minimum at step {short(steps, 6)}; Adagrad is "
        f"{adagrad.losses[-1]:.2f} above it at step {len(adagrad.rates)}.",
        first > 20 * last and steps < 200 and arrival(adagrad, NEAR) == inf,
    )


OUT_OF_BREATH = Story(
    key="out_of_breath",
    title="Adagrad runs out of breath",
    chapter="A rate for each coordinate",
    place=1,
    watch="Both start alike, but then Adagrad's steps get shorter and shorter, although the gorge gets no steeper.",
    question="How much would a larger η help, and for how long?",
    scene=race(
        Ground(landscape("narrow_gorge")), (-3.6, -1.8), 250,
        Runner(optimizer("adagrad"), 0.3), Runner(optimizer("gd"), 0.1),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
