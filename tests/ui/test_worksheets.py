"""Worksheets: a link can hide and lock every control of every page, and forged messages cannot change them."""

import ast
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import streamlit

from runs import codec
from runs.opening import opening
from tests.hand import moved, turned
from tests.ui.visitor import (
    MAIN,
    address,
    back,
    given,
    go,
    permalink,
    scene,
    seen,
    send,
    stage,
    visit,
    write,
    written,
)
from ui.controls import widgets
from ui.handout.groups import PRESETS
from ui.session import session
from ui.styles import style
from ui.worksheets import session as worksheet_session
from ui.worksheets.names import LABELS, PANELS, name_of, names

UI = Path(MAIN).parents[1]
KINDS = {
    "slider", "selectbox", "multiselect", "text_input", "text_area", "toggle", "button_group", "button",
    "download_button", "link_button", "expander",
}  # fmt: skip
OPEN = dict.fromkeys(
    ["more", "shown", "table", "formulas", "takeaway", "base.more", "schedules.more", "bias", "matrix", "run.exact",
     "network.settings"], True
)  # fmt: skip
RACE = (
    "landscape=logistic_regression&steps=30&noise=0.1&gradient.batch=8&gradient.order=drawn&gradient.kind=student&gradient.rounding=bits"
    "&run1=adam&run1.schedule=cosine&run1.origin=2&run1.at=9&run2=adam"
)
PAGES = {
    "race": RACE,
    "anatomy": RACE,
    "schedules": "run1=adam&run1.schedule=cosine&run2=adam&run2.schedule=hand_drawn",
    "compare": "run1=gd&noise=0.1&across=rate&across1=0.001&across2=0.002&down=schedule&down1=constant&down2=cosine",
    "clouds": "landscape=ravine&run1=gd&noise=0.5&across=noise&across1=0.5&across2=1&walkers=200",
    "maps": "landscape=ravine&run1=gd&noise=0.5&run1.schedule=step&across=rate&down=warmup&steps=20",
    "network": "epochs=2&network=softmax&run1=adam&run1.schedule=step&run1.warmup=3&run1.clip=1&run2=gd",
    "reference": "",
    "scenes": "",
}
NO_CONTROLS = "scenes"


def drawn(at):
    """Every control that the page draws, by its key: whether it is disabled."""
    found, waiting = {}, [at._tree]
    while waiting:
        part = waiting.pop()
        waiting += part.children.values() if hasattr(part, "children") else ()
        if part.type in KINDS:
            found[part.key] = bool(getattr(part.proto, "disabled", False))
    return found


def left(at):
    return {name_of(key.removesuffix(".locked")) for key in drawn(at)}


@pytest.mark.parametrize("page", PAGES)
def test_every_control_of_a_page_has_a_name_by_which_a_link_hides_or_locks_it(page):
    plain = visit(PAGES[page], page, **OPEN)
    assert not plain.warning
    assert left(plain) <= names()
    order = sorted(left(plain) - PANELS.keys())
    assert bool(order) == (page != NO_CONTROLS)
    for hide, lock in ((order[::2], order[1::2]), (order[1::2], order[::2])) if order else ():
        at = visit(f"{PAGES[page]}&hide={','.join(hide)}&lock={','.join(lock)}".lstrip("&"), page, **OPEN)
        assert not at.warning
        assert left(at) - PANELS.keys() == set(lock)
        assert all(off for key, off in drawn(at).items() if name_of(key.removesuffix(".locked")) in lock)


@pytest.mark.parametrize("page", ["race", "compare", "schedules"])
def test_a_panel_is_there_where_anything_in_it_is(page):
    panels = left(visit(PAGES[page], page)) & PANELS.keys()
    assert panels
    for panel in panels:
        link = f"{PAGES[page]}&hide=all&free={PANELS[panel][0]}"
        assert panel in left(visit(link, page))
    assert not left(visit(f"{PAGES[page]}&hide=all", page, **OPEN))
    at = visit(f"{PAGES[page]}&lock={','.join(panels)}", page, **OPEN)
    assert {key for key, off in drawn(at).items() if key.endswith(".locked") and off}


