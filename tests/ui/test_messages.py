"""Messages of the stage on every page: those that it sends, those that nobody should send, and those that come late."""

import json
from dataclasses import replace
from math import inf, nan

import pytest
import streamlit as st

from pictures.registry import PAGES
from runs import codec, edit
from runs.comparison.edit import first_comparison
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import first_ensemble
from runs.opening import opening
from stage import stage as stage_component
from tests.hand import joined, moved, rounded, turned, with_start_in_pane
from tests.ui.visitor import address, given, late, permalink, scene, seen, send, stage, visit, write, written
from ui.session import session
from ui.session.messages import MOST_WORDS
from ui.session.page_state import PageState

FEW = replace(first_ensemble(), walkers=50, base=edit.with_steps(first_ensemble().base, 20))
LINKS = {"race": "", "anatomy": "runner=3", "schedules": "", "compare": "", "clouds": ensemble_codec.write(FEW)}
"""A link of every page with a stage."""
BOTH = ["race", "compare"]
"""A page that shows the scene, and one with a value of its own: they take messages in the same ways as the others."""


def part(page):
    """The key of the stage of a page."""
    return f"{page}.stage"


def shown(at, page):
    """What a page shows: the value that it keeps, and the selected runner."""
    key = f"thalweg.{page}" if page in ("compare", "clouds") else session.SCENE
    return at.session_state[key], at.session_state.get(session.SELECTED, 0)


def refused(at):
    """Whether the page says that a message could not be used."""
    return any(one.value.startswith("A message from the picture could not be used") for one in at.warning)


@pytest.mark.parametrize("page", ["race", "schedules"])
def test_the_buttons_of_the_view_write_it_into_the_link_where_there_is_a_choice(page):
    at = visit(LINKS[page], page)
    assert stage(at)["view"] == "map"
    at = write(at, part(page), {"view": "both"}, 7)
    assert scene(at).view == "both"
    assert not at.warning
    assert refused(write(visit(f"{LINKS[page]}&lock=view", page), part(page), {"view": "both"}, 8))


@pytest.mark.parametrize("page", ["anatomy", "compare", "clouds"])
def test_other_pages_have_no_choice_of_the_view(page):
    assert stage(visit(LINKS[page], page))["view"] == ""


@pytest.mark.parametrize("page", LINKS)
def test_what_moving_a_pin_writes_is_taken_over_and_the_address_is_the_browsers(page):
    at = visit(LINKS[page], page)
    before, pin = address(at), stage(at)["pins"][-1 if page in ("compare", "clouds") else 0]
    words = moved(pin, 0.512345, -0.25)
    wanted, remarks = PAGES[page].read(joined(given(at)["link"], words))
    at = write(at, part(page), words, 7)
    assert PAGES[page].read(given(at)["link"]) == (wanted, remarks) == (wanted, ())
    assert (given(at)["acknowledged"], given(at)["last"]) == (7, 7)
    assert not at.warning
    assert address(at) == before
    again = visit(permalink(at), page)
    assert shown(again, page)[0] == shown(at, page)[0]
    assert again.session_state[session.REMARKS] == ()
    assert stage(again)["pins"] == stage(at)["pins"]


@pytest.mark.parametrize("page", LINKS)
def test_the_answer_and_the_page_mean_the_same_by_a_link(page):
    at = visit("&".join(filter(None, [LINKS[page], "lock=start&ask=winner&title=Look"])), page)
    head = stage(at)
    assert head["query"] == given(at)["link"]
    assert head["remarks"] == []
    linked = stage(visit(permalink(at), page))
    assert linked["rules"] == given(at)["rules"]
    assert "start" in linked["rules"]["off"]
    assert set(given(at)["notInAddress"]) == ({"runner"} if page in ("race", "schedules") else set())


@pytest.mark.parametrize("page", LINKS)
def test_what_a_change_sends_to_the_stage_fits_its_budget(page):
    sent = json.dumps(given(visit(LINKS[page], page)))
    # Streamlit sends the inline parts of the component again with every change.
    assert len(sent) + len(stage_component._HTML) + len(stage_component._LOADER) < 4_000


