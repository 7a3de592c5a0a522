"""Heavy tails: now and then a gradient is very wrong, and methods differ in how far they follow it."""

from dataclasses import replace

import numpy as np

from core.engine.ending import DIVERGED
from core.numeral import short
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from studies.ensemble_story import EnsembleStory
from studies.story import Claim

STORM = Scene(
    Ground(landscape("himmelblau")), (0.0, 0.0), 400,
    (Runner(optimizer("gd"), 0.01), Runner(optimizer("signsgd"), 0.02, mark=1)), noise=5.0,
    gradient=GradientNoise(kind=2.0, freedom=1.5),
)  # fmt: skip
CALM = replace(STORM, runners=STORM.runners[:1], gradient=GradientNoise())


def gone(snapshots: Snapshots) -> float:
    """The share of walkers that have diverged."""
    return float(np.mean(snapshots.status == DIVERGED))


def claim(descent: Snapshots, signs: Snapshots, calm: Snapshots) -> Claim:
    """Gradient descent diverges only with heavy-tailed noise; SignSGD never does, since it limits every step."""
    lost, kept, before = (gone(one) for one in (descent, signs, calm))
    return Claim(
        f"Under noise with heavy tails (ν = {short(descent.run.gradient.freedom, 6)}) {lost:.0%} of gradient descent's "
        f"runs diverge and {kept:.0%} of signSGD's, whose step is never longer than η. Under Gaussian noise of the "
        f"same scale {before:.0%} of gradient descent's do.",
        lost > 0.2 and kept == 0.0 and before == 0.0,
    )


HEAVY_TAILS = EnsembleStory(
    key="heavy_tails",
    title="Who survives heavy tails?",
    chapter="Noise",
    place=7,
    watch="The noise is the same for both, but now and then it throws a run of gradient descent off the map for good.",
    question="Which other methods of the catalogue bound the length of a step, and what does it cost them?",
    ensemble=Ensemble(STORM, Axis("runner", (0, 1))),
    claim=claim,
    also=CALM.runs(),
)
