"""The temperature of a walk: how many leave the sharp valley is a matter of rate over batch."""

from math import sqrt

from runs.crowd import Crowd
from runs.ground import Ground, landscape
from runs.run import Run, Runner, Scene, optimizer
from runs.sheet import Axis
from runs.swarm import Swarm
from studies.cloud_story import CloudStory
from studies.crowd import shares
from studies.story import Claim

ONE, WAY, RATE = 36.0, 20.0, 0.02
"""The noise of a single sample; η times steps, the same for all, so that all go equally far; the larger rate."""

BATCHES = (64, 32, 16)


def noise(batch: int) -> float:
    """The noise of a batch's mean."""
    return float(f"{ONE / sqrt(batch):.4g}")


def scene(rate: float, batch: int) -> Scene:
    """From the bottom of the sharp valley. The landscape has no samples: a batch of B is noise of σ₁ / √B."""
    sharp, *_ = (ground := Ground(landscape("two_valleys"))).minima()
    return Scene(ground, sharp, round(WAY / rate), (Runner(optimizer("gd"), rate),), noise=noise(batch))


def run(rate: float, batch: int) -> Run:
    """The question of a pair of rate and batch."""
    return scene(rate, batch).runs()[0]


def claim(*swarms: Swarm) -> Claim:
    """The share in the wide valley grows with η/B, and is the same for two pairs that have the same η/B."""
    # The crowd shows the first batch and the last one; then come the middle one and half of everything.
    first, last, middle, *halves = (float(shares(one)[1, -1]) for one in swarms)
    whole, many = (first, middle, last), swarms[0].left.size
    # Four standard errors of a difference, and a twentieth for the steps, which are finite.
    close = [abs(p - q) < 4 * sqrt(p * (1 - p) * 2 / many) + 0.05 for p, q in zip(whole, halves, strict=True)]
    pairs = "; ".join(
        f"{p:.0%} with ({RATE:g}, {batch}) and {q:.0%} with ({RATE / 2:g}, {batch // 2})"
        for p, q, batch in zip(whole, halves, BATCHES, strict=True)
    )
    return Claim(
        f"How many leave for the wide valley depends on η/B, the temperature: {pairs} for (η, B), at equal η times "
        f"steps.",
        all(close) and whole[0] + 0.3 < whole[1] and whole[1] + 0.2 < whole[2],
    )


TEMPERATURE = CloudStory(
    key="temperature",
    title="A temperature: rate over batch",
    chapter="Noise",
    place=3,
    watch="Both clouds begin in the sharp valley: with batches of 64 they stay, with batches of 16 they leave.",
    question="Halve the rate and double the steps. By what factor must σ grow so that the same share leaves?",
    crowd=Crowd(scene(RATE, BATCHES[0]), Axis("noise", (noise(BATCHES[0]), noise(BATCHES[-1]))), radius=1.0),
    claim=claim,
    also=(run(RATE, BATCHES[1]), *(run(RATE / 2, batch // 2) for batch in BATCHES)),
)
