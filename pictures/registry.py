"""The pages that have a picture, by name: how each reads its question from a link, writes it, and makes its picture.

A page's name is the last part of its address. Whoever has a name and a query has the picture:

    page = PAGES["race"]
    question, remarks = page.read("landscape=ravine&run1=adam")
    page.make(question, False)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from pictures import anatomy, clouds, compare, race, schedules
from pictures.selection import Subject, selected
from runs import codec, variants
from runs.bounds import within_bounds
from runs.codec import Pairs, Reading
from runs.comparison import codec as comparison_codec
from runs.comparison import comparison
from runs.comparison.comparison import Comparison
from runs.ensemble import codec as ensemble_codec
from runs.ensemble import ensemble
from runs.ensemble.ensemble import Ensemble
from runs.run import Scene
from stage.payload import Picture

RUNNER = "runner"
"""The name in a link that says which runner is selected: 1 for the first mark."""


@dataclass(frozen=True, slots=True)
class Page:
    """The way from a link to a picture.

    `read` never raises: it gives a question that this server can answer, and a sentence for everything in the link that
    could not be used. `write` gives the link of a question. `make(question, moving)` draws it; during a drag (`moving`)
    a picture may leave out what takes long. `surveys`: it needs a survey, which takes at least a
    tenth of a second.
    """

    read: Callable[[str], tuple[Any, tuple[str, ...]]]
    write: Callable[[Any], str]
    make: Callable[[Any, bool], Picture]
    surveys: bool = False


def read_scene(query: str) -> tuple[Scene, tuple[str, ...]]:
    """The scene of a race."""
    return _bounded(codec.read(query))


def _bounded(reading: Reading) -> tuple[Scene, tuple[str, ...]]:
    scene, remarks = within_bounds(reading.scene)
    return scene, reading.remarks + remarks


def read_comparison(query: str) -> tuple[Comparison, tuple[str, ...]]:
    """A comparison."""
    reading = comparison_codec.read(query)
    found, remarks = comparison.within_bounds(reading.comparison)
    return found, reading.remarks + remarks


def read_ensemble(query: str) -> tuple[Ensemble, tuple[str, ...]]:
    """An ensemble."""
    reading = ensemble_codec.read(query)
    found, remarks = ensemble.within_bounds(reading.ensemble)
    return found, reading.remarks + remarks


def read_subject(query: str) -> tuple[Subject, tuple[str, ...]]:
    """A scene with the selected runner: the one that the link names, or the first."""
    named, reading = _read(query)
    scene, remarks = _bounded(reading or codec.read(""))
    place, unknown = place_of(scene, named)
    return Subject(scene, place), remarks + unknown


def read_anatomy(query: str) -> tuple[Subject, tuple[str, ...]]:
    """One runner of a scene; an empty link gives the one with which the page opens."""
    found, remarks = read_subject(query)
    return (found if query else Subject(found.scene, anatomy.usual(found.scene))), remarks


def write_subject(subject: Subject) -> str:
    """The link of a scene with the selected runner."""
    scene, place = subject
    return f"{codec.write(scene)}&{RUNNER}={scene.runners[place].mark + 1}"


@lru_cache(maxsize=256)
def _read(query: str) -> tuple[tuple[str, ...], Reading | None]:
    """The texts with which a link names a runner, and what the rest of the link says; None if there is no rest.

    The same link is often read again: for the picture in a drag and at rest, and by the page that follows.
    """
    if len(query) > codec.LONGEST:
        return (), codec.read(query)  # which refuses it with a sentence
    given: Pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    rest = [pair for pair in given if pair[0] != RUNNER]
    return tuple(text for name, text in given if name == RUNNER), codec.read_pairs(rest) if rest else None


def place_of(scene: Scene, named: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """The index of the runner that a link names by the number of its mark, 0 if it names none; and a sentence if there
    is no runner with this number, or if the link names more than one.
    """
    if not named:
        return 0, ()
    numbers, first = [str(runner.mark + 1) for runner in scene.runners], named[0] or str(scene.runners[0].mark + 1)
    twice = (f"{RUNNER!r} appears twice in the link. The first one is used.",) if len(named) > 1 else ()
    if first in numbers:
        return numbers.index(first), twice
    return 0, (*twice, f"{RUNNER} in the link: there is no runner {first[:40]!r}. Used instead: {numbers[0]}.")


def read_schedules(query: str) -> tuple[Subject, tuple[str, ...]]:
    """One optimizer under several schedules; of any other scene the first runner, under the usual ones."""
    named, reading = _read(query)
    scene, remarks = within_bounds(variants.opening()) if reading is None else _bounded(reading)
    if variants.keys(scene) is None:
        scene, remarks = variants.under(scene, 0, variants.USUAL), (*remarks, variants.OTHERWISE)
    place, unknown = place_of(scene, named)
    return Subject(scene, place), (*remarks, *unknown)


def _race(subject: Subject, moving: bool) -> Picture:
    return selected(race.picture(subject.scene, moving=moving), subject)


def _schedules(subject: Subject, moving: bool) -> Picture:
    return selected(schedules.picture(subject.scene, moving=moving), subject, shared=True)


PAGES: Mapping[str, Page] = MappingProxyType({
    "race": Page(read_subject, write_subject, _race),
    "compare": Page(read_comparison, comparison_codec.write, lambda found, _moving: compare.picture(found)),
    "clouds": Page(
        read_ensemble, ensemble_codec.write, lambda found, moving: clouds.picture(found, moving=moving), surveys=True
    ),
    "anatomy": Page(read_anatomy, write_subject, lambda subject, _moving: anatomy.picture(subject)),
    "schedules": Page(read_schedules, write_subject, _schedules),
})  # fmt: skip
