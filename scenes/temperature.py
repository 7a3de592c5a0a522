"""The temperature of SGD: how many runs leave the sharp valley depends on the rate divided by the batch size."""

from math import sqrt

from core.numeral import short
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots
from runs.ground import Ground, landscape
from runs.run import Run, Runner, Scene, optimizer
from studies.ensemble import shares
from studies.ensemble_story import EnsembleStory
from studies.story import Claim

ONE, WAY, RATE = 36.0, 20.0, 0.02
"""The noise of a single sample; η times the number of steps, the same for all runs to be fair; the larger rate."""

BATCHES = (64, 32, 16)


def noise(batch: int) -> float:
    """The noise of a batch's mean."""
    return float(f"{ONE / sqrt(batch):.4g}")


def scene(rate: float, batch: int) -> Scene:
    """A scene from the bottom of the sharp valley. There are no samples: noise of σ₁ / √B stands for a batch of B."""
    sharp, *_ = (ground := Ground(landscape("two_valleys"))).minima()
    return Scene(ground, sharp, round(WAY / rate), (Runner(optimizer("gd"), rate),), noise=noise(batch))


def run(rate: float, batch: int) -> Run:
    """The run for a pair of rate and batch."""
    return scene(rate, batch).runs()[0]


def claim(*all_snapshots: Snapshots) -> Claim:
    """The share in the wide valley grows with η/B, and is the same for two pairs that have the same η/B."""
    # The ensembles are the first and the last batch, which are shown, then the middle one, then all with half of both.
    first, last, middle, *halves = (float(shares(one)[1, -1]) for one in all_snapshots)
    whole, many = (first, middle, last), all_snapshots[0].left.size
    # The tolerance is four standard errors of a difference, plus a twentieth since the steps have finite length.
    close = [abs(p - q) < 4 * sqrt(p * (1 - p) * 2 / many) + 0.05 for p, q in zip(whole, halves, strict=True)]
    pairs = "; ".join(
        f"{p:.0%} with ({short(RATE, 6)}, {batch}) and {q:.0%} with ({short(RATE / 2, 6)}, {batch // 2})"
        for p, q, batch in zip(whole, halves, BATCHES, strict=True)
    )
    return Claim(
        f"How many leave for the wide valley depends on η/B, the temperature: {pairs} for (η, B), at equal η times "
        f"steps.",
        all(close) and whole[0] + 0.3 < whole[1] and whole[1] + 0.2 < whole[2],
    )


TEMPERATURE = EnsembleStory(
    key="temperature",
    title="A temperature: rate over batch",
    chapter="Noise",
    place=3,
    watch="Both clouds begin in the sharp valley: with batches of 64 they stay, with batches of 16 they leave.",
    question="Halve the rate and double the steps. By what factor must σ grow so that the same share leaves?",
    ensemble=Ensemble(scene(RATE, BATCHES[0]), Axis("noise", (noise(BATCHES[0]), noise(BATCHES[-1]))), radius=1.0),
    claim=claim,
    also=(run(RATE, BATCHES[1]), *(run(RATE / 2, batch // 2) for batch in BATCHES)),
)
