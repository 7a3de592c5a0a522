"""Keeps a teacher's worksheet in the session and in the address bar, on every page, until another link is opened.

In the address, the worksheet's parameters are next to those of what the page shows, which `ui.session.session` and
`ui.session.page_state` read and write. When the page changes, Streamlit empties the address bar, and this module
restores the worksheet there.
"""

import re
from contextvars import ContextVar
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from runs.codec import Pairs
from stage.rules import Rules
from ui import address_bar, styles
from ui.worksheets import worksheet
from ui.worksheets.names import ALL
from ui.worksheets.worksheet import PLAIN, Standing, Worksheet

LINK = re.compile(r'href="\./[a-z]*\?')
WORKSHEET, REMARKS = (f"thalweg.worksheet.{name}" for name in ("now", "remarks"))
"""The session's keys."""

_NOW: ContextVar[Worksheet | None] = ContextVar("worksheet", default=None)
"""The worksheet of this thread's page run. It is kept here since every control asks for it, and the session is slow."""


COURSE = "learn"
"""The page on which the browser reads and writes the chapter in the address, so that no session keeps it."""


def _given() -> Pairs:
    course = address_bar.page() == COURSE
    return address_bar.read(lambda name: name in worksheet.NAMES and not (course and name == "chapter"))


def follow() -> None:
    """Read the worksheet from the address if that is new. An address without one, on another page, keeps it."""
    state = st.session_state
    if address_bar.is_new():
        given = _given()
        if given or not address_bar.has_arrived():
            reading = worksheet.read_pairs(given)
            state[WORKSHEET], state[REMARKS] = reading.worksheet, reading.remarks
        elif now() != PLAIN:
            st.query_params.update(pairs())
    _NOW.set(state.get(WORKSHEET, PLAIN))


def foreseen() -> Worksheet:
    """The worksheet as far as it is known before a page is chosen, assuming that the visitor did not navigate."""
    return worksheet.read_pairs(_given()).worksheet if address_bar.may_be_new() else now()


def now() -> Worksheet:
    """The worksheet of this visit."""
    return _NOW.get() or st.session_state.get(WORKSHEET, PLAIN)


def presented(on: bool) -> None:
    """Begin or end the presentation. The page writes that to the address bar."""
    changed = replace(now(), present=on)
    st.session_state[WORKSHEET], st.session_state[REMARKS] = changed, ()
    _NOW.set(changed)


def with_story(key: str) -> None:
    """Show this story beside the picture; "" shows none. The page writes that to the address bar."""
    changed = replace(now(), story=key)
    st.session_state[WORKSHEET] = changed
    _NOW.set(changed)


def show_task() -> None:
    """Show the teacher's title and task, and sentences about parts of the link that could not be used.

    They are shown as plain text, so markup in them has no effect.
    """
    sheet = now()
    said = [
        f"<h1>{escape(sheet.title)}</h1>" if sheet.title else "",
        f"<p>{escape(sheet.task)}</p>" if sheet.task else "",
    ]
    if any(said) or sheet.worksheet:
        st.html(styles.style("worksheet"))
    if any(said):
        st.html(f'<section class="tw-task" aria-label="Task">{"".join(said)}</section>')
    if sheet.worksheet:
        st.html('<i class="tw-sheet" hidden></i>')
    for remark in st.session_state.get(REMARKS, ()):
        st.warning(remark, icon=":material/info:")


def pairs() -> Pairs:
    """The names and values that the worksheet adds to every address."""
    return worksheet.pairs(replace(now(), chapter="") if address_bar.page() == COURSE else now())


def joined(query: str) -> str:
    """A page's query string, followed by that of the worksheet."""
    return worksheet.joined(query, now())


def linked(page: str) -> str:
    """The HTML of a page, with the worksheet added to each link to a picture, but not its story or chapter."""
    mine = urlencode(worksheet.pairs(replace(now(), story="", chapter="")), safe=",")
    return LINK.sub(lambda found: f"{found[0]}{escape(mine)}&amp;", page) if mine else page


def standing(name: str) -> Standing:
    """The state of the control with this name."""
    return now().standing(name)


def admit(name: str) -> None:
    """Raise ValueError with a sentence if the teacher's link has locked or hidden this control."""
    stands = standing(name)
    if stands != "free":
        raise ValueError(worksheet.refusal(name, stands))


def rules() -> Rules:
    """The worksheet's rules for the stage and its parts."""
    return now().rules(address_bar.page())


def beside() -> DeltaGenerator:
    """The container of a page's controls: the sidebar, or above the picture if a worksheet hides all but a few."""
    sheet = now()
    return st.container(key="beside") if sheet.worksheet and ALL in sheet.hide else st.sidebar


def turn_to(page: Path, query: Pairs, story: str = "") -> NoReturn:
    """Go to another page with this query, the worksheet, and the story of what is shown there, if it has one."""
    with_story(story)
    st.switch_page(page, query_params=query + pairs())
