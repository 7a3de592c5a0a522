"""Session <-> Worksheet <-> address bar: what the teacher's link says holds on every page until another link is opened.

The names of a worksheet stand in the address beside those of what the page shows, which is read and written elsewhere
(`ui.session`, `ui.folder`). A change of page empties the address bar; the worksheet is then written there again.
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
from stage import Picture, Rules, stage
from ui import bar, styles, worksheet
from ui.worksheet import PLAIN, Standing, Worksheet
from ui.worksheet_names import ALL

LINK = re.compile(r'href="\./[a-z]*\?')
SHEET, READ, REMARKS, PAGE = (f"thalweg.worksheet.{name}" for name in ("now", "read", "remarks", "page"))
"""READ is what of the address was read last."""

_NOW: ContextVar[Worksheet | None] = ContextVar("worksheet", default=None)
"""The worksheet of the run that this thread makes. Every control asks for it, and the session is slow to answer."""


def _given() -> Pairs:
    return bar.read(worksheet.NAMES.__contains__)


def follow(page: str) -> None:
    """Read the worksheet from the address, if it is new. On another page than before what held there still holds."""
    state, given = st.session_state, _given()
    arriving, state[PAGE] = state.get(PAGE) != page, page
    if arriving and not given and now() != PLAIN:
        st.query_params.update(worksheet.pairs(now()))
        state[READ] = _given()
    elif given != state.get(READ, []):
        reading = worksheet.read_pairs(given)
        state[SHEET], state[REMARKS], state[READ] = reading.worksheet, reading.remarks, given
    _NOW.set(state.get(SHEET, PLAIN))


def foreseen() -> Worksheet:
    """The worksheet that holds if nobody has gone back or to another page: what can be said before a page is chosen."""
    given = _given()
    return now() if given in ([], st.session_state.get(READ)) else worksheet.read_pairs(given).worksheet


def now() -> Worksheet:
    """The worksheet of this visit."""
    return _NOW.get() or st.session_state.get(SHEET, PLAIN)


def put(changed: Worksheet) -> None:
    """Make this the worksheet, in the address bar too."""
    state = st.session_state
    for name in worksheet.NAMES:
        st.query_params.pop(name, None)
    st.query_params.update(worksheet.pairs(changed))
    state[SHEET], state[REMARKS], state[READ] = changed, (), _given()
    _NOW.set(changed)


def presented(on: bool) -> None:
    """Begin or end the presentation."""
    put(replace(now(), present=on))


def show_task() -> None:
    """The teacher's title and task, and sentences about what in the link could not be used.

    They are text: whatever looks like markup in them is shown as it was written.
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
    """What the worksheet adds to every address."""
    return worksheet.pairs(now())


def joined(query: str) -> str:
    """A page's query string with that of the worksheet."""
    return worksheet.joined(query, now())


def linked(page: str) -> str:
    """HTML with the worksheet in each of its links to a picture of the app."""
    mine = urlencode(pairs(), safe=",")
    return LINK.sub(lambda found: f"{found[0]}{escape(mine)}&amp;", page) if mine else page


def standing(name: str) -> Standing:
    """How the control of this name stands."""
    return now().standing(name)


def admit(name: str) -> None:
    """ValueError with a sentence where the teacher's link has locked or hidden this control."""
    stands = standing(name)
    if stands != "free":
        raise ValueError(worksheet.refusal(name, stands))


def rules() -> Rules:
    """What of the worksheet concerns the stage and its parts."""
    return now().rules(st.session_state.get(PAGE, ""))


def beside() -> DeltaGenerator:
    """Where a page's controls stand: in the sidebar, or above the picture where a worksheet hides all but a few."""
    sheet = now()
    return st.container(key="beside") if sheet.worksheet and ALL in sheet.hide else st.sidebar


def turn_to(page: Path, query: Pairs) -> NoReturn:
    """Go to another page with this in its address, and the worksheet."""
    st.switch_page(page, query_params=query + pairs())


def show(picture: Picture, key: str) -> None:
    """Show a picture as far as the worksheet admits; the link on it has the worksheet too."""
    link = picture.link and joined(picture.link)
    stage(replace(picture, link=link) if link != picture.link else picture, key=key, rules=rules())