# Forged messages.

SHAPES = [
    7, "x", [], {}, None, {"seq": 0}, {"seq": -1}, {"seq": "a"}, {"seq": 2**53}, {"seq": nan}, {"seq": []},
    {"seq": 1}, {"seq": 2, "words": 7}, {"seq": 3, "words": "x=1"}, {"seq": 4, "words": ["x", "1"]},
    {"seq": 5, "words": {}}, {"seq": 6, "words": {"x": "1"}}, {"seq": 7, "words": None, "of": "bowl"},
    {"seq": 8, "words": {"x": "1"}, "of": []}, {"seq": 9, "words": {"x": "1"}, "of": "atlantis"},
]  # fmt: skip
"""Messages of a wrong shape. The last two are about another landscape, and may only be late."""


@pytest.mark.parametrize("page", BOTH)
def test_a_message_of_a_wrong_shape_changes_nothing_and_says_so_once(page):
    at = visit(LINKS[page], page)
    before, link = shown(at, page), address(at)
    for sent in SHAPES:
        at = send(at, part(page), "words", sent)
        assert (shown(at, page), address(at)) == (before, link), sent
        assert refused(at) == (sent not in (None, *SHAPES[-2:])), sent
        at.session_state[session.REMARKS] = ()
        assert not refused(seen(at.run())), sent
    assert given(at)["acknowledged"] == 9


NAMES = [
    "landscape", "steps", "v", "seed", "noise", "run1", "run1.schedule", "run1.beta2", "run10.rate", "run0.rate",
    "run1.schedule.k6", "run1.schedule.T", "run1.hidden", "z", "x.y", "start10.x", "across", "across1", "down1.z",
    "hide", "lock", "title", "moving", "runner", "", "X", "x\n", "__class__", "landscape.table",
]  # fmt: skip


@pytest.mark.parametrize("page", BOTH)
def test_a_word_that_the_stage_does_not_write_is_refused_and_so_is_all_with_it(page):
    at = visit(LINKS[page], page)
    before = shown(at, page)
    for seq, name in enumerate(NAMES, 1):
        at.session_state[session.REMARKS] = ()
        at = write(at, part(page), {"x": "0.5", name: "1"}, seq)
        assert shown(at, page) == before, name
        assert refused(at), name
        assert name[:40] in at.warning[0].value or repr(name)[1:-1] in at.warning[0].value


@pytest.mark.parametrize("page", BOTH)
def test_more_words_than_there_are_and_longer_texts_than_a_number_are_refused(page):
    at = visit(LINKS[page], page)
    before = shown(at, page)
    many = {
        f"{side}{number}.{axis}": "1"
        for side in ("start", "across", "down")
        for number in range(1, 10)
        for axis in "xy"
    }
    many |= {f"run{number}.{name}": "1" for number in range(1, 10) for name in ("rate", "beta1")}
    assert len(many) > MOST_WORDS
    at = write(at, part(page), many)
    assert shown(at, page) == before
    assert refused(at)
    at.session_state[session.REMARKS] = ()
    at = write(at, part(page), {"x": "0." + "1" * codec.LONGEST}, 2)
    assert shown(at, page) == before
    assert refused(at)


TEXTS = [
    "nan",
    "inf",
    "-inf",
    "1e999",
    "1e9",
    "-1e6",
    "",
    "much",
    "0x1",
    "None",
    "[]",
    "\0",
    "<b>",
    "{x}",
    "NaN",
]


@pytest.mark.parametrize("page", BOTH)
def test_a_text_that_is_no_number_is_what_it_is_in_a_link(page):
    at = visit(LINKS[page], page)
    link = given(at)["link"]
    for seq, text in enumerate([*TEXTS, None, True, [], {}, nan, inf], 1):
        words = {"x": text, "y": "0.5"}
        wanted, remarks = PAGES[page].read(joined(link, {"x": str(text), "y": "0.5"}))
        at = write(at, part(page), words, seq)
        assert PAGES[page].read(given(at)["link"]) == (wanted, ()), text
        assert [one.value for one in at.warning] == list(remarks), text
        assert remarks[0].startswith("x in the link: ")


