"""The address bar on every page: when it is read, and when not, since a browser may send an old one."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
import streamlit as st

from pictures.registry import PAGES
from runs import codec, edit
from runs.catalog import OPTIMIZERS
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import first_ensemble
from runs.opening import opening
from tests.ui.visitor import address, back, file_of, given, go, late, seen, visit
from ui import address_bar
from ui.session import session
from ui.worksheets import session as worksheet_session
from ui.worksheets.worksheet import PLAIN, Worksheet

FEW = replace(first_ensemble(), walkers=50, base=edit.with_steps(first_ensemble().base, 20))
RAVINE = "landscape=ravine&run1=gd&run1.rate=0.01&steps=30"
LINKS = {
    "race": RAVINE,
    "anatomy": f"{RAVINE}&run2=adam&runner=2",
    "schedules": f"{RAVINE}&run1.schedule=step&run2=gd&run2.rate=0.01&run2.schedule=cosine",
    "compare": f"{RAVINE}&across=rate&across1=0.001&across2=0.02",
    "clouds": ensemble_codec.write(FEW),
    "reference": "entry=landscape.himmelblau",
}
"""A link of every page whose address says what it shows."""


ENTRIES = {"landscape": ["beale", "booth"], "optimizer": ["adam", "lion"]}


def shown(at, page):
    """What a page shows, as its stage or its heading has it."""
    return at.subheader[0].value if page == "reference" else given(at)["link"]


def meant(page, link):
    """The same for the page under a link, without a visit."""
    if page == "reference":
        return "Himmelblau" if link else OPTIMIZERS[next(iter(OPTIMIZERS))].name
    return PAGES[page].write(PAGES[page].read(link)[0])


def change(at, page):
    """Change what the page shows, by a control."""
    if page == "reference":
        kind = at.session_state["reference.kind"]
        box = at.selectbox(key=f"reference.entry.{kind}")
        box.set_value(next(option for option in ENTRIES[kind] if option != box.value))
    else:
        at.slider(key="base.steps" if page in ("compare", "clouds") else "steps").set_value(7)
    return seen(at.run())


def arrive(at, page, link):
    """Come to a page with a link."""
    at.query_params.clear()
    for name, value in parse_qsl(link, keep_blank_values=True):
        at.query_params[name] = value
    return seen(at.switch_page(file_of(page)).run())


@pytest.mark.parametrize("first", [True, False], ids=["newcomer", "linked"])
@pytest.mark.parametrize("page", LINKS)
def test_an_address_from_before_a_change_does_not_undo_it(page, first):
    old = "" if first else LINKS[page]
    at = visit(old, page)
    before = shown(at, page)
    now, full = shown(change(at, page), page), address(at)
    assert now != before
    for _ in range(2):
        assert shown(late(at, old), page) == now
    assert not at.warning
    # The next change writes all of the address.
    at = late(change(at, page), urlencode(full))
    later = shown(at, page)
    assert shown(visit(urlencode(full), page), page) == now
    assert shown(back(at, urlencode(full)), page) == now
    assert shown(back(at, old), page) == before
    assert shown(late(at, urlencode(full)), page) == before
    assert later != before


@pytest.mark.parametrize("page", LINKS)
def test_after_a_late_address_the_next_change_writes_all_that_has_changed(page):
    at = change(visit(LINKS[page], page), page)
    kept = shown(at, page)
    at = late(at, LINKS[page])
    if page == "reference":
        at.selectbox(key="reference.entry.landscape").set_value("rosenbrock")
    else:
        at.selectbox(key="landscape" if page not in ("compare", "clouds") else "base.landscape").set_value("saddle")
    now = shown(seen(at.run()), page)
    assert now != kept
    assert shown(visit(urlencode(address(at)), page), page) == now


@pytest.mark.parametrize("page", LINKS)
def test_going_back_and_forward_brings_what_an_address_means(page):
    at = visit("", page)
    for link in (LINKS[page], "", LINKS[page]):
        assert shown(back(at, link), page) == meant(page, link)
        if page != "anatomy":  # where the address names the runner at once
            assert address(at) == dict(parse_qsl(link))


@pytest.mark.parametrize("page", LINKS)
@pytest.mark.parametrize("before", ["race", "compare", "scenes", "reference"])
def test_a_page_that_is_opened_with_a_link_reads_it(before, page):
    at = visit(LINKS.get(before, ""), before)
    if before != page:
        assert shown(arrive(at, page, LINKS[page]), page) == meant(page, LINKS[page])
    assert shown(arrive(arrive(at, "scenes", ""), page, LINKS[page]), page) == meant(page, LINKS[page])


@pytest.mark.parametrize("page", LINKS)
def test_a_page_that_is_opened_without_a_link_is_as_it_was_left_and_says_so_in_the_address(page):
    at = change(visit(LINKS[page], page), page)
    left, other = shown(at, page), "scenes"
    assert shown(go(go(at, other), page), page) == left
    if page != "reference":
        assert shown(visit(urlencode(address(at)), page), page) == left
    assert not at.warning


@pytest.mark.parametrize("page", LINKS)
def test_the_worksheet_of_a_link_is_read_with_what_it_shows(page):
    at = arrive(visit("", "scenes"), page, f"{LINKS[page]}&worksheet=on&title=Look&hide=pages")
    assert shown(at, page) == meant(page, LINKS[page])
    assert worksheet_of(at).title == "Look"
    # The same from a page whose other pages were hidden.
    at = arrive(at, "scenes" if page == "compare" else "compare", "worksheet=off&title=Other")
    assert worksheet_of(at).title == "Other"
    assert shown(arrive(at, page, f"{LINKS[page]}&worksheet=on"), page) == meant(page, LINKS[page])


def worksheet_of(at):
    """The worksheet of a visit."""
    return at.session_state.get(worksheet_session.WORKSHEET, PLAIN)


@pytest.mark.parametrize("page", [page for page in LINKS if page != "reference"])
def test_a_late_address_keeps_the_worksheet_and_going_back_brings_that_of_the_address(page):
    old = f"{LINKS[page]}&hide=rate&present=on"
    at = change(visit(old, page), page)
    now = shown(at, page)
    # The visitor leaves the presentation before the browser has heard of the address of the change.
    at.query_params.clear()
    for name, value in parse_qsl(old):
        at.query_params[name] = value
    at = seen(at.button(key="leave").click().run())
    full = urlencode(address(at))
    assert worksheet_of(late(at, old)) == Worksheet(hide=("rate",))
    assert worksheet_of(back(at, old)).present
    again = visit(full, page)
    assert (shown(again, page), worksheet_of(again)) == (now, Worksheet(hide=("rate",)))
    assert worksheet_of(back(at, LINKS[page])) == PLAIN


# Runs that Streamlit ends early.


def interrupted(at, monkeypatch):
    """A run that ends before its page has read anything."""
    with monkeypatch.context() as busy:
        busy.setattr("ui.controls.widgets.locked_pages", lambda _pages: st.stop())
        at.run()
    return at


@pytest.mark.parametrize("page", LINKS)
def test_an_address_is_read_by_the_next_run_where_this_one_ends_before_it_is_read(page, monkeypatch):
    at = visit("", "scenes")
    at.query_params.clear()
    for name, value in parse_qsl(LINKS[page]):
        at.query_params[name] = value
    at = interrupted(at.switch_page(file_of(page)), monkeypatch)
    assert shown(seen(at.run()), page) == meant(page, LINKS[page])
    at = change(at, page)
    assert shown(at, page) != meant(page, LINKS[page])
    at.session_state[address_bar.REOPENED] = True
    at.query_params.clear()
    for name, value in parse_qsl(LINKS[page]):
        at.query_params[name] = value
    at = interrupted(at, monkeypatch)
    assert shown(seen(at.run()), page) == meant(page, LINKS[page])
    now = shown(change(at, page), page)
    assert shown(late(at, LINKS[page]), page) == now  # it is read once


def test_the_browser_tells_that_the_visitor_has_gone_back(monkeypatch):
    monkeypatch.setattr(address_bar.st, "session_state", state := {address_bar.READ: "compare"})
    assert not address_bar.may_be_new()
    address_bar.arrive("compare")
    assert not address_bar.is_new()
    address_bar._reopened()
    address_bar.arrive("compare")
    assert address_bar.may_be_new()
    assert (address_bar.is_new(), address_bar.has_arrived()) == (True, False)
    address_bar.is_read()
    assert not address_bar.is_new()
    address_bar.arrive("clouds")
    assert (address_bar.is_new(), address_bar.has_arrived()) == (True, True)
    assert state[address_bar.READ] == "compare"


def test_a_runner_is_named_by_the_address_of_its_page_alone():
    at = visit(codec.write(opening()), "race")
    assert "runner" not in address(at)
    seen(go(at, "anatomy"))
    assert address(at) == dict(codec.pairs(opening())) | {"runner": "1"}
    at = late(seen(at.selectbox(key="anatomy.runner").set_value(2).run()), "")
    assert at.session_state[session.SELECTED] == 2
    assert at.session_state[session.SCENE] == opening()
