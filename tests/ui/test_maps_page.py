"""The page Maps as a visitor uses it: its controls, what the map sends, and the way to the race and back."""

import json
from dataclasses import replace

import pytest

from runs import codec, edit
from runs.map import codec as map_codec
from runs.map.edit import with_methods
from runs.map.map import STARTS, Map, first_map
from runs.map.measure import Measure
from runs.map.presets import PRESETS
from tests.ui.visitor import address, scene, seen, send, visit
from ui.session.messages import MOST_WORDS

KEY = "thalweg.maps"
STAGE = "maps.stage"
SETTINGS = PRESETS["settings"][1]()


def shown(at) -> Map:
    return at.session_state[KEY]


def link(question: Map) -> str:
    return map_codec.write(question)


def said(at):
    """What the page said to the map."""
    sent = next(part.proto for part in at.get("bidi_component") if part.proto.component_name.endswith("map"))
    return json.loads(sent.json)[0]


def write(at, words, seq=1):
    of = codec.read(link(shown(at))).scene.ground.entry.key
    return send(at, STAGE, "words", {"words": words, "of": of, "seq": seq})


def test_the_first_map_is_momentum_on_himmelblau():
    at = visit("", "maps")
    assert shown(at) == first_map()
    assert said(at)["link"] == link(first_map())
    assert said(at)["pictures"].startswith("/map/")
    assert any("**Momentum** on **Himmelblau**, from every start" in one.value for one in at.caption)


@pytest.mark.parametrize("name", PRESETS)
def test_a_ready_made_map_is_shown(name):
    at = seen(visit("", "maps").selectbox(key="question").set_value(name).run())
    assert shown(at) == PRESETS[name][1]()
    assert map_codec.read_pairs(list(address(at).items())).map == shown(at) or name == "momentum"


def test_starts_and_settings_are_exchanged():
    at = visit(link(first_map()), "maps")
    at = seen(at.selectbox(key="maps.map").set_value("at every setting").run())
    assert shown(at).sides == ("rate", "method.momentum")
    at = seen(at.selectbox(key="maps.down").set_value("warmup").run())
    assert shown(at).sides == ("rate", "warmup")
    at = seen(at.selectbox(key="maps.across").set_value("warmup").run())
    assert shown(at).sides == ("warmup", "rate")
    at = seen(at.selectbox(key="maps.map").set_value("from every start").run())
    assert shown(at) == first_map()


def test_a_second_method_comes_with_controls_of_its_own_and_goes():
    at = visit(link(first_map()), "maps")
    assert not any((one.key or "").startswith("second.") for one in at.slider)
    at = seen(at.selectbox(key="maps.methods").set_value("Two methods, side by side").run())
    assert shown(at) == with_methods(first_map(), 1)
    assert any("**Momentum** and **Gradient descent** on **Himmelblau**" in one.value for one in at.caption)
    at = seen(at.slider(key="second.rate").set_value(4).run())
    (first, second), before = shown(at).base.runners, with_methods(first_map(), 1).base.runners[1]
    assert (first.rate, replace(second, rate=before.rate)) == (0.013, before)
    assert second.rate < before.rate
    at = seen(at.selectbox(key="maps.methods").set_value("Two methods, their difference").run())
    assert shown(at).difference
    assert address(at)["methods"] == "difference"
    at = seen(at.selectbox(key="second.method").set_value("nesterov").run())
    assert [runner.method.key for runner in shown(at).base.runners] == ["momentum", "nesterov"]
    at = seen(at.selectbox(key="maps.map").set_value("at every setting").run())
    assert shown(at).sides == ("rate", "method.momentum")
    assert not any(one.key in ("second.rate", "second.method.momentum") for one in at.slider)
    at = seen(at.selectbox(key="maps.methods").set_value("One method").run())
    assert [runner.method.key for runner in shown(at).base.runners] == ["momentum"]


def test_a_map_of_settings_measures_other_things_over_several_starts():
    at = visit(link(SETTINGS), "maps")
    at = seen(at.selectbox(key="maps.measure").set_value("loss").run())
    assert shown(at).measure == Measure("loss")
    at = seen(at.selectbox(key="maps.measure").set_value("arrive").run())
    assert shown(at).measure == Measure("arrive", 16)
    assert (address(at)["measure"], address(at)["starts"]) == ("arrive", "16")
    at = seen(at.selectbox(key="maps.measure.starts").set_value(64).run())
    assert shown(at).measure == Measure("arrive", 64)
    at = seen(at.selectbox(key="maps.map").set_value("from every start").run())
    assert shown(at).measure == Measure()
    assert not any(one.key == "maps.measure.starts" for one in at.selectbox)
    at = seen(at.selectbox(key="maps.measure").set_value("sensitivity").run())
    assert shown(at).measure == Measure("sensitivity")
    assert address(at)["measure"] == "sensitivity"
    at = seen(at.selectbox(key="maps.map").set_value("at every setting").run())
    assert shown(at).measure == Measure()


