"""The pages that have a picture, by name: how each reads its question from a link, and makes its picture.

A page's name is the last part of its address. Whoever has a name and a query has the picture:

    page = PAGES["race"]
    question, remarks = page.read("landscape=ravine&run1=adam")
    page.make(question)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from pictures import anatomy, clouds, compare, race, schedules
from runs import codec, variants
from runs.bounds import within_bounds
from runs.codec import Pairs
from runs.comparison import codec as comparison_codec
from runs.comparison import comparison
from runs.comparison.comparison import Comparison
from runs.ensemble import codec as ensemble_codec
from runs.ensemble import ensemble
from runs.ensemble.ensemble import Ensemble
from runs.run import Scene
from stage.payload import Picture

RUNNER = "runner"
"""Where a page is about one runner, the name in its address that says which: 1 for the first mark."""


@dataclass(frozen=True, slots=True)
class Page:
    """The way from a link to a picture. `read` never raises: it gives a question that this server can answer, and a
    sentence for everything in the link that could not be used. `make(question, moving)` draws it; while a hand is
    `moving` something a picture may leave out what takes long.
    """

    read: Callable[[str], tuple[Any, tuple[str, ...]]]
    make: Callable[[Any, bool], Picture]


def read_scene(query: str) -> tuple[Scene, tuple[str, ...]]:
    """The scene of a race."""
    reading = codec.read(query)
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


def read_subject(query: str) -> tuple[anatomy.Subject, tuple[str, ...]]:
    """A runner of a scene: the one that the link names, or the first."""
    given: Pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    named = next((text for name, text in given if name == RUNNER), "")
    scene, remarks = read_scene(codec.query([pair for pair in given if pair[0] != RUNNER]))
    return anatomy.Subject(scene, place_of(scene, named)), remarks


def place_of(scene: Scene, named: str) -> int:
    """The place of the runner that a link names by the number of its mark; the first one where it names none."""
    return next((i for i, runner in enumerate(scene.runners) if str(runner.mark + 1) == named), 0)


def read_schedules(query: str) -> tuple[Scene, tuple[str, ...]]:
    """One optimizer under several schedules; of any other scene the first runner, under the usual ones."""
    if not query.removeprefix("?"):
        return variants.opening(), ()
    scene, remarks = read_scene(query)
    if variants.keys(scene) is None:
        return variants.under(scene, 0, variants.USUAL), (*remarks, variants.OTHERWISE)
    return scene, remarks


PAGES: Mapping[str, Page] = MappingProxyType({
    "race": Page(read_scene, lambda scene, moving: race.picture(scene, moving=moving)),
    "compare": Page(read_comparison, lambda found, _moving: compare.picture(found)),
    "clouds": Page(read_ensemble, lambda found, moving: clouds.picture(found, moving=moving)),
    "anatomy": Page(read_subject, lambda subject, _moving: anatomy.picture(subject)),
    "schedules": Page(read_schedules, lambda scene, moving: schedules.picture(scene, moving=moving)),
})  # fmt: skip
