"""The stories: every claim holds on its own runs, every picture shows a visible difference, every link is valid."""

import re
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from runs import codec, surface
from runs.comparison.comparison import Axis
from runs.ensemble.ensemble import Ensemble
from runs.opening import opening
from runs.run import Runner, Scene, optimizer
from studies.ensemble_story import EnsembleStory, all_snapshots, watched
from studies.measures import reached
from studies.story import CHAPTERS, Claim, Twin, arrival, race, told, ways
from ui.gallery.stories import ALL_STORIES, ENSEMBLES, GALLERY, STORIES, arrange, story_of


def each(test):
    """The test for every story. It is about long runs, so it runs compiled alone where tables are sampled."""
    return pytest.mark.compiled(pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)(test))


SOME = STORIES["rescue"]


@each
def test_the_claim_holds(story):
    assert told(story).holds, told(story).text


@each
def test_the_claim_is_about_these_runners_in_this_order(story):
    """A claim that also holds with the runners exchanged would say nothing about them."""
    count = len(story.scene.runners)
    walked = ways(story)
    exchanged = [way for half in (walked[:count], walked[count:]) for way in reversed(half)]
    assert not story.claim(*exchanged).holds


@each
def test_the_claim_says_numbers_that_a_reader_can_read(story):
    text = told(story).text
    assert len(re.findall(r"\d", text)) >= 2
    assert not re.search(r"\b(inf|nan|None)\b|e[+-]\d", text)
    assert text.endswith(".")
    assert len(text) <= 260


@each
def test_what_to_watch_is_one_sentence(story):
    assert not re.search(r"[.!?] ", story.watch)
    assert len(story.watch) <= 125


@each
def test_a_link_leads_to_every_scene(story):
    for scene in story.scenes:
        reading = codec.read(codec.write(scene))
        assert reading.scene == scene
        assert reading.remarks == ()
        assert [runner.mark for runner in scene.runners] == [*range(len(scene.runners))]


@each
def test_all_stay_on_the_map_but_those_that_leave_it_for_the_story(story):
    x0, x1, y0, y1 = surface.box_of(story.scene.ground)

    def left(way):
        x, y = way.positions.T
        return way.word == "diverged" or bool(np.any((x < x0) | (x > x1) | (y < y0) | (y > y1)))

    walked, count = ways(story), len(story.scene.runners)
    assert tuple(mark for mark in range(count) if left(walked[mark])) == story.leaves
    assert not any(map(left, walked[count:]))


@each
def test_two_runners_part_so_far_that_it_is_seen(story):
    """Two of the runners are at some step more than a twentieth of the map's width apart.

    Paths are compared at equal steps, since visitors see them so.
    """
    x0, x1, *_ = surface.box_of(story.scene.ground)
    walked = ways(story)[: len(story.scene.runners)]
    apart = [max_distance(a, b) / (x1 - x0) for i, a in enumerate(walked) for b in walked[:i]]
    assert max(apart) > 0.05


def max_distance(a, b):
    """The largest distance of two runs at equal steps."""
    n = min(len(a.positions), len(b.positions))
    return float(np.max(np.hypot(*(a.positions[:n] - b.positions[:n]).T)))


def test_there_are_enough_stories_in_every_chapter_and_no_title_stands_twice():
    assert len(STORIES) >= 16
    assert tuple(GALLERY) == CHAPTERS
    assert all(len(held) >= 2 for held in GALLERY.values())
    assert len({story.title for story in ALL_STORIES}) == len(ALL_STORIES) == len(STORIES) + len(ENSEMBLES)
    assert len({story.scene for story in STORIES.values()}) == len(STORIES)


def test_told_and_ways_walk_a_story_once():
    assert told(SOME) is told(SOME)
    assert ways(SOME) is ways(SOME)


def test_a_race_marks_its_runners_in_order():
    first = opening()
    made = race(first.ground, first.start, 20, *reversed(first.runners), noise=0.5, seed=3)
    assert [runner.mark for runner in made.runners] == [0, 1, 2, 3]
    assert [runner.method for runner in made.runners] == [runner.method for runner in reversed(first.runners)]
    assert (made.ground, made.start, made.steps, made.noise, made.seed) == (first.ground, first.start, 20, 0.5, 3)


def test_arrival_is_the_step_or_infinity():
    slow, quick = ways(SOME)
    assert arrival(quick, 0.01) == reached(quick, 0.01)
    assert arrival(slow, 1e-9) == np.inf


ALONE = replace(SOME.scene, runners=SOME.scene.runners[:1])
FIVE = race(SOME.scene.ground, SOME.scene.start, 9, *[Runner(optimizer("gd"), 0.1 + i) for i in range(5)])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"key": "Rescue"}, "no key"),
        ({"chapter": "Weather"}, "no chapter"),
        ({"place": 0}, "counted from 1"),
        ({"title": " "}, "no title"),
        ({"watch": "Something"}, "a sentence"),
        ({"question": "Say why."}, "does not ask"),
        ({"scene": ALONE}, "2 to 4 runners, not 1"),
        ({"scene": FIVE}, "2 to 4 runners, not 5"),
        ({"twin": Twin("alone", ALONE)}, "2 to 4 runners, not 1"),
    ],
    ids=str,
)
def test_a_story_that_is_none_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        replace(SOME, **wrong)


BASE = Scene(SOME.scene.ground, SOME.scene.start, 4, (Runner(optimizer("gd"), 1e-3),), noise=1.0)
FEW = EnsembleStory(
    "few", "Few", "Noise", 1, "Few.", "Why?", Ensemble(BASE, Axis("rate", (1e-3, 1e6)), 50),
    lambda *found: Claim(f"{len(found)}", holds=True), BASE.runs(),
)  # fmt: skip


def test_a_story_of_clouds_is_walked_by_all_its_walkers_and_keeps_where_some_end():
    calm, wild, further = all_snapshots(FEW)
    assert [one.run for one in (calm, wild, further)] == [*FEW.ensemble.runs(), *FEW.also]
    assert {one.left.size for one in (calm, wild, further)} == {50}
    seen = watched(FEW)
    assert seen is watched(FEW)
    assert seen.claim.text == "3"
    assert np.array_equal(seen.ends[0], calm.positions[-1].T)
    assert seen.ends[1].shape == (0, 2)
    assert np.isinf(wild.losses[-1]).all()


@pytest.mark.parametrize(
    ("wrong", "said"), [({"key": "Few"}, "no key"), ({"ensemble": Ensemble(BASE)}, "compares two")], ids=str
)
def test_a_story_of_clouds_that_is_none_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        replace(FEW, **wrong)


def module(name, *held):
    made = ModuleType(f"scenes.{name}")
    for number, value in enumerate(held):
        setattr(made, f"VALUE_{number}", value)
    return made


def test_a_module_holds_exactly_one_story_under_its_own_name():
    assert story_of(module(SOME.key, SOME, Claim("", holds=True))) is SOME
    for wrong, said in [
        (module(SOME.key), "holds 0"),
        (module(SOME.key, SOME, STORIES["overshoot"]), "holds 2"),
        (module("another", SOME), "its key is 'rescue'"),
    ]:
        with pytest.raises(ValueError, match=said):
            story_of(wrong)


@pytest.mark.parametrize("places", [(1, 3), (1, 1), (2, 3)], ids=str)
def test_the_places_of_a_chapter_have_no_gap_and_no_double(places):
    with pytest.raises(ValueError, match="not 1, 2, 3"):
        arrange([replace(SOME, place=place) for place in places])
