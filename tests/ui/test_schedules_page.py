"""The page Schedules, run by Streamlit's own test harness, without a browser or a server."""

from functools import partial

import pytest

from runs import codec, edit, variants
from runs.catalog import SCHEDULES
from runs.opening import opening
from runs.variants import KNOTS, hand_drawn
from tests.hand import moved, turned
from tests.ui import visitor
from tests.ui.visitor import go, scene, seen, send, stage, write
from ui.session import session

STAGE = "schedules.stage"
visit = partial(visitor.visit, page="schedules")


def pin(at, name):
    """The pin of this name."""
    return next(one for one in stage(at)["pins"] if one["name"] == name)


def test_a_newcomer_sees_one_optimizer_under_four_schedules_and_the_race_stays_as_it_was():
    at = go(visitor.visit("v=1&landscape=beale&run1=adam"), "schedules")
    assert scene(at) == variants.opening()
    cards = next(element.value for element in at.get("html") if "tw-cards" in element.value)
    assert all(record.name in cards for record in SCHEDULES.values())
    assert cards.count('class="tw-on"') == 4
    go(at, "race")
    assert scene(at).ground.entry.key == "beale"
    go(at, "schedules")
    assert scene(at) == variants.opening()


def test_of_the_first_picture_it_is_said_that_each_schedule_leads_elsewhere():
    at = visit()
    assert "four valleys" in at.caption[0].value
    seen(at.text_input(key="schedules.rate.exact").set_value("0.01").run())
    assert "four valleys" not in at.caption[0].value


def test_the_schedules_in_the_race_are_chosen_and_stand_in_the_address():
    at = visit()
    seen(at.multiselect(key="schedules.keys").set_value(["cosine", "linear"]).run())
    assert variants.keys(scene(at)) == ("cosine", "linear")
    assert at.query_params["run2.schedule"] in ("linear", ["linear"])


@pytest.mark.parametrize("keys", [[], ["cosine"]])
def test_too_few_schedules_are_refused_with_a_sentence_and_the_scene_stays(keys):
    at = visit()
    seen(at.multiselect(key="schedules.keys").set_value(keys).run())
    assert scene(at) == variants.opening()
    assert at.warning[0].value == "Choose 2 to 4 different schedules."
    assert len(at.multiselect(key="schedules.keys").value) == 4


def test_rate_and_optimizer_change_for_all_and_a_schedule_for_itself():
    at = visit()
    seen(at.text_input(key="schedules.rate.exact").set_value("0.05").run())
    assert [r.rate for r in scene(at).runners] == [0.05] * 4
    seen(at.selectbox(key="schedules.method").set_value("nesterov").run())
    assert {r.method.key for r in scene(at).runners} == {"nesterov"}
    seen(at.selectbox(key="schedules.open").set_value(2).run())
    before = scene(at)
    seen(at.slider(key="schedules.exponential.factor").set_value(3).run())
    assert scene(at).runners[2].schedule != before.runners[2].schedule
    assert [scene(at).runners[i] for i in (0, 1, 3)] == [before.runners[i] for i in (0, 1, 3)]


def test_a_dial_turns_all():
    at = send(visit(), STAGE, "pick", {"run": 2, "seq": 1})
    at = write(at, STAGE, turned(stage(at)["dials"][0], 0.2), 2)
    assert scene(at) == variants.for_all(edit.with_rate)(variants.opening(), 2, 0.2)
    assert at.session_state[session.SELECTED] == 2


@pytest.mark.parametrize("number", range(5))
def test_a_dragged_knot_bends_the_drawn_rate(number):
    at = visit()
    at = write(at, STAGE, moved(pin(at, KNOTS[number]), 0.0, 0.00462))
    assert scene(at) == edit.with_schedule_value(variants.opening(), hand_drawn(scene(at)), KNOTS[number], 0.42)
    assert pin(at, KNOTS[number])["y"] == pytest.approx(0.00462)


def test_a_pin_on_the_map_moves_the_start():
    at = visit()
    at = write(at, STAGE, moved(pin(at, "start"), 0.5, -0.5))
    assert scene(at) == edit.with_start(variants.opening(), 0.5, -0.5)


@pytest.mark.parametrize("text", ["nan", "-0.1", "1e300", "11", "x"])
def test_a_knot_at_no_height_is_what_it_is_in_a_link(text):
    at = write(visit(), STAGE, {"run1.schedule.k1": text})
    assert scene(at) == variants.opening()  # where the knot is at its default
    assert at.warning[0].value.startswith("run1.schedule.k1 in the link: ")
    at = write(at, STAGE, {"run1.schedule.k1": "0.5", "run1.schedule.k9": text}, 2)
    assert scene(at) == variants.opening()
    assert at.warning[0].value.startswith("A message from the picture could not be used")


def test_a_rate_that_makes_the_schedules_differ_in_more_than_themselves_is_for_none():
    at = write(visit(), STAGE, {"run2.rate": "0.5"})
    assert variants.keys(scene(at)) == variants.USUAL
    assert at.warning[0].value == variants.OTHERWISE


def test_a_link_to_another_kind_of_scene_keeps_its_first_runner_and_says_so():
    at = visit(codec.write(opening()))
    assert variants.keys(scene(at)) == ("constant", "step", "cosine")
    assert {r.method.key for r in scene(at).runners} == {"gd"}
    assert at.warning[0].value.startswith("This page shows one optimizer")
    assert stage(visit(f"{codec.write(opening())}&runner=2"))["query"] == f"{codec.write(scene(at))}&runner=2"
