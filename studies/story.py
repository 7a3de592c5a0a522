"""Ready-made lessons: a race, what to watch in it, a question for the class, and a claim that is tested on its runs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf
from typing import Any, Literal, get_args

from core.param import demand
from core.records import Point
from runs.ground import Ground
from runs.run import Runner, Scene
from runs.simulate import Trajectory, simulate
from studies.measures import reached

Chapter = Literal[
    "The learning rate",
    "Momentum",
    "A rate for each coordinate",
    "Flat ground and saddles",
    "Several valleys",
    "Beyond the gradient",
    "Noise",
]
CHAPTERS: tuple[Chapter, ...] = get_args(Chapter)
"""The chapters in the order in which they are best read."""

FEWEST, MOST = 2, 4
"""The fewest and the most runners of a story: one alone shows no difference, and five are too many to follow."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and whether it is true. The numbers in the sentence are those that were compared."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """The same race with one shared setting changed; `says` names the change and serves as the text of a link."""

    says: str
    scene: Scene


def check_words(key: str, chapter: Chapter, place: int, title: str, watch: str, question: str) -> None:
    """Raise ValueError with a sentence unless these texts fit on a card and the chapter exists."""
    demand(key.isidentifier() and key.islower(), f"{key!r} is no key: lower case, digits and _.")
    demand(chapter in CHAPTERS, f"{key}: there is no chapter {chapter!r}.")
    demand(place >= 1, f"{key}: places are counted from 1, so {place} is none.")
    demand(title.strip(), f"{key}: the story has no title.")
    demand(watch.endswith((".", "!")), f"{key}: what to watch is a sentence.")
    demand(question.endswith("?"), f"{key}: the question does not ask.")


@dataclass(frozen=True, slots=True)
class Story:
    """A scene to start from, at its place (1, 2, ...) in a chapter.

    `claim` takes the trajectories, one argument per runner, first those of the scene and then those of the twin. It
    builds its sentence from what it measures on them, so that a caption cannot contradict its picture. A test checks
    that the claim is true. `leaves` are the marks of runners that are meant to leave the map; all others stay on it.
    """

    key: str
    title: str
    chapter: Chapter
    place: int
    watch: str
    question: str
    scene: Scene
    claim: Callable[..., Claim]
    twin: Twin | None = None
    leaves: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        check_words(self.key, self.chapter, self.place, self.title, self.watch, self.question)
        for scene in self.scenes:
            count = len(scene.runners)
            demand(FEWEST <= count <= MOST, f"{self.key}: a story has {FEWEST} to {MOST} runners, not {count}.")

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The scene, and its twin's if there is one."""
        return (self.scene, self.twin.scene) if self.twin else (self.scene,)


def race(ground: Ground, start: Point, steps: int, *runners: Runner, **shared: Any) -> Scene:
    """A scene of these runners, marked in this order; `shared`: further fields of a Scene (noise, ...)."""
    marked = tuple(replace(runner, mark=mark) for mark, runner in enumerate(runners))
    return Scene(ground, start, steps, marked, **shared)


@lru_cache(maxsize=64)
def ways(story: Story) -> tuple[Trajectory, ...]:
    """Simulate every run of a story: those of the scene, then those of its twin."""
    return tuple(simulate(run) for scene in story.scenes for run in scene.runs())


@lru_cache(maxsize=64)
def told(story: Story) -> Claim:
    """The claim of a story about its own runs."""
    return story.claim(*ways(story))


def arrival(way: Trajectory, tolerance: float) -> float:
    """`reached` as a number that can be compared: infinity for a run that never gets within the tolerance."""
    step = reached(way, tolerance)
    return inf if step is None else float(step)
