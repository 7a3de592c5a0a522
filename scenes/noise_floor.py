"""The noise floor, and two ways below it: a falling rate, and averaging the iterates."""

from dataclasses import replace

import numpy as np

from core.numeral import short
from runs import edit
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.surface import lowest
from studies.ensemble_story import EnsembleStory
from studies.story import Claim
from studies.sweep import ending, predicted, slope_of

RATE, STEPS = 0.04, 300
MEAN = optimizer("asgd", {"decay": 0.0, "begin": STEPS / 2, "walker": 1.0})
NOISY = Scene(Ground(landscape("bowl")), (-1.6, 0.8), STEPS, (Runner(optimizer("gd"), RATE),), noise=3.0)
AVERAGED = replace(NOISY, runners=(Runner(MEAN, RATE),))


def left(snapshots: Snapshots) -> float:
    """The mean loss at the end, above the lowest."""
    return float(snapshots.losses[-1].mean() - lowest(snapshots.run.ground))


def claim(constant: Snapshots, cosine: Snapshots, half: Snapshots, quarter: Snapshots, mean: Snapshots) -> Claim:
    """The floor is proportional to the rate; cosine annealing and averaging end below it."""
    all_snapshots = (quarter, half, constant)
    rates, theory = np.array([one.run.rate for one in all_snapshots]), [predicted(one.run) for one in all_snapshots]
    slope = slope_of(rates, np.array([ending(one, "floor") for one in all_snapshots])) or 0.0
    wanted = slope_of(rates, np.array([np.nan if t is None else t[0] for t in theory])) or 0.0
    floor, low, average = left(constant), left(cosine), left(mean)
    return Claim(
        f"The loss that remains goes as η to the power {slope:.2f}; theory says {wanted:.2f}. At η = {short(RATE, 6)} "
        f"it is {floor:.3f}; the cosine schedule ends at {low:.3f}, and the mean of the second half of the way at "
        f"{average:.3f}.",
        abs(slope - wanted) < 0.1 and abs(wanted - 1) < 0.1 and max(low, average) < floor / 4,
    )


NOISE_FLOOR = EnsembleStory(
    key="noise_floor",
    title="Below the noise floor",
    chapter="Noise",
    place=4,
    watch="At a constant rate the cloud and its loss stop shrinking, but with the cosine schedule they shrink to the "
    "end.",
    question="Why is a small rate from the start worse than a rate that falls?",
    ensemble=Ensemble(NOISY, Axis("schedule", ("constant", "cosine")), sweep="rate"),
    claim=claim,
    also=(
        *(run for part in (2, 4) for run in edit.with_rate(NOISY, 0, RATE / part).runs()),
        *AVERAGED.runs(),
    ),
)
