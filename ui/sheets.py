"""Session <-> Sheet <-> address bar: what `ui.session` is to the race, this is to the page that compares.

The sheet lives in the session under plain keys. If the address differs from what was last written there, the visitor
has opened a link or gone back; after a visit to another page an empty address means the same sheet. Remarks are the
session's: one page is seen at a time.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from runs import sheet_codec
from runs.bounds import modest
from runs.sheet import Sheet
from ui import session

SHEET, WRITTEN, MEANT, RESTING = (f"thalweg.sheet{name}" for name in ("", ".written", ".meant", ".resting"))
"""WRITTEN is the address as it was last read or written, MEANT the sheet that it stands for."""


def _address() -> str:
    return urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])


def open_sheet(*, arriving: bool) -> Sheet:
    """The sheet of this run of the page; read from the address when that is new.

    `arriving`: the visitor comes from another page of the app.
    """
    state, address = st.session_state, _address()
    if arriving and SHEET in state and not address:
        state[WRITTEN], state[MEANT], state[session.REMARKS] = "", None, ()
    if SHEET not in state or address != state[WRITTEN]:
        reading = sheet_codec.read(address)
        state[SHEET], remarks = _modest(reading.sheet)
        state[session.REMARKS] = reading.remarks + remarks
        state[WRITTEN], state[MEANT], state[RESTING] = address, state[SHEET], True
    return state[SHEET]


def _modest(wanted: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    base, remarks = modest(wanted.base)
    return (replace(wanted, base=base) if remarks else wanted), remarks


def sheet() -> Sheet:
    """The sheet as it is now."""
    return st.session_state[SHEET]


def put(changed: Sheet, *, resting: bool = True) -> None:
    """Make this the sheet. `resting`: the hand has let go, so the address bar may follow."""
    st.session_state[SHEET], st.session_state[session.REMARKS] = _modest(changed)
    st.session_state[RESTING] = resting


def change(how: Callable[..., Sheet], *args: Any) -> None:
    """Change the sheet by one of `runs.sheet_edit`'s functions; a sentence if that cannot be."""
    try:
        put(how(sheet(), *args))
    except ValueError as error:
        session.refuse(error)


def show_address() -> None:
    """Write the sheet to the address bar, unless it is still moving or stands there already."""
    state = st.session_state
    # A visit that has changed nothing keeps the plain address it came with.
    if not state[RESTING] or state[MEANT] == state[SHEET]:
        return
    st.query_params.from_dict(dict(sheet_codec.pairs(state[SHEET])))
    state[WRITTEN], state[MEANT] = sheet_codec.write(state[SHEET]), state[SHEET]
