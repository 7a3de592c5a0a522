"""No field of a scene gets lost in the link of any page, nor in the snippet that builds it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from exports.snippet import snippet
from pictures.registry import PAGES
from pictures.selection import Subject
from runs import codec, variants
from runs.comparison.edit import comparison_of
from runs.ensemble.ensemble import Ensemble
from runs.run import Scene
from tests.fields import SCENES, rooted


def scheduled(scene: Scene) -> Subject:
    return Subject(variants.under(scene, len(scene.runners) - 1, ("constant", "linear", "cosine")), 2)


def shown(scene: Scene) -> Scene:
    return replace(rooted(scene), runners=tuple(replace(r, hidden=False) for r in rooted(scene).runners))


QUESTIONS: Mapping[str, Callable[[Scene], Any]] = {
    "race": lambda scene: Subject(scene, 1),
    "anatomy": lambda scene: Subject(scene, 1),
    "schedules": scheduled,
    "compare": lambda scene: comparison_of(shown(scene)),
    "clouds": lambda scene: Ensemble(replace(rooted(scene), runners=rooted(scene).runners[1:])),
}
"""What a page asks of a scene with two runners, of which the second is the one whose fields change."""


def test_every_page_is_asked() -> None:
    assert QUESTIONS.keys() == PAGES.keys()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", SCENES)
def test_the_link_of_a_page_holds_every_field(name: str, page: str) -> None:
    asked = QUESTIONS[page](SCENES[name])
    assert PAGES[page].read(PAGES[page].write(asked)) == (asked, ())


@pytest.mark.parametrize("name", SCENES)
def test_a_race_reaches_every_page_by_its_own_link(name: str) -> None:
    scene = SCENES[name]
    link = codec.write(scene)
    assert PAGES["race"].read(link) == PAGES["anatomy"].read(link) == (Subject(scene, 0), ())
    plans = scene if variants.keys(scene) else variants.under(scene, 0, variants.USUAL)
    assert PAGES["schedules"].read(link) == (Subject(plans, 0), () if plans == scene else (variants.OTHERWISE,))
    assert PAGES["compare"].read(codec.write(shown(scene)))[0].base == shown(scene)


@pytest.mark.parametrize("origin", [2, 3, 8])
def test_a_fork_in_the_first_place_runs_from_the_start_under_several_schedules(origin: int) -> None:
    link = f"run1=gd&run1.origin={origin}&run1.at=5&run{origin}=gd"
    (scene, _), remarks = PAGES["schedules"].read(link)
    assert [(runner.origin, runner.schedule.key) for runner in scene.runners] == [(None, key) for key in variants.USUAL]
    assert remarks == (variants.OTHERWISE,)


@pytest.mark.parametrize("name", SCENES)
def test_the_snippet_holds_every_field(name: str) -> None:
    room: dict[str, Scene] = {}
    exec(snippet(SCENES[name]).partition("\nfor ")[0], room)
    assert room["scene"] == SCENES[name]
