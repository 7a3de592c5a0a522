"""The facts of the reference page agree with the entry's record, its file and its race."""

import inspect
from pathlib import Path

import numpy as np
import pytest

from core.param import Param
from runs import codec
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import Ground, landscape
from runs.simulate import simulate
from studies import reference

ROOT = Path(inspect.getfile(reference)).parents[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [("kingma", {"adam", "adamax"}), ("ADAM kingma 2014", {"adam", "adamax"}), ("no such word", set())],
)
def test_the_search_finds_entries_that_mention_every_word(text, found):
    assert set(reference.matching("optimizer", text)) == found


@pytest.mark.parametrize("kind", reference.KINDS)
def test_the_families_share_the_entries_out(kind):
    parts = [reference.matching(kind, family=family) for family in reference.families(kind)]
    assert sorted(key for part in parts for key in part) == sorted(reference.REGISTRIES[kind])


@pytest.mark.parametrize(
    ("kind", "key"), [(kind, key) for kind in reference.KINDS for key in reference.REGISTRIES[kind]]
)
def test_the_code_shown_stands_in_the_file_that_is_named(kind, key):
    record = reference.REGISTRIES[kind][key]
    file = (ROOT / reference.path(record)).read_text(encoding="utf-8")
    pieces = reference.code(record).split("\n\n\n")
    assert pieces[0]
    assert all(piece.split("\n")[-1] in file for piece in pieces)


PARAMS = [
    (Param("a", "α", 1.0, (0.5, 2.0), (0.1, 5000.0), help="A number."), "0.1 to 5000"),
    (Param.switch("b", "b", True, "A switch."), "on, off"),
    (Param.choice("c", "c", ("left", "right"), "A choice."), "left, right"),
]


@pytest.mark.parametrize(("param", "words"), PARAMS)
def test_what_a_parameter_may_be_is_said_in_words(param, words):
    assert reference.allowed(param) == words


def test_a_default_is_said_in_six_digits():
    long = Param("c", "c", 6.283185307179586, (1.0, 10.0), (0.1, 100.0), help="A frequency.")
    assert [reference.usual(param) for param in (long, *(param for param, _ in PARAMS))] == [
        "6.28319",
        "1",
        "on",
        "left",
    ]


def test_settings_are_said_in_the_order_of_the_record():
    params = tuple(param for param, _ in PARAMS)
    assert reference.settings(params, {"c": 1.0, "b": 0.0, "a": 2.0}) == "α = 2, b off, c = right"
    assert reference.settings(params, {"a": 2.0}) == "α = 2"
    assert reference.settings(params, {}) == ""


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_an_optimizer_is_seen_beside_another_one(key):
    assert reference.peer(key) in OPTIMIZERS
    assert reference.peer(key) != key
    shown = reference.scene("optimizer", key)
    assert [runner.method.key for runner in shown.runners] == [key, reference.peer(key)]


@pytest.mark.parametrize("key", SCHEDULES)
def test_a_schedule_is_seen_beside_another_one(key):
    first, second = reference.scene("schedule", key).runners
    assert first.schedule.key == key != second.schedule.key
    assert first.method == second.method
    assert first.rate == second.rate


def test_a_landscape_is_seen_with_the_race_of_the_opening():
    shown = reference.scene("landscape", "himmelblau")
    assert shown.ground == Ground(landscape("himmelblau"))
    assert len(shown.runners) > 2


def test_an_address_is_read_as_the_race_that_it_stands_for():
    shown = reference.scene("landscape", "himmelblau")
    address = reference.address(shown)
    assert address.startswith("./?")
    assert codec.read(address[3:]).scene == shown


@pytest.mark.parametrize(("kind", "key"), [("landscape", "himmelblau"), ("optimizer", "adam"), ("schedule", "cosine")])
def test_a_view_is_the_first_run_on_its_ground(kind, key):
    shown = reference.scene(kind, key)
    seen, way = reference.view(shown), simulate(shown.runs()[0])
    assert seen.z.shape == (reference.SIDE, reference.SIDE)
    assert np.array_equal(seen.positions, way.positions)
    assert list(seen.minima) == shown.ground.minima()
    assert np.array_equal(reference.rates(shown), way.rates / shown.runners[0].rate)


def test_what_is_special_about_a_landscape_is_said_with_its_title():
    said = {title for land in LANDSCAPES.values() for title, _ in reference.peculiarities(land)}
    assert said == {"Not smooth", "A valley of minima", "Not all are marked"}
    assert reference.peculiarities(LANDSCAPES["bowl"]) == []


@pytest.mark.parametrize(
    ("kind", "key", "other"),
    [("optimizer", "adam", "gd"), ("landscape", "himmelblau", None), ("schedule", "step", None)],
)
def test_a_small_picture_of_an_optimizer_has_a_race_of_its_own(kind, key, other):
    found = reference.pictured(kind, key)
    assert (found == reference.scene(kind, key)) == (other is None)
    assert other is None or [runner.method.key for runner in found.runners] == [key, other]