@pytest.mark.parametrize("text", ["nan", "0", "-1", "1e300", "x"])
@pytest.mark.parametrize("name", ["rate", "beta1"])
def test_a_dial_that_is_turned_to_no_number_leaves_a_runner_with_its_default(name, text):
    if (name, text) == ("beta1", "0"):
        text = "1"  # which is no momentum
    at = send(visit(), "race.stage", "pick", {"run": 3, "seq": 1})
    at = write(at, "race.stage", {f"run4.{name}": text}, 2)
    assert scene(at) == codec.read(joined(codec.write(opening()), {f"run4.{name}": text})).scene
    assert scene(at).runners[:3] == opening().runners[:3]
    assert at.warning[0].value.startswith(f"run4.{name} in the link: ")


def test_a_runner_that_has_gone_cannot_be_changed():
    at = write(visit(), "race.stage", {"run7.rate": "0.5"})
    assert scene(at) == opening()
    assert at.warning[0].value == "'run7.rate' in the link means nothing here."


# Messages that come late, or with others.


@pytest.mark.parametrize("page", BOTH)
def test_a_number_that_was_heard_is_not_heard_again(page):
    at = write(visit(LINKS[page], page), part(page), {"x": "0.5", "y": "0.5"}, 5)
    now = shown(at, page)
    for seq in (5, 4, 1):
        assert shown(write(at, part(page), {"x": "0.25"}, seq), page) == now
        assert given(at)["acknowledged"] == 5
    assert shown(write(at, part(page), {"x": "0.25"}, 6), page) != now


@pytest.mark.parametrize("page", LINKS)
def test_words_about_another_landscape_come_too_late(page):
    at = visit(LINKS[page], page)
    sent, other = written(at, moved(stage(at)["pins"][0], 0.5, 0.5)), "beale"
    key = "landscape" if page not in ("compare", "clouds") else "base.landscape"
    before = shown(seen(at.selectbox(key=key).set_value(other).run()), page)
    said = [one.value for one in at.warning]
    at = send(at, part(page), "words", sent)
    assert shown(at, page) == before
    assert [one.value for one in at.warning] == said
    assert given(at)["acknowledged"] == 1


@pytest.mark.parametrize("page", LINKS)
def test_a_control_and_the_stage_may_speak_at_once_and_the_address_has_both(page):
    at = visit(LINKS[page], page)
    sent = written(at, moved(stage(at)["pins"][0], 0.512345, -0.25))
    key = "steps" if page not in ("compare", "clouds") else "base.steps"
    if page == "anatomy":
        at.selectbox(key="anatomy.runner").set_value(1)
    else:
        at.slider(key=key).set_value(4)
    at.session_state[part(page)] = {"words": sent}
    at = seen(at.run())
    written_by_browser = permalink(at)
    assert {name: value for name, value in address(at).items() if name != "runner"} == {
        name: value for name, value in address(visit(written_by_browser, page)).items() if name != "runner"
    }
    assert address(at)
    assert shown(visit(written_by_browser, page), page) == shown(at, page)


@pytest.mark.parametrize("page", LINKS)
def test_words_that_are_late_do_not_hide_what_a_control_has_changed_meanwhile(page):
    at = visit(LINKS[page], page)
    sent, other = written(at, moved(stage(at)["pins"][0], 0.5, 0.5)), "beale"
    key = "landscape" if page not in ("compare", "clouds") else "base.landscape"
    at.selectbox(key=key).set_value(other)
    at.session_state[part(page)] = {"words": sent}
    at = seen(at.run())
    assert address(at)["landscape"] == other
    assert address(at)["x"] != "0.5"


def test_a_fork_is_made_of_the_runner_as_the_visitor_sees_it():
    at = visit()
    words = written(at, turned(stage(at)["dials"][0], 0.0005))
    at.session_state["race.stage"] = {"fork": {"run": 0, "step": 20, "seq": 2}, "words": words}
    at = seen(at.run())
    assert scene(at) == edit.forked(edit.with_rate(opening(), 0, 0.0005), 0, 20)
    assert (given(at)["acknowledged"], given(at)["last"]) == (1, 2)
    assert address(at) == dict(codec.pairs(scene(at)))


