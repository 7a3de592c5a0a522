"""The chooser: what it shows, what a choice changes on every page, and what a worksheet or a forged message may do."""

import json

import pytest

from runs import edit
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.opening import opening, suggested_rate
from runs.run import MAX_RUNS
from studies import choosing, reference
from tests.ui.visitor import given, go, scene, seen, send, visit
from ui.controls import chooser
from ui.session import session

TABLES = {"landscape": LANDSCAPES, "optimizer": OPTIMIZERS}
LISTS = {
    "race": [("landscape", "landscape"), ("run.method", "optimizer")],
    "anatomy": [("landscape", "landscape"), ("run.method", "optimizer")],
    "schedules": [("landscape", "landscape"), ("schedules.method", "optimizer")],
    "compare": [("base.landscape", "landscape"), ("base.method", "optimizer")],
    "clouds": [("base.landscape", "landscape"), ("base.method", "optimizer")],
}
LINKS = {
    "schedules": "run1=adam&run1.schedule=cosine&run2=adam&run2.schedule=constant&steps=20",
    "compare": "landscape=rosenbrock&run1=gd&across=steps&across1=20&across2=30",
    "clouds": "landscape=ravine&run1=gd&noise=0.5&across=noise&across1=0.5&across2=1&walkers=100&steps=20",
}
BOXES = [(page, key, kind) for page, boxes in LISTS.items() for key, kind in boxes]
VARIED = {
    "compare": ("across.picked", "landscape=bowl&steps=20&run1=gd&across=method&across1=gd&across2=adam"),
    "clouds": ("ensemble.value2", "landscape=bowl&noise=0.5&run1=gd&across=method&across1=gd&across2=adam&walkers=100"),
}


def listed(at):
    """What the page said to the list in its dialog; {} if there is no dialog."""
    sent = [part.proto for part in at.get("bidi_component") if part.proto.component_name.endswith("chooser")]
    return json.loads(sent[0].json)[2] if sent else {}


def opened(key, *where):
    at = visit(*where)
    assert not listed(at)
    return seen(at.button(key=f"{key}.browse").click().run())


def choose(at, entry, seq=1):
    return send(at, "chooser", "choice", {"key": entry, "seq": seq})


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("optimizer", "adam", {"adam", "adamw", "nadam", "radam", "adam_l2", "schedule_free_adamw"}),
        ("optimizer", "sign", {"signsgd", "signum", "lion", "rprop"}),
        ("landscape", "levy", {"levy"}),
        ("landscape", "cos", {"rastrigin", "ackley"}),
        ("landscape", "tanh", {"neuron", "two_layer"}),
        ("landscape", "left", set()),
    ],
)
def test_a_search_finds_names_families_lessons_and_words_of_formulas_but_not_their_layout(kind, text, found):
    keys = set(reference.matching(kind, text))
    assert found <= keys
    assert keys if found else "rosenbrock" not in keys


@pytest.mark.parametrize(("page", "key", "kind"), BOXES)
def test_a_choice_in_the_dialog_is_that_of_the_box_and_closes_the_dialog(page, key, kind):
    entry = {"landscape": "beale", "optimizer": "yogi"}[kind]
    by_box = visit(LINKS.get(page, ""), page)
    current = by_box.selectbox(key=key).value
    by_box = seen(by_box.selectbox(key=key).set_value(entry).run())
    at = opened(key, LINKS.get(page, ""), page)
    said = listed(at)
    assert [one["key"] for one in said["entries"]] == [record.key for record in choosing.by_family(kind)]
    assert said["entries"][0]["lesson"] == TABLES[kind][said["entries"][0]["key"]].lesson
    assert (said["courses"], said["shown"]) == (list(choosing.COURSES[kind]), [current])
    assert said["pictures"].endswith(f"/{kind}/")
    at = choose(at, entry)
    assert given(at)["link"] == given(by_box)["link"]
    assert at.selectbox(key=key).value == entry
    assert not listed(at)
    assert not at.warning


@pytest.mark.parametrize("page", VARIED)
def test_what_varies_is_chosen_by_the_same_dialog(page):
    key, link = VARIED[page]
    at = choose(opened(key, link, page), "rmsprop")
    assert f"across{3 if page == 'compare' else 2}=rmsprop" in given(at)["link"]
    assert not listed(at)


def test_a_run_of_the_page_leaves_the_dialog_open_and_closing_it_or_leaving_the_page_does_not():
    at = opened("run.method")
    at = seen(at.slider(key="steps").set_value(250).run())
    assert listed(at)
    assert not listed(go(at, "anatomy"))
    assert not listed(go(at, "race"))
    at = seen(at.button(key="landscape.browse").click().run())
    assert listed(at)["shown"] == ["rosenbrock"]
    at.session_state[chooser.OPEN] = ""
    assert not listed(seen(at.run()))


def test_add_opens_the_dialog_and_adds_the_chosen_one_at_its_suggested_rate():
    at = send(visit(), "race.roster", "act", {"do": "add", "run": -1, "seq": 1})
    assert scene(at) == opening()
    said = listed(at)
    assert said["shown"] == [runner.method.key for runner in opening().runners]
    assert (said["mark"], said["note"]) == ("in the race", chooser.SUGGESTED)
    at = choose(at, "nadam")
    assert scene(at) == edit.added(opening(), "nadam")
    assert scene(at).runners[-1].rate == suggested_rate(opening().ground, "nadam")
    assert at.session_state[session.SELECTED] == 4
    assert at.selectbox(key="run.method").value == "nadam"
    again = send(at, "race.roster", "act", {"do": "add", "run": -1, "seq": 2})
    assert scene(choose(again, "nadam", 2)) == edit.added(edit.added(opening(), "nadam"), "nadam")


def test_a_ninth_runner_is_a_sentence():
    full = opening()
    while len(full.runners) < MAX_RUNS:
        full = edit.added(full, "gd")
    at = visit(**{session.SCENE: full})
    at = send(at, "race.roster", "act", {"do": "add", "run": -1, "seq": 1})
    assert not listed(at)
    assert at.warning[0].value == "A scene has at most 8 runners."


@pytest.mark.parametrize(
    "message", [{"key": "atlantis", "seq": 1}, {"seq": 1}, {"key": "beale"}, [], {"key": 5, "seq": 1}]
)
def test_a_forged_choice_is_a_sentence_and_changes_nothing(message):
    at = send(opened("landscape"), "chooser", "choice", message)
    assert scene(at) == opening()
    assert at.warning
    assert not listed(at)


def test_a_choice_without_a_dialog_is_ignored():
    at = choose(visit(), "beale")
    assert scene(at) == opening()


@pytest.mark.parametrize("how", ["hide", "lock"])
@pytest.mark.parametrize(
    ("name", "key"), [("landscape", "landscape"), ("method", "run.method"), ("runner-add", "race.add")]
)
def test_what_a_worksheet_takes_cannot_be_chosen(how, name, key):
    at = visit(f"{how}={name}", **{chooser.OPEN: key})
    assert not listed(choose(at, "beale"))
    assert scene(at) == opening()
    browse = [one for one in at.button if one.key == f"{key}.browse"]
    assert [one.disabled for one in browse] == ([True] if how == "lock" and key != "race.add" else [])
    if browse:
        browse[0].proto.disabled = False  # a forged message does not depend on that
        assert not listed(seen(browse[0].click().run()))
