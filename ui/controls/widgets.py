"""Wrappers of Streamlit's widgets that obey a teacher's link. Every page draws all its controls with these.

A hidden control is not drawn, and the wrapper returns the value that it would have shown. A locked control is drawn
disabled, and Streamlit ignores values that a browser sends for it nevertheless. Before each control a page lets the
pictures pass that somebody waits for.
"""

from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from runs.page_lock import PAGE_LOCK
from ui.worksheets import session as worksheet_session
from ui.worksheets.names import name_of

P = ParamSpec("P")
T = TypeVar("T")


def _ruled(draw: Callable[P, T], absent: Any = None) -> Callable[P, T]:
    """A widget that obeys the link. `absent` is its answer if neither the widget nor the page has a value."""
    call: Callable[..., T] = draw

    def drawn(*args: P.args, **given: P.kwargs) -> T:
        PAGE_LOCK.give_way()
        more: dict[str, Any] = given
        key = str(more["key"])
        stands = worksheet_session.standing(name_of(key))
        if stands == "hidden":
            return st.session_state.get(key, absent)
        return call(*args, **more | {"disabled": True} if stands == "locked" else more)

    return drawn


def settle(key: str, shown: Any) -> str:
    """Make the widget `key` show this value. It is set only if it differs, since it is then sent to the browser."""
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    return key


slider, selectbox, multiselect = _ruled(st.slider), _ruled(st.selectbox), _ruled(st.multiselect)
text_input, text_area = _ruled(st.text_input, ""), _ruled(st.text_area, "")
pills, segmented_control = _ruled(st.pills), _ruled(st.segmented_control)
toggle, button = _ruled(st.toggle, absent=False), _ruled(st.button, absent=False)
link_button, download_button = _ruled(st.link_button, absent=False), _ruled(st.download_button, absent=False)


def way_out(label: str, key: str, leave: Callable[..., None], *args: Any) -> None:
    """A button that no link can hide or lock, and that the escape key presses too."""
    st.button(label, key=key, on_click=leave, args=args, icon=":material/close:", shortcut="Esc")


def locked_pages(titles: Sequence[str]) -> None:
    """The names of all pages, disabled, for when a teacher's link has locked them."""
    if worksheet_session.standing("pages") == "locked":
        with st.container(horizontal=True):
            for title in titles:
                st.button(title, key=f"pages.{title}", type="tertiary", disabled=True)


def panel(label: str, key: str, *, expanded: bool = False) -> Any:
    """A panel that can be opened. Returns the container to draw in, or None if the panel is closed or hidden."""
    stands = worksheet_session.standing(name_of(key))
    if stands == "hidden":
        return None
    if stands == "locked":
        st.button(label, key=f"{key}.locked", disabled=True, width="stretch")
        return None
    found = st.expander(label, expanded=expanded, key=key, on_change="rerun")
    return found if found.open else None


def words(text: str, *, html: bool = False) -> None:
    """Show the headline, in which there may be elements of HTML.

    A worksheet has the teacher's words instead, which may ask for just what it says.
    """
    if not worksheet_session.now().worksheet:
        st.caption(text, width="stretch", unsafe_allow_html=html)
