"""Streamlit's widgets as a teacher's link leaves them: every page draws its controls by these, and by no others.

A hidden control is not drawn, and its page finds the value that it would have shown. A locked one is drawn disabled;
what a browser sends for it all the same is put back, and a sentence says so.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from ui import session, worksheet, worksheet_session
from ui.worksheet_names import name_of

P = ParamSpec("P")
T = TypeVar("T")
NONE = object()


def _put_back(key: str, name: str, shown: Any) -> None:
    if shown is NONE:
        del st.session_state[key]
    else:
        st.session_state[key] = shown
    session.refuse(ValueError(worksheet.refusal(name, "locked")))


def _value(draw: Callable[P, T], absent: Any = None) -> Callable[P, T]:
    """A widget with a value, which the page has put into the session where it is not `absent` at first."""

    def drawn(*args: P.args, **given: P.kwargs) -> T:
        more: dict[str, Any] = given
        key = str(more["key"])
        name = name_of(key)
        stands = worksheet_session.standing(name)
        if stands == "hidden":
            return st.session_state.get(key, absent)
        if stands == "locked":
            back = partial(_put_back, key, name, st.session_state.get(key, NONE))
            more = more | {"disabled": True, "on_change": back}
        call: Callable[..., T] = draw
        return call(*args, **more)

    return drawn


def _deed(draw: Callable[P, T]) -> Callable[P, T]:
    """A widget that does something when it is pressed: nothing where it is not free."""

    def drawn(*args: P.args, **given: P.kwargs) -> T:
        more: dict[str, Any] = given
        stands = worksheet_session.standing(name_of(str(more["key"])))
        call: Callable[..., Any] = draw
        if stands == "free":
            return call(*args, **more)
        if stands == "locked":
            more.pop("on_click", None)
            call(*args, **more | {"disabled": True})
        nothing: Any = False
        return nothing

    return drawn


slider, selectbox, multiselect = _value(st.slider), _value(st.selectbox), _value(st.multiselect)
text_input, text_area = _value(st.text_input, ""), _value(st.text_area, "")
toggle = _value(st.toggle, absent=False)
pills, segmented_control = _value(st.pills), _value(st.segmented_control)
button, link_button, download_button = _deed(st.button), _deed(st.link_button), _deed(st.download_button)


def locked_pages(titles: Sequence[str]) -> None:
    """The names of all pages, disabled, where a teacher's link has locked them."""
    if worksheet_session.standing("pages") == "locked":
        with st.container(horizontal=True):
            for title in titles:
                st.button(title, key=f"pages.{title}", type="tertiary", disabled=True)


def panel(label: str, key: str, *, expanded: bool = False) -> Any:
    """A panel that can be opened: where it lies open the place to draw in, None where it is shut or must stay so."""
    stands = worksheet_session.standing(name_of(key))
    if stands == "hidden":
        return None
    if stands == "locked":
        st.button(label, key=f"{key}.locked", disabled=True, width="stretch")
        return None
    found = st.expander(label, expanded=expanded, key=key, on_change="rerun")
    return found if found.open else None
