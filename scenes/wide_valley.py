"""Two valleys and one noise, which drives runs out of the sharp valley, but not out of the wide one."""

from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from studies.ensemble import shares
from studies.ensemble_story import EnsembleStory
from studies.story import Claim

SHARP, WIDE = (1.5, 0.0), (-1.5, 0.0)
BOTTOM = Scene(Ground(landscape("two_valleys")), SHARP, 1000, (Runner(optimizer("gd"), 0.02),), noise=6.4)


def claim(sharp: Snapshots, wide: Snapshots) -> Claim:
    """Many change from the sharp valley to the wide one, few the other way round."""
    over, back = float(shares(sharp)[1, -1]), float(shares(wide)[0, -1])
    return Claim(
        f"Of {sharp.left.size:,} runs that begin at the bottom of the sharp valley, the lowest place of all, "
        f"{over:.1%} end in the wide one. Of those that begin in the wide one {back:.1%} end in the sharp one.",
        over > 0.5 and back < 0.05,
    )


WIDE_VALLEY = EnsembleStory(
    key="wide_valley",
    title="Does noise prefer the wide minimum?",
    chapter="Noise",
    place=2,
    watch="Each cloud begins at the bottom of a valley, and noise shakes one of them out, although no other place is "
    "lower.",
    question="The sharp valley is the lower one. Why do the runs not go back to it?",
    ensemble=Ensemble(BOTTOM, Axis("start", (SHARP, WIDE)), radius=1.0),
    claim=claim,
)