def test_a_click_opens_both_runs_in_the_race():
    question = with_methods(SETTINGS, 1)
    words = {f"{word}.rate": "0.3" for word in ("run1", "run2")}
    at = visit(link(replace(question, sides=("rate", "warmup"), view=None)), "maps")
    at = send(at, STAGE, "pick", {"words": words | {"run1.warmup": "3", "run2.warmup": "3"}, "seq": 1})
    assert [(r.rate, r.warmup) for r in scene(at).runners] == [(0.3, 3), (0.3, 3)]
    assert [r.method.key for r in scene(at).runners] == ["momentum", "gd"]


def test_what_varies_has_no_control_of_its_own():
    keys = {one.key for one in visit(link(SETTINGS), "maps").slider}
    assert not {"base.rate", "base.method.momentum"} & keys
    assert {"base.rate", "base.method.momentum"} <= {one.key for one in visit("", "maps").slider}


def test_another_landscape_shows_its_whole_box():
    zoomed = replace(first_map(), view=(0.0, 1.0, 0.0, 1.0))
    at = visit(link(zoomed), "maps")
    at = seen(at.slider(key="base.steps").set_value(5).run())
    assert shown(at).view == zoomed.view
    at = seen(at.selectbox(key="base.landscape").set_value("bowl").run())
    assert (shown(at).view, shown(at).base.ground.entry.key) == (None, "bowl")


def test_what_a_hand_does_on_the_map_is_taken_over_and_the_address_is_the_browsers():
    at = visit(link(first_map()), "maps")
    before = address(at)
    at = write(at, {"left": "-1", "right": "1.5", "bottom": "0", "top": "2", "fine": "on"})
    assert shown(at) == replace(first_map(), view=(-1.0, 1.5, 0.0, 2.0), fine=True)
    assert (said(at)["acknowledged"], address(at)) == (1, before)
    at = write(at, {"x": "0.5", "y": "-0.25", "run1.rate": "0.02", "run1.momentum": "0.8"}, 2)
    assert shown(at).base.start == (0.5, -0.25)
    assert shown(at).base.runners[0].rate == 0.02
    assert shown(visit(link(shown(at)), "maps")) == shown(at)


def test_the_cross_turns_any_two_numbers():
    question = Map(edit.with_method(first_map().base, 0, "adam"), ("rate", "method.beta2"))
    at = write(visit(link(question), "maps"), {"run1.rate": "0.2", "run1.beta2": "0.9"})
    assert shown(at).present() == ((0.2, 0.9),)
    assert shown(at).picture() == question.picture()


REFUSED = [
    {"run1": "adam"}, {"run1.schedule": "cosine"}, {"run1.origin": "2"}, {"landscape": "bowl"}, {"across": "rate"},
    {"left": "9" * 50}, {f"run{k}.rate": "1" for k in range(MOST_WORDS + 1)},
]  # fmt: skip


@pytest.mark.parametrize("words", REFUSED, ids=str)
def test_other_words_are_refused(words):
    at = write(visit(link(first_map()), "maps"), words)
    assert shown(at) == first_map()
    assert any("could not be used" in one.value for one in at.warning)


@pytest.mark.parametrize("name", ["zoom", "start", "cross"])
def test_a_worksheet_locks_what_a_hand_does(name):
    words = {"zoom": {"left": "1"}, "start": {"x": "1"}, "cross": {"run1.weight_decay": "0.1"}}[name]
    at = write(visit(f"{link(first_map())}&lock={name}", "maps"), words)
    assert shown(at) == first_map()
    assert at.warning


def test_a_click_opens_the_run_of_the_cell_in_the_race():
    words = {"run1.rate": "0.3", "run1.momentum": "0.5"}
    at = send(visit(link(SETTINGS), "maps"), STAGE, "pick", {"words": words, "seq": 1})
    assert scene(at).runners == SETTINGS.scene_at(0.3, 0.5).runners
    assert scene(at).start == SETTINGS.base.start


@pytest.mark.parametrize("words", [{"x": "1"}, {"run1": "adam"}, 7, {"run1.rate": "1", "x": "1", "y": "2"}], ids=str)
def test_a_forged_click_is_refused(words):
    at = send(visit(link(SETTINGS), "maps"), STAGE, "pick", {"words": words, "seq": 1})
    assert shown(at) == SETTINGS
    assert any("could not be used" in one.value for one in at.warning)


@pytest.mark.parametrize("how", ["hide", "lock"])
def test_a_worksheet_that_keeps_students_on_the_page_lets_no_click_open_the_race(how):
    at = visit(f"{link(SETTINGS)}&{how}=pages", "maps")
    at = send(at, STAGE, "pick", {"words": {"run1.rate": "0.3", "run1.momentum": "0.5"}, "seq": 1})
    assert shown(at) == SETTINGS
    assert "the teacher's link has" in at.warning[0].value


def test_a_race_becomes_a_map_of_its_first_runner():
    at = visit()
    raced = scene(at)
    at = seen(at.button(key="race.maps").click().run())
    assert shown(at).base.runners[0].method == raced.runners[0].method
    assert shown(at).sides == STARTS
    assert not at.warning


def test_noise_is_the_same_at_every_point_and_the_page_says_so():
    noisy = Map(edit.with_noise(edit.with_steps(first_map().base, 20), 0.5))
    assert any("the same random numbers" in one.value for one in visit(link(noisy), "maps").info)
    assert not visit(link(first_map()), "maps").info
