"""What a page shows, as one value in the session and in the address bar: what `ui.session` is to the race, this is to
a page with a value of its own.

The value lives in the session under plain keys. If the address differs from what was last written there, the visitor
has opened a link or gone back; after a visit to another page an empty address means the same value. Remarks are the
session's: one page is seen at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from runs.codec import Pairs, query
from ui import bar, session, worksheet, worksheet_session

T = TypeVar("T")
Told = tuple[T, tuple[str, ...]]
"""A value, and sentences for the visitor about what was asked for and could not be had."""


@dataclass(frozen=True, slots=True)
class Folder(Generic[T]):
    """The place of one page's value: its `name` in the session, and the value's way from a link and back.

    `read` takes the text of a link, `modest` makes a value that asks too much smaller.
    """

    name: str
    read: Callable[[str], Told[T]]
    pairs: Callable[[T], Pairs]
    modest: Callable[[T], Told[T]]

    @property
    def key(self) -> str:
        """Where the value lies in the session."""
        return f"thalweg.{self.name}"

    @property
    def _written(self) -> str:
        # The address as it was last read or written.
        return f"{self.key}.written"

    @property
    def _meant(self) -> str:
        # The value for which that address stands.
        return f"{self.key}.meant"

    @property
    def _resting(self) -> str:
        return f"{self.key}.resting"

    def open(self, *, arriving: bool) -> T:
        """The value of this run of the page; read from the address when that is new.

        `arriving`: the visitor comes from another page of the app.
        """
        state, address = st.session_state, _address()
        if arriving and self.key in state and not address:
            state[self._written], state[self._meant], state[session.REMARKS] = "", None, ()
        if self.key not in state or address != state[self._written]:
            value, remarks = self.read(address)
            state[self.key], further = self.modest(value)
            state[session.REMARKS] = remarks + further
            state[self._written], state[self._meant], state[self._resting] = address, state[self.key], True
        return state[self.key]

    def now(self) -> T:
        """The value as it is now."""
        return st.session_state[self.key]

    def put(self, changed: T, *, resting: bool = True) -> None:
        """Make this the value. `resting`: the hand has let go, so the address bar may follow."""
        st.session_state[self.key], st.session_state[session.REMARKS] = self.modest(changed)
        st.session_state[self._resting] = resting

    def resting(self) -> bool:
        """Whether no hand is moving anything."""
        return st.session_state[self._resting]

    def change(self, how: Callable[..., T], *args: Any) -> None:
        """Put `how(value, *args)` in the value's place; a sentence if that cannot be."""
        try:
            self.put(how(self.now(), *args))
        except ValueError as error:
            session.refuse(error)

    def show_address(self) -> None:
        """Write the value to the address bar, unless it is still moving or stands there already."""
        state = st.session_state
        # A visit that has changed nothing keeps the plain address it came with.
        if not state[self._resting] or state[self._meant] == state[self.key]:
            return
        pairs = self.pairs(state[self.key])
        st.query_params.from_dict(dict(pairs + worksheet_session.pairs()))
        state[self._written], state[self._meant] = query(pairs), state[self.key]


def _address() -> str:
    return query(bar.read(lambda name: name not in worksheet.NAMES))
