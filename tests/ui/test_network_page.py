"""The page Network as a visitor uses it: its controls, its address, and what the browser is told."""

import json

import pytest

from pictures.training.shown import Shown, read, write
from runs.training.eligible import ELIGIBLE
from runs.training.presets import TABLE, first_training, preset_of
from tests.ui.visitor import address, seen, visit
from ui.session.training import NETWORK

FIRST = first_training()


def shown(at) -> Shown:
    return at.session_state[NETWORK.key]


def told(at):
    """What the page said to the browser's part."""
    parts = at.get("bidi_component")
    return json.loads(next(part.proto for part in parts if part.proto.component_name.endswith("network")).json)[0]


def rates(at):
    return next(one for one in at.get("button_group") if one.key == "network.rates")


def test_the_first_training_is_the_six_of_the_table_with_keras_defaults():
    at = visit("", "network")
    assert shown(at) == Shown(FIRST)
    assert rates(at).value == "keras"
    said = told(at)
    assert [one["name"] for one in said["methods"]][:2] == ["Adam", "RMSProp"]
    assert (said["against"], said["trainings"].split("/")[1]) == ("epochs", "training")
    assert any("**Six methods train**" in one.value for one in at.caption)


def test_one_switch_sets_all_rates():
    at = visit("", "network")
    at = seen(rates(at).set_value("papers").run())
    assert preset_of(shown(at).training) == "papers"
    assert read("&".join(f"{name}={text}" for name, text in address(at).items()))[0] == shown(at)
    at = seen(at.slider(key="network.rate").set_value(3).run())
    assert (preset_of(shown(at).training), rates(at).value) == ("", "own")


def test_rates_that_are_found_by_trying():
    at = visit("", "network")
    at = seen(rates(at).set_value("tuned").run())
    assert (told(at)["curves"], address(at)["tuned"]) == ("tuned.5", "5")
    assert not any(one.key == "network.rate" for one in at.slider)
    at = seen(at.selectbox(key="network.tuned").set_value(3).run())
    assert told(at)["curves"] == "tuned.3"
    at = seen(rates(at).set_value("keras").run())
    assert (shown(at), told(at)["curves"]) == (Shown(FIRST), "curves")


def test_its_landscape_is_chosen():
    at = visit("", "network")
    assert told(at)["plane"] == ""
    at = seen(at.selectbox(key="network.plane").set_value("random").run())
    at = seen(at.selectbox(key="network.end").set_value(2).run())
    at = seen(at.button(key="network.draw").click().run())
    assert told(at)["plane"] == "plane.random.1.1"
    assert shown(visit(write(shown(at)), "network")) == shown(at)


def test_methods_are_chosen_and_all_of_them_at_once():
    at = visit("", "network")
    at = seen(at.multiselect(key="network.trained").set_value(["adam", "lion"]).run())
    assert [one.method.key for one in shown(at).training.entrants] == ["adam", "lion"]
    at = seen(at.multiselect(key="network.trained").set_value([]).run())
    assert len(shown(at).training.entrants) == 2
    at = seen(at.button(key="network.everyone").click().run())
    assert tuple(one.method.key for one in shown(at).training.entrants) == ELIGIBLE
    assert not any(one.key == "network.trained" for one in at.multiselect)
    at = seen(at.button(key="network.everyone").click().run())
    assert tuple(one.method.key for one in shown(at).training.entrants) == TABLE


def test_what_is_shared_and_how_it_is_looked_at():
    at = visit("", "network")
    at = seen(at.selectbox(key="network.network").set_value("softmax").run())
    at = seen(at.slider(key="network.seeds").set_value(3).run())
    before = told(at)["link"]
    at = seen(at.selectbox(key="network.against").set_value("time").run())
    assert (shown(at).training.network, shown(at).training.seeds, shown(at).against) == ("softmax", 3, 3.0)
    assert (told(at)["link"], told(at)["against"]) == (before, "time")  # nothing is trained anew
    assert address(at)["against"] == "time"
    assert shown(visit(write(shown(at)), "network")) == shown(at)


def test_one_method_is_set_by_itself():
    at = visit("", "network", **{"network.settings": True})
    at = seen(at.selectbox(key="network.open").set_value(2).run())
    at = seen(at.slider(key="network.method.momentum").set_value(3).run())
    found = shown(at).training.entrants
    assert 0.0 < found[2].method.values[0] < 1.0
    assert found[:2] == FIRST.entrants[:2]
    at = seen(at.selectbox(key="network.schedule").set_value("cosine").run())
    at = seen(at.slider(key="network.warmup").set_value(20).run())
    assert (shown(at).training.entrants[2].schedule.key, shown(at).training.entrants[2].warmup) == ("cosine", 20)


def test_what_takes_too_long_is_shortened_with_a_sentence():
    at = visit("", "network")
    at = seen(at.button(key="network.everyone").click().run())
    at = seen(at.slider(key="network.seeds").set_value(10).run())
    at = seen(at.selectbox(key="network.network").set_value("convnet").run())
    assert any("take too long here" in one.value for one in at.warning)


def test_a_link_that_cannot_be_used_is_told():
    at = visit("network=brain&run1=newton&against=never", "network")
    assert shown(at).training.entrants == FIRST.entrants
    assert len(at.warning) == 3


@pytest.mark.parametrize(("link", "asks"), [("ask=winner", True), ("", False)])
def test_a_worksheet_asks_for_a_guess_before_anything_is_trained(link, asks):
    assert ("rules" in told(visit(link, "network"))) == asks


def test_a_worksheet_hides_and_locks():
    at = visit("hide=rates,network&lock=trained,seeds", "network")
    assert at.multiselect(key="network.trained").disabled
    assert at.slider(key="network.seeds").disabled
    assert not any(one.key == "network.network" for one in at.selectbox)
    assert not any(one.key == "network.rates" for one in at.get("button_group"))
