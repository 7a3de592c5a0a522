"""The page Schedules, run by Streamlit's own test harness, without a browser or a server."""

from functools import partial

import pytest

from runs import codec, variants
from runs.catalog import SCHEDULES
from runs.opening import opening
from runs.variants import KNOTS, hand_drawn
from tests.ui import visitor
from tests.ui.visitor import go, scene, seen, send

STAGE = "schedules.stage"
visit = partial(visitor.visit, page="schedules")


def pin(name, x, y, seq=1, of="bowl"):
    return {"pin": name, "x": x, "y": y, "scene": of, "seq": seq, "final": True}


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
    seen(at.selectbox(key="schedules.method").set_value("momentum").run())
    assert {r.method.key for r in scene(at).runners} == {"momentum"}
    seen(at.selectbox(key="schedules.open").set_value(2).run())
    before = scene(at)
    seen(at.slider(key="schedules.step.factor").set_value(0.25).run())
    assert scene(at).runners[2].schedule != before.runners[2].schedule
    assert [scene(at).runners[i] for i in (0, 1, 3)] == [before.runners[i] for i in (0, 1, 3)]


def test_a_dial_turns_all():
    at = send(visit(), STAGE, "dial", {"dial": "rate", "value": 0.2, "scene": "bowl", "seq": 1, "final": True})
    assert [r.rate for r in scene(at).runners] == [0.2] * 4


@pytest.mark.parametrize("number", range(5))
def test_a_dragged_knot_bends_the_drawn_rate(number):
    at = send(visit(), STAGE, "start", pin(KNOTS[number], 0.0, 0.042))
    runner = scene(at).runners[hand_drawn(scene(at))]
    assert runner.schedule.values[1 + number] == pytest.approx(0.42)
    assert scene(at).start == variants.opening().start


def test_a_pin_on_the_map_moves_the_start():
    at = send(visit(), STAGE, "start", pin("start", 0.5, -0.5))
    assert scene(at).start == (0.5, -0.5)


@pytest.mark.parametrize(
    "forged",
    [pin("k9", 0, 0.1), pin("k1", 0, float("nan")), pin("k1", 0, 1e300), pin("k1", 0, "x"), pin([], 0, 0), 7, {}],
    ids=repr,
)
def test_a_forged_knot_changes_nothing_and_says_so(forged):
    at = send(visit(), STAGE, "start", forged)
    assert scene(at) == variants.opening()
    assert at.warning[0].value.startswith("A message from the picture could not be used")


def test_a_link_to_another_kind_of_scene_keeps_its_first_runner_and_says_so():
    at = visit(codec.write(opening()))
    assert variants.keys(scene(at)) == ("constant", "step", "cosine")
    assert {r.method.key for r in scene(at).runners} == {"gd"}
    assert at.warning[0].value.startswith("This page shows one optimizer")
