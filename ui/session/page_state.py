"""Keeps what a page shows in the session and in the address bar, for pages whose value is not the race's scene.

(`ui.session.session` does the same for the scene.) The value is stored in the session under plain keys, which Streamlit
does not delete. If the address differs from the one last written, the visitor has opened a link or gone back. After a
visit to another page, an empty address stands for the stored value. All pages share one list of remarks, since only one
page is visible at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from runs.codec import Pairs, query
from ui import address_bar
from ui.session import session
from ui.worksheets import session as worksheet_session
from ui.worksheets import worksheet

T = TypeVar("T")
WithRemarks = tuple[T, tuple[str, ...]]
"""A value, and sentences for the visitor about anything that was asked for but is not possible."""


@dataclass(frozen=True, slots=True)
class PageState(Generic[T]):
    """Where one page's value is stored (`name`), and how it is converted from a link (`read`) and back (`pairs`).

    `read` turns the text of a link into a value within the bounds of this server; `within_bounds` reduces any value to
    them.
    """

    name: str
    read: Callable[[str], WithRemarks[T]]
    pairs: Callable[[T], Pairs]
    within_bounds: Callable[[T], WithRemarks[T]]

    @property
    def key(self) -> str:
        """The key of the value in the session."""
        return f"thalweg.{self.name}"

    @property
    def _written(self) -> str:
        # The address as it was last read or written.
        return f"{self.key}.written"

    @property
    def _meant(self) -> str:
        # The value that this address describes.
        return f"{self.key}.meant"

    @property
    def _resting(self) -> str:
        return f"{self.key}.resting"

    def open(self, *, arriving: bool) -> T:
        """The value for this page run, read from the address if that is new.

        `arriving`: the visitor comes from another page of the app.
        """
        state, address = st.session_state, _address()
        if arriving and self.key in state and not address:
            state[self._written], state[self._meant], state[session.REMARKS] = "", None, ()
        if self.key not in state or address != state[self._written]:
            state[self.key], state[session.REMARKS] = self.read(address)
            state[self._written], state[self._meant], state[self._resting] = address, state[self.key], True
        return state[self.key]

    def now(self) -> T:
        """The present value."""
        return st.session_state[self.key]

    def put(self, changed: T, *, resting: bool = True) -> None:
        """Replace the value. `resting` says that no drag is in progress, so the address bar may be updated."""
        st.session_state[self.key], st.session_state[session.REMARKS] = self.within_bounds(changed)
        st.session_state[self._resting] = resting

    def resting(self) -> bool:
        """Whether no drag is in progress."""
        return st.session_state[self._resting]

    def change(self, how: Callable[..., T], *args: Any) -> None:
        """Replace the value by `how(value, *args)`, or tell the visitor why that is impossible."""
        try:
            self.put(how(self.now(), *args))
        except ValueError as error:
            session.refuse(error)

    def show_address(self) -> None:
        """Write the value to the address bar, unless a drag is in progress or the address is up to date."""
        state = st.session_state
        # Until something changes, the address stays as the visitor opened it.
        if not state[self._resting] or state[self._meant] == state[self.key]:
            return
        pairs = self.pairs(state[self.key])
        st.query_params.from_dict(dict(pairs + worksheet_session.pairs()))
        state[self._written], state[self._meant] = query(pairs), state[self.key]


def _address() -> str:
    return query(address_bar.read(lambda name: name not in worksheet.NAMES))
