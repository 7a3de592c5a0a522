"""The records of the course: a chapter, its steps, and what each of them shows, says, measures and asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.param import demand
from runs.comparison.comparison import Comparison
from runs.ensemble.ensemble import Ensemble
from runs.run import Scene
from studies.course.marked_text import fields, paragraphs
from studies.course.question import Question

Page = Literal["race", "compare", "clouds", "anatomy", "schedules"]
FREE = ("play", "time", "step")
"""The controls of the stage that every step leaves."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step measures: the words that fill the fields of its text, and whether what the text says is true."""

    words: Mapping[str, str]
    holds: bool


@dataclass(frozen=True, slots=True)
class View:
    """What the stage shows: a race (or one of its runners on the page Anatomy, or its schedules), panes, or clouds.

    `free` names the controls of the stage that this step speaks of, by their names in a link (`stage/rules.py`); all
    others but FREE are hidden. `at` is the step of the playhead; without it the run plays to its end. `bare` leaves the
    run out, for a step that speaks of the ground alone. `runner` is the mark of the selected one, counted from 0.
    """

    shown: Scene | Ensemble | Comparison
    page: Page = "race"
    free: tuple[str, ...] = ()
    at: int | None = None
    bare: bool = False
    runner: int = 0

    def __post_init__(self) -> None:
        kinds: Mapping[str, type] = {"compare": Comparison, "clouds": Ensemble}
        wanted = kinds.get(self.page, Scene)
        demand(isinstance(self.shown, wanted), f"The page {self.page} shows no {type(self.shown).__name__}.")


@dataclass(frozen=True, slots=True)
class Switch:
    """A control of a step beside those of the stage: it gives words of the step's link other values.

    `says` is its label. `choices`: what stands on each button, and the words of the link that it sets with their
    values, such as (("run1.batch", "8"),). The first choice is what the step shows.
    """

    says: str
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def __post_init__(self) -> None:
        demand(len(self.choices) >= 2, f"{self.says}: a switch has two choices or more.")


@dataclass(frozen=True, slots=True)
class Formula:
    """A displayed formula in LaTeX, and how it is read aloud. Its symbols have the colours of SYMBOLS."""

    latex: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chapter: a picture, a text (`studies/course/marked_text.py`), and perhaps a question.

    `measure` takes what the runs of the step give and returns its Facts: the trajectories of a scene's runners, or the
    snapshots of an ensemble's settings, and then the same of everything in `also`. A comparison gives nothing
    itself. Facts that follow from formulas alone are measured without runs: `closed`.

    `undone` are scenes with the one setting changed back on which the facts depend. Each of them takes the place of the
    step's own scene, and then the facts must not hold. Without any, exchanging the runners must undo them.

    The explanation of a question, `why`, and the text `after` are shown once the question has been answered.
    """

    title: str
    text: str
    view: View
    formulas: tuple[Formula, ...] = ()
    switches: tuple[Switch, ...] = ()
    measure: Callable[..., Facts] | None = None
    closed: bool = False
    also: tuple[Scene | Ensemble, ...] = ()
    undone: tuple[Scene, ...] = ()
    question: Question | None = None
    after: str = ""

    def __post_init__(self) -> None:
        demand(self.title.strip() != "", "A step has no title.")
        demand(self.text.strip() != "", f"{self.title}: the step has no text.")
        demand(self.after == "" or self.question is not None, f"{self.title}: after what?")
        demand(self.measure is not None or not self.used, f"{self.title}: nothing measures {self.used}.")

    @property
    def before(self) -> tuple[str, ...]:
        """The paragraphs that are there from the beginning."""
        return paragraphs(self.text)

    @property
    def later(self) -> tuple[str, ...]:
        """The paragraphs that are there once the question is answered, the explanation first."""
        return paragraphs(f"{self.question.why}\n\n{self.after}") if self.question else ()

    @property
    def used(self) -> set[str]:
        """The names of the fields in the text."""
        return set().union(*map(fields, (*self.before, *self.later)))


@dataclass(frozen=True, slots=True)
class Notes:
    """For teachers: the aim, what students often believe, what to ask, and a link of a worksheet below the app's root.

    `beliefs` are pairs: what they believe, and what is true.
    """

    aim: str
    beliefs: tuple[tuple[str, str], ...]
    ask: tuple[str, ...]
    worksheet: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact or a figure of the chapter comes from."""

    title: str
    link: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter, at its place (1, 2, ...): the question it answers, the problem it leaves, and its steps.

    The last step asks a question about another landscape. `scenes` are the keys of stories that belong to the chapter.
    `cover` is the index of the step whose picture stands for the chapter.
    """

    key: str
    place: int
    title: str
    asks: str
    leaves: str
    minutes: int
    steps: tuple[Step, ...]
    notes: Notes
    cover: int = 0
    scenes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = field(default=())

    def __post_init__(self) -> None:
        demand(self.key.isidentifier() and self.key.islower(), f"{self.key!r} is no key: lower case, digits and _.")
        demand(self.asks.endswith("?"), f"{self.key}: the question does not ask.")
        demand(self.leaves.endswith((".", "?")), f"{self.key}: what it leaves is a sentence.")
        demand(4 <= len(self.steps) <= 12, f"{self.key}: {len(self.steps)} steps, not 4 to 12.")
        demand(self.steps[-1].question is not None, f"{self.key}: the last step asks nothing.")
