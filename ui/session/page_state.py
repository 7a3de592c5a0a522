"""Keeps what a page shows in the session and in the address bar, for pages whose value is not the race's scene.

(`ui.session.session` does the same for the scene.) The value is stored in the session under plain keys, which Streamlit
does not delete. After a visit to another page, an empty address stands for the stored value. All pages share one list
of remarks, since only one page is visible at a time.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from runs.codec import Pairs, query
from ui import address_bar
from ui.session import session
from ui.session.messages import WORDS, apply_words_of, stage_of
from ui.worksheets import session as worksheet_session
from ui.worksheets import worksheet

T = TypeVar("T")
WithRemarks = tuple[T, tuple[str, ...]]
"""A value, and sentences for the visitor about anything that was asked for but is not possible."""


@dataclass(frozen=True, slots=True)
class PageState(Generic[T]):
    """Where one page's value is stored (`name`, that of the page), and how it is read from a link and written to one.

    `read` never raises; `pairs` gives the names and values of a link. `within_bounds` reduces any value to the
    bounds of this server. `words` are those of the link that the picture writes.
    """

    name: str
    read: Callable[[str], WithRemarks[T]]
    pairs: Callable[[T], Pairs]
    within_bounds: Callable[[T], WithRemarks[T]]
    words: Mapping[str, re.Pattern[str]] = field(default_factory=lambda: WORDS)

    @property
    def key(self) -> str:
        """The key of the value in the session."""
        return f"thalweg.{self.name}"

    @property
    def _meant(self) -> str:
        # The value and the worksheet that the address describes.
        return f"{self.key}.meant"

    def open(self) -> T:
        """The value for this page run, read from the address if that is new."""
        state = st.session_state
        if self.key in state and not address_bar.is_new():
            return state[self.key]
        address = _address()
        if self.key in state and address_bar.has_arrived() and not address:
            state[self._meant], state[session.REMARKS] = None, ()
        else:
            state[self.key], state[session.REMARKS] = self.read(address)
            state[self._meant] = state[self.key], worksheet_session.now()
        address_bar.is_read()
        return state[self.key]

    def now(self) -> T:
        """The present value."""
        return st.session_state[self.key]

    def put(self, changed: T, *, shown: bool = False) -> None:
        """Replace the value. `shown`: the browser has written this change to the address bar itself."""
        state, before, meant = st.session_state, self.now(), st.session_state.get(self._meant)
        state[self.key], state[session.REMARKS] = self.within_bounds(changed)
        if shown and meant is not None and meant[0] == before:
            state[self._meant] = state[self.key], meant[1]

    def link(self) -> str:
        """The query string of the value."""
        return query(self.pairs(self.now()))

    def change(self, how: Callable[..., T], *args: Any) -> None:
        """Replace the value by `how(value, *args)`, or tell the visitor why that is impossible.

        What the visitor has changed on the stage before comes first, since Streamlit calls this before the page runs.
        """
        apply_words_of(self, stage_of(self.name))
        try:
            self.put(how(self.now(), *args))
        except ValueError as error:
            session.refuse(error)

    def show_address(self) -> None:
        """Write the value to the address bar, unless the address is up to date."""
        now = self.now(), worksheet_session.now()
        # Until something changes, the address stays as the visitor opened it.
        if st.session_state[self._meant] != now:
            st.query_params.from_dict(dict(self.pairs(self.now()) + worksheet_session.pairs()))
            st.session_state[self._meant] = now


def _address() -> str:
    return query(address_bar.read(lambda name: name not in worksheet.NAMES))
