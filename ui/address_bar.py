"""Reads the query parameters from the address bar, and tells when they are to be read.

The browser sends its address with every page run, and it may be late: a visitor who changes something twice sends the
second change before the browser has heard of the address that the first one led to. So a page does not compare
addresses. It reads one when a visit begins, when the page changes, and when the browser says that the visitor has gone
back or forward.

Streamlit ends a run at once if the visitor does something else, and begins another one. So an address is new until a
page says that it has read it, however many runs that takes.
"""

from collections.abc import Callable

import streamlit as st
from streamlit.components.v2 import component

from runs.codec import Pairs
from runs.link_words import OF_BROWSER
from stage.routes import base

READ, REOPENED, PAGE, ARRIVED = (f"thalweg.address.{name}" for name in ("read", "reopened", "page", "arrived"))
"""The session's keys: the page whose address was read last, and whether the visitor has gone back or forward on it
since. For this run: its page, and whether the visitor has come to it since the last address was read."""

# Streamlit runs the page again when the visitor goes back or forward, but it does not say why. If the visitor
# leaves this page (`path`) in that way, nothing is said: Streamlit would run this page, not the other one.
_WATCH = """export default function ({ data: [path], parentElement: box, setTriggerValue }) {
  const watching = box.watch;
  box.watch = () => location.pathname.replace(/\\/$/, "") === path && setTriggerValue("reopened", true);
  if (watching) return;
  const told = () => box.isConnected ? box.watch() : removeEventListener("popstate", told);
  addEventListener("popstate", told);
}"""

_watch = component("history", html="<i></i>", js=_WATCH, isolate_styles=False)


def watch() -> None:
    """Have the browser report when the visitor goes back or forward to another address of the same page."""
    _watch(key="history", data=[path()], on_reopened_change=_reopened)


def path() -> str:
    """The path of this page in the address bar, without a slash at its end."""
    return f"{base()}/{page()}".rstrip("/")


def read(wanted: Callable[[str], bool]) -> Pairs:
    """The names and values in the address whose names are wanted. A name may occur more than once.

    What only the browser reads is left out.
    """
    names = [name for name in st.query_params if name not in OF_BROWSER and wanted(name)]
    return [(name, text) for name in names for text in st.query_params.get_all(name)]


def _reopened() -> None:
    st.session_state[REOPENED] = True


def arrive(page: str) -> None:
    """Note that a run of this page begins."""
    st.session_state[PAGE], st.session_state[ARRIVED] = page, st.session_state.get(READ) != page


def page() -> str:
    """The page of this run: the last part of its address, "" for the race."""
    return st.session_state.get(PAGE, "")


def is_new() -> bool:
    """Whether the address of this run is to be read."""
    return has_arrived() or bool(st.session_state.get(REOPENED))


def has_arrived() -> bool:
    """Whether the visitor has come to this page with this run."""
    return st.session_state.get(ARRIVED, True)


def may_be_new() -> bool:
    """The same as `is_new` before it is known which page runs, assuming that it is that of the run before."""
    return READ not in st.session_state or bool(st.session_state.get(REOPENED))


def is_read() -> None:
    """Note that this page has read its address."""
    st.session_state[READ] = page()
    st.session_state.pop(REOPENED, None)
