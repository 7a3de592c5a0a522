"""Late gradients: a setting that is stable with fresh gradients diverges with those of two steps ago."""

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

FRESH = Scene(
    Ground(landscape("bowl")), (-1.6, 0.8), 200, (Runner(optimizer("momentum"), 0.02),), noise=0.3
)  # fmt: skip
PLAIN = replace(FRESH, runners=(Runner(optimizer("gd"), 0.02),), gradient=GradientNoise(delay=2.0))


def middle(snapshots: Snapshots) -> float:
    """The median of the final distances from the minimum."""
    return float(np.median(np.hypot(*snapshots.positions[-1])))


def claim(fresh: Snapshots, late: Snapshots, plain: Snapshots) -> Claim:
    """Momentum diverges with late gradients; gradient descent at the same rate does not."""
    lost = float(np.mean(late.status == DIVERGED))
    return Claim(
        f"With fresh gradients the middle run of Momentum ends {middle(fresh):.2f} from the minimum. With gradients "
        f"that come {short(late.run.gradient.delay, 6)} steps late {lost:.0%} of its runs diverge, while gradient "
        f"descent ends {middle(plain):.2f} away.",
        lost > 0.99 and max(middle(fresh), middle(plain)) < 0.5,
    )


LATE_GRADIENTS = EnsembleStory(
    key="late_gradients",
    title="Late gradients",
    chapter="Noise",
    place=8,
    watch="Both clouds have the same rate, noise and method, but in one each gradient is two steps old.",
    question="Which rate keeps Momentum steady with gradients that are two steps late?",
    ensemble=Ensemble(FRESH, Axis("gradient.delay", (0.0, 2.0))),
    claim=claim,
    also=PLAIN.runs(),
)