def test_what_is_hidden_acts_with_the_value_of_its_link_and_stays_in_the_address():
    at = visit("steps=77&run1=adam&run1.rate=0.02&hide=steps,rate&lock=landscape&free=play&worksheet=on&task=Look.")
    assert (scene(at).steps, scene(at).runners[0].rate) == (77, 0.02)
    assert not {"steps", "rate", "worksheet"} & left(at)
    assert at.selectbox(key="landscape").disabled
    seen(at.slider(key="run.warmup").set_value(3).run())
    said = {"hide": "steps,rate", "lock": "landscape", "free": "play", "worksheet": "on", "task": "Look."}
    assert said.items() <= address(at).items()
    assert address(at)["run1.warmup"]
    assert dict(parse_qsl(given(at)["worksheet"])) == said
    assert (
        visit(permalink(at)).session_state[worksheet_session.WORKSHEET] == at.session_state[worksheet_session.WORKSHEET]
    )
    old = permalink(at)
    for page in ("compare", "reference", "race"):
        at = go(at, page)
        assert said.items() <= address(at).items()
        assert not {"steps", "rate"} & left(at)
    assert scene(at).steps == 77
    assert {"steps", "rate", "worksheet"} <= left(back(at, ""))  # where there was no worksheet
    assert not address(at)
    assert not {"steps", "rate", "worksheet"} & left(back(at, old))


@pytest.mark.parametrize(("runners", "said"), [("run1=gd&run2=adam", True), ("run1=gd", False)])
def test_a_rate_that_stands_alone_says_whose_it_is(runners, said):
    at = visit(f"{runners}&hide=all&free=rate&worksheet=on")
    assert ("Gradient descent" in {caption.value for caption in at.caption}) is said


@pytest.mark.parametrize(
    ("key", "kind", "forged"),
    [
        ("steps", "slider", 999),
        ("landscape", "selectbox", "beale"),
        ("x", "text_input", "0.5"),
        ("run.exact", "toggle", 1),
    ],
)
def test_a_forged_value_of_a_locked_control_is_not_taken(key, kind, forged):
    at = visit("lock=all")
    part = next(part for part in at.get(kind) if part.key == key)
    part.proto.disabled = False  # a forged message does not depend on that
    seen(part.set_value(forged).run())
    assert scene(at) == opening()
    assert next(part for part in at.get(kind) if part.key == key).value != forged


def words_of(at):
    """What the handles of a stage write: a list of words for every pin and every dial."""
    head = stage(at)
    return [moved(pin, 0.1, 0.05) for pin in head["pins"]] + [turned(dial, 0.01) for dial in head["dials"]]


ACTS = {
    "race": [
        ("race.stage", "fork", {"run": 0, "step": 9}),
        ("race.stage", "pick", {"run": 2}),
        ("race.roster", "act", {"do": "select", "run": 2}),
        ("race.roster", "act", {"do": "add", "run": -1}),
        ("race.roster", "act", {"do": "hide", "run": 0}),
    ],
    "anatomy": [],
    "schedules": [("schedules.stage", "pick", {"run": 1})],
    "compare": [("compare.stage", "pick", {"run": 0})],
    "clouds": [("clouds.stage", "pick", {"run": 0})],
}
"""For every page with a stage: the messages that a browser may send beside the words that its handles write."""
TAKEN = "start,rate,method,schedule,fork,standings,runners,pages"
"""The names that are locked or hidden."""


@pytest.mark.parametrize("how", ["hide", "lock"])
@pytest.mark.parametrize("page", ACTS)
def test_a_forged_message_about_a_control_that_is_not_free_changes_nothing_and_says_so(page, how):
    at = visit(f"runner=2&run1=gd&run2=momentum&steps=20&{how}={TAKEN}" if page == "race" else f"{how}={TAKEN}", page)
    value, link, part = f"thalweg.{page}", given(at)["link"], f"{page}.stage"
    messages = [(part, "words", written(at, words)) for words in words_of(at)] + ACTS[page]
    assert len(messages) > len(ACTS[page])
    before, chosen = at.session_state.get(value), at.session_state.get(session.SELECTED, 0)
    for seq, (whose, name, sent) in enumerate(messages, 1):
        at.session_state[session.REMARKS] = ()
        at = send(at, whose, name, sent | {"seq": seq})
        assert given(at)["link"] == link
        assert (at.session_state.get(value), at.session_state.get(session.SELECTED, 0)) == (before, chosen)
        assert "the teacher's link has" in at.warning[0].value, name
        at = send(at, whose, name, None)


@pytest.mark.parametrize(
    ("taken", "control"), [("start", 0), ("rate", 1), ("method.momentum", 2), ("dial-momentum", 2), ("dial-rate", 1)]
)
def test_what_a_teacher_leaves_free_is_taken_over(taken, control):
    for number in range(3):
        at = visit(f"run1=momentum&steps=20&lock={taken}")
        link, words = given(at)["link"], words_of(at)[number]
        assert (given(write(at, "race.stage", words))["link"] == link) == (number == control)
        link = given(at)["link"]
        assert given(write(at, "race.stage", {"y": "0.75"} | words_of(at)[control], 2))["link"] == link


