"""Ready-made lessons with clouds: an ensemble, what to watch in it, a question, and a claim tested on its runs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.param import demand
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import Snapshots, snapshots
from runs.run import Run
from studies.story import Chapter, Claim, check_words

LOOKS = 50
"""How often the additional runs of a story are recorded. Like a sweep, a claim measures the last quarter of them."""

SEEN = 100
"""The number of walkers per cloud whose final positions are kept, for a small picture."""


@dataclass(frozen=True, slots=True)
class EnsembleStory:
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
    ensemble: Ensemble
    claim: Callable[..., Claim]
    also: tuple[Run, ...] = ()

    def __post_init__(self) -> None:
        check_words(self.key, self.chapter, self.place, self.title, self.watch, self.question)
        demand(self.ensemble.across is not None, f"{self.key}: a story of clouds compares two.")


@dataclass(frozen=True, slots=True)
class Watched:
    """The claim of a story about its own runs, and the final positions of the first walkers of each cloud,
    float64[k, 2], k <= SEEN; diverged walkers are left out.
    """

    claim: Claim
    ends: tuple[np.ndarray, ...]


def all_snapshots(story: EnsembleStory) -> tuple[Snapshots, ...]:
    """Simulate every run of a story with all its walkers: those of the settings, then the additional ones."""
    ensemble = story.ensemble
    shown = [snapshots(run, ensemble.walkers, ensemble.every, ensemble.radius) for run in ensemble.runs()]
    return *shown, *(
        snapshots(run, ensemble.walkers, max(1, run.steps // LOOKS), ensemble.radius) for run in story.also
    )


@lru_cache(maxsize=64)
def watched(story: EnsembleStory) -> Watched:
    """Simulate a story and evaluate its claim. Most positions are dropped, since they are too many to keep."""
    walked = all_snapshots(story)
    ends = (one.positions[-1].T[np.isfinite(one.losses[-1])] for one in walked[: len(story.ensemble.runs())])
    return Watched(story.claim(*walked), tuple(places[:SEEN] for places in ends))