def test_a_runner_is_copied_as_the_visitor_sees_it():
    at = visit()
    at.session_state["race.stage"] = {"words": written(at, turned(stage(at)["dials"][0], 0.0005))}
    at.session_state["race.roster"] = {"act": {"do": "duplicate", "run": 0, "seq": 1}}
    assert [runner.rate for runner in scene(seen(at.run())).runners if runner.method.key == "gd"] == [0.0005, 0.0005]


@pytest.mark.parametrize("page", ["compare", "clouds"])
def test_a_pane_is_opened_as_the_visitor_sees_it(page):
    at = visit(LINKS[page], page)
    pin = stage(at)["pins"][1]
    at.session_state[part(page)] = {
        "pick": {"run": 1, "seq": 2}, "words": written(at, moved(pin, 0.5, 0.25)),
    }  # fmt: skip
    assert scene(seen(at.run())).start == rounded(pin, 0.5, 0.25)


def test_panes_keep_what_was_moved_before():
    at = visit("", "compare")
    at.toggle(key="comparison.starts").set_value(True)
    comparison = shown(seen(at.run()), "compare")[0]
    for seq, pane in enumerate((4, 8, 4), 1):
        pin = stage(at)["pins"][pane]
        comparison = with_start_in_pane(comparison, pane, *rounded(pin, 0.5 * seq, 0.25))
        at = write(at, part("compare"), moved(pin, 0.5 * seq, 0.25), seq)
        assert shown(at, "compare")[0] == comparison
    assert first_comparison().base.start in [run.start for run in comparison.runs()]


@pytest.mark.parametrize("page", LINKS)
def test_words_are_not_lost_where_streamlit_ends_the_run_that_takes_them(page, monkeypatch):
    at = visit(LINKS[page], page)
    before, sent = shown(at, page), written(at, moved(stage(at)["pins"][0], 0.512345, -0.25), 3)
    with monkeypatch.context() as busy:
        busy.setattr(session, "put", lambda *_scene, **_shown: st.stop())
        busy.setattr(PageState, "put", lambda *_value, **_shown: st.stop())
        at.session_state[part(page)] = {"words": sent}
        at.run()
    assert shown(at, page) == before
    assert shown(send(at, part(page), "words", sent), page) != before
    assert given(at)["acknowledged"] == 3


def test_a_deed_is_not_done_twice_where_streamlit_ends_the_run_that_does_it(monkeypatch):
    at, fork = visit(), {"run": 1, "step": 40, "seq": 1}
    with monkeypatch.context() as busy:
        busy.setattr(session, "select", lambda _place: st.stop())
        at.session_state["race.stage"] = {"fork": fork}
        at.run()
    assert len(scene(at).runners) == 5
    assert len(scene(send(at, "race.stage", "fork", fork)).runners) == 5


@pytest.mark.parametrize("page", LINKS)
def test_an_address_from_before_does_not_undo_what_the_stage_has_changed(page):
    at = visit(LINKS[page], page)
    at = write(at, part(page), moved(stage(at)["pins"][0], 0.512345, -0.25))
    now = shown(at, page)
    for _ in range(2):
        assert shown(late(at, LINKS[page]), page) == now


def test_a_control_that_is_used_right_after_a_drag_acts_on_what_was_dragged():
    """Both come in one run, and Streamlit calls what the control does before the page runs."""
    at = visit(page="compare")
    at.session_state["compare.stage"] = {"words": {"words": {"x": "1.5", "y": "0.25"}, "of": "ravine", "seq": 1}}
    seen(at.toggle(key="comparison.starts").set_value(True).run())  # a start for each
    assert set(at.session_state["thalweg.compare"].starts) == {(1.5, 0.25)}
    at = visit()
    at.session_state["race.stage"] = {"words": {"words": {"x": "0.5"}, "of": "rosenbrock", "seq": 1}}
    seen(at.selectbox(key="landscape").set_value("beale").run())
    assert scene(at).start == edit.with_landscape(opening(), "beale").start