def test_links_in_the_text_of_a_page_carry_the_worksheet_on():
    at = visit("hide=steps&lock=x", "scenes")
    links = [link for part in at.get("html") for link in re.findall(r'href="(\./[^"]*)"', part.value)]
    assert len(links) > 20
    assert all("?hide=steps&amp;" in link for link in links)
    at = go(at, "reference")
    assert at.get("link_button")[0].proto.url.endswith("&hide=steps")


def test_unknown_names_have_a_sentence_and_the_rest_holds():
    at = visit("hide=steps,warp,rate&lock=&free=,,&worksheet=maybe&ask=me&present=2")
    said = " ".join(one.value for one in at.warning)
    assert [word for word in ("'warp'", "'maybe'", "'me'", "'2'") if word not in said] == []
    assert not {"steps", "rate"} & left(at)


def test_a_worksheet_shows_the_teachers_words_as_they_were_written():
    words = "<script>alert(1)</script> **bold** [link](http://x) $x$ &amp; :red[no]\nand a second line"
    at = visit("worksheet=on&hide=all&title=%3Ci%3EOne%3C/i%3E&task=" + words.replace("&", "%26").replace("\n", "%0A"))
    shown = next(one.value for one in at.get("html") if "tw-task" in one.value)
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold** [link](http://x) $x$ &amp;amp; :red[no]\nand a s" in shown
    assert "&lt;i&gt;One&lt;/i&gt;" in shown
    assert not left(at)
    assert not list(at.caption)


def test_pages_draw_their_controls_by_the_widgets_that_know_a_worksheet():
    ours = {name for name, made in vars(widgets).items() if callable(made) and hasattr(widgets.st, name)} | {"expander"}
    assert len(ours) > len(KINDS) - 2
    for file in [*UI.rglob("*.py")]:
        calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
        used = {call.attr for call in calls if isinstance(call, ast.Attribute) and ast.unparse(call.value) == "st"}
        assert file.name == "widgets.py" or not used & ours, file


def test_the_guess_and_the_presentation_go_to_the_stage():
    for page, ask in (("race", "winner"), ("schedules", "winner"), ("compare", "")):
        said = stage(visit("ask=winner&present=on&hide=loop&lock=rate", page))["rules"]
        assert (said["ask"], said["present"]) == (ask, True)
        assert set(said["off"]) == {"loop", "dial-rate"}
    assert "rules" not in stage(visit())
    at = visit("present=on")
    worksheet = replace(at.session_state[worksheet_session.WORKSHEET], present=False)
    assert worksheet == worksheet_session.PLAIN
    assert not set(LABELS) - names()


def test_the_dialog_writes_the_link_and_keeps_what_was_chosen():
    def opened(at, **typed):
        at = seen(at.run())  # a run of the whole page closes a dialog
        for key, value in typed.items():
            at.session_state[f"worksheet.{key}"] = value
        return seen(at.button(key="race.worksheet").click().run())

    at = opened(visit("steps=30"))
    link = at.get("code")[0].value
    assert link.endswith("hide=all&free=rate,playing,looking&worksheet=on")
    assert "&steps=30&" in link
    at = opened(at, **{"task": "Why?", "group.rate": "locked"})
    link = at.get("code")[0].value
    assert link.endswith("hide=all&lock=rate&free=playing,looking&worksheet=on&task=Why%3F")
    assert opened(at).get("code")[0].value == link
    at = opened(at, task="\x07")
    assert at.error[0].value == "The task has the control character U+0007, which cannot be shown."
    assert not at.get("code")


def test_the_dialog_of_a_page_with_groups_of_its_own_has_them_as_the_preset_says():
    at = visit("", "anatomy")
    assert seen(at.button(key="anatomy.worksheet").click().run()).get("code")
    at = go(at, "compare")
    at = seen(at.button(key="compare.worksheet").click().run())
    assert at.session_state["worksheet.group.differs"] == next(iter(PRESETS.values()))["differs"]


@pytest.mark.parametrize(("rows", "said"), [(30, "Phones read a QR code well"), (99, "a QR code holds at most")])
def test_the_dialog_says_when_a_link_is_too_long_for_its_code(rows, said):
    ground = visit("landscape=logistic_regression").session_state[session.SCENE].ground
    table = tuple((row + 0.1234567, -row - 0.1234567, float(row % 2)) for row in range(rows))
    at = visit(codec.write(replace(opening(), ground=replace(ground, table=table))))
    at = seen(at.button(key="race.worksheet").click().run())
    assert any(said in warning.value for warning in at.warning)
    assert at.get("code")


def test_a_page_in_a_frame_is_shown_without_what_is_around_the_picture(monkeypatch):
    def frames(at):
        return sum(style("embed") in part.value for part in at.get("html"))

    assert not frames(visit())
    monkeypatch.setattr(type(streamlit.context), "is_embedded", True)
    assert frames(visit())
