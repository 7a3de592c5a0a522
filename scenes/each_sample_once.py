"""Shuffled or drawn: using each sample once per epoch makes less noise than drawing samples at random."""

from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from studies.ensemble_story import EnsembleStory
from studies.story import Claim
from studies.sweep import ending

DEALT = Scene(
    Ground(landscape("linear_regression", {"samples": 256.0})), (-1.6, 0.4), 320, (Runner(optimizer("gd"), 0.05),),
    gradient=GradientNoise(batch=16.0),
)  # fmt: skip


def claim(shuffled: Snapshots, drawn: Snapshots) -> Claim:
    """The shuffled runs have the smaller spread."""
    less, more = ending(shuffled, "spread"), ending(drawn, "spread")
    return Claim(
        f"With batches of {shuffled.run.batch} the runs spread over {more:.4f} where samples are drawn at random, and "
        f"over {less:.4f} where each comes once an epoch: {more / less:.1f} times less, for the same work.",
        more > 2 * less,
    )


EACH_SAMPLE_ONCE = EnsembleStory(
    key="each_sample_once",
    title="Each sample once",
    chapter="Noise",
    place=6,
    watch="Both clouds use batches of one size, but one deals out the samples like cards, and the other draws them "
    "like dice.",
    question="Over a whole epoch, by how much can the sum of the shuffled gradients be wrong?",
    ensemble=Ensemble(DEALT, Axis("gradient.order", (0.0, 1.0))),
    claim=claim,
)
