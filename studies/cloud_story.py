"""Ready-made lessons with clouds: an ensemble, what to watch in it, a question, and a claim tested on its runs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.records import demand
from runs.crowd import Crowd
from runs.run import Run
from runs.swarm import Swarm, swarm
from studies.story import Chapter, Claim, check_words

LOOKS = 50
"""How often the additional runs of a story are recorded. Like a sweep, a claim measures the last quarter of them."""

SEEN = 100
"""The number of walkers per cloud whose final positions are kept, for a small picture."""


@dataclass(frozen=True, slots=True)
class CloudStory:
    """A ready-made ensemble and its explanation, at its place (1, 2, ...) in a chapter.

    `claim` takes simulated ensembles as arguments: one per setting, then one for each additional run in `also`, which
    has as many walkers. It builds its sentence from what it measures on them. A test checks that the claim is true.
    """

    key: str
    title: str
    chapter: Chapter
    place: int
    watch: str
    question: str
    crowd: Crowd
    claim: Callable[..., Claim]
    also: tuple[Run, ...] = ()

    def __post_init__(self) -> None:
        check_words(self.key, self.chapter, self.place, self.title, self.watch, self.question)
        demand(self.crowd.across is not None, f"{self.key}: a story of clouds compares two.")


@dataclass(frozen=True, slots=True)
class Watched:
    """The claim of a story about its own runs, and the final positions of the first walkers of each cloud,
    float64[k, 2], k <= SEEN; diverged walkers are left out.
    """

    claim: Claim
    ends: tuple[np.ndarray, ...]


def swarms(story: CloudStory) -> tuple[Swarm, ...]:
    """Simulate every run of a story with all its walkers: those of the settings, then the additional ones."""
    crowd = story.crowd
    shown = [swarm(run, crowd.walkers, crowd.every, crowd.radius) for run in crowd.runs()]
    return *shown, *(swarm(run, crowd.walkers, max(1, run.steps // LOOKS), crowd.radius) for run in story.also)


@lru_cache(maxsize=64)
def watched(story: CloudStory) -> Watched:
    """Simulate a story and evaluate its claim. Most positions are dropped, since they are too many to keep."""
    walked = swarms(story)
    ends = (one.positions[-1].T[np.isfinite(one.losses[-1])] for one in walked[: len(story.crowd.runs())])
    return Watched(story.claim(*walked), tuple(places[:SEEN] for places in ends))
