"""What a larger batch gains: 64 times the work reduces the spread to an eighth."""

from dataclasses import replace

import numpy as np

from core.engine.samples import DRAWN
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from studies.ensemble_story import EnsembleStory
from studies.story import Claim
from studies.sweep import ending, slope_of

SINGLE = Scene(
    Ground(landscape("linear_regression", {"samples": 256.0})), (-1.6, 0.4), 300, (Runner(optimizer("gd"), 0.05),),
    gradient=GradientNoise(batch=1.0, order=float(DRAWN)),
)  # fmt: skip


def claim(single: Snapshots, most: Snapshots, *between: Snapshots) -> Claim:
    """The spread is proportional to one over the root of the batch size."""
    all_snapshots = sorted((single, most, *between), key=lambda one: one.run.batch)
    sizes, spreads = (
        np.array(v) for v in zip(*((s.run.batch, ending(s, "spread")) for s in all_snapshots), strict=True)
    )
    slope = slope_of(sizes.astype(float), spreads) or 0.0
    return Claim(
        f"From B = {single.run.batch} to B = {most.run.batch} the spread of the runs falls from "
        f"{ending(single, 'spread'):.3f} to {ending(most, 'spread'):.3f}: it goes as B to the power {slope:.2f}, "
        f"and 1/√B is the power -0.50. A step costs {most.run.batch} times as much.",
        abs(slope + 0.5) < 0.05 and most.run.batch == 64 * single.run.batch,
    )


BATCH_OF_64 = EnsembleStory(
    key="batch_of_64",
    title="What does a batch of 64 buy?",
    chapter="Noise",
    place=5,
    watch="Both clouds come down the same valley, but the cloud with batches of one sample stays eight times as wide.",
    question="For the same total number of samples, is it better to use a few large batches or many small ones?",
    ensemble=Ensemble(SINGLE, Axis("gradient.batch", (1.0, 64.0)), sweep="batch"),
    claim=claim,
    also=tuple(replace(SINGLE, gradient=SINGLE.gradient._replace(batch=batch)).runs()[0] for batch in (4.0, 16.0)),
)
