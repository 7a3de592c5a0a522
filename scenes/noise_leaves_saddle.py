"""Exactly on a saddle: without noise no run ever leaves it."""

from math import log, log1p

from core.numeral import short
from runs import edit
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from studies.ensemble import escapes
from studies.ensemble_story import EnsembleStory
from studies.story import Claim

RATE, SMALL, TIMES = 0.05, 0.01, 10
STANDING = Scene(Ground(landscape("saddle")), (0.0, 0.0), 300, (Runner(optimizer("gd"), RATE),), noise=SMALL)
LESS = log(TIMES) / log1p(RATE)
"""How many steps earlier TIMES the noise escapes: near the saddle the distance grows by 1 + ηa per step, with a = 1."""


def claim(still: Snapshots, noisy: Snapshots, noisier: Snapshots) -> Claim:
    """Without noise no run escapes. With noise all do, and the time depends only on the logarithm of its size."""
    stay, leave, sooner = (escapes(one) for one in (still, noisy, noisier))
    late, early = (one.median or len(one.steps) for one in (leave, sooner))
    return Claim(
        f"Without noise {stay.share:.0%} of {still.left.size:,} runs leave the saddle in {still.run.steps} steps. With "
        f"σ = {short(noisy.run.noise, 6)} {leave.share:.0%} do, half of them by step {late}; ten times the noise saves "
        f"only {late - early} steps (theory says {LESS:.0f}).",
        stay.share == 0.0 and leave.share > 0.99 and abs(late - early - LESS) < 4,
    )


NOISE_LEAVES_SADDLE = EnsembleStory(
    key="noise_leaves_saddle",
    title="Does noise help to leave a saddle?",
    chapter="Noise",
    place=1,
    watch="Both clouds begin exactly on the saddle: without noise the cloud stays a point, with noise it splits in "
    "two.",
    question="With ten times less noise, how many steps later will half of the runs have left?",
    ensemble=Ensemble(STANDING, Axis("noise", (0.0, SMALL))),
    claim=claim,
    also=edit.with_noise(STANDING, TIMES * SMALL).runs(),
)
