"""A story of two clouds: a ready-made crowd, what to watch in it, a question, and a claim that its runs bear out."""

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
"""How often the further runs of a story are looked at: its last quarter of looks is where a sweep measures too."""

SEEN = 100
"""Of so many walkers of each cloud the places are kept, for a small picture."""


@dataclass(frozen=True, slots=True)
class CloudStory:
    """Two clouds to start from, at their place (1, 2, ...) in a chapter.

    `claim` takes the swarms, one argument a setting of the crowd and then one for each of the further runs in `also`,
    which are walked by as many walkers. It makes its sentence from what it measures on them. A test demands that it
    holds.
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
    """The claim of a story about its own runs, and where the first walkers of each cloud end that have not diverged:
    float64[k, 2], k <= SEEN.
    """

    claim: Claim
    ends: tuple[np.ndarray, ...]


def swarms(story: CloudStory) -> tuple[Swarm, ...]:
    """Every run of a story, walked by all its walkers: those of the crowd's settings, then the further ones."""
    crowd = story.crowd
    shown = [swarm(run, crowd.walkers, crowd.every, crowd.radius) for run in crowd.runs()]
    return *shown, *(swarm(run, crowd.walkers, max(1, run.steps // LOOKS), crowd.radius) for run in story.also)


@lru_cache(maxsize=64)
def watched(story: CloudStory) -> Watched:
    """Walk a story and hear its claim. The positions are too many to be kept."""
    walked = swarms(story)
    ends = (one.positions[-1].T[np.isfinite(one.losses[-1])] for one in walked[: len(story.crowd.runs())])
    return Watched(story.claim(*walked), tuple(places[:SEEN] for places in ends))
