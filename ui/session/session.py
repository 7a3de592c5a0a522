"""Keeps the visitor's scene in the session and in the address bar.

The scene is stored in the session under plain keys, which survive a change of page. What the visitor changes in the
picture is written to the address bar by the browser, and everything else by `show_address`. When the page changes,
Streamlit empties the address bar, and the scene stays.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pictures.registry import PAGES, RUNNER, place_of, read_scene
from pictures.selection import Subject
from runs import codec
from runs.bounds import within_bounds
from runs.run import Scene
from ui import address_bar
from ui.worksheets import session as worksheet_session
from ui.worksheets import worksheet

SCENE, REMARKS, SELECTED, MEANT, ACKNOWLEDGED = (
    f"thalweg.{name}" for name in ("scene", "remarks", "selected", "meant", "acknowledged")
)
"""The session's keys. MEANT is what the address describes: the scene, the runner that it names, and the worksheet."""
OF_WORKSPACE = (SCENE, REMARKS, SELECTED, MEANT)
WORKSPACE, RACE = "thalweg.workspace", "race"
"""Pages that do not share the race's scene have a workspace of their own. What is in the others stays there."""
NOT_OURS = (RUNNER, *worksheet.NAMES)
"""The query parameters that are not part of a scene."""


def _address() -> str:
    return codec.query(address_bar.read(lambda name: name not in NOT_OURS))


def arrive(workspace: str = RACE) -> None:
    """Note the workspace of this run's page. After a change of page, an empty address stands for its scene."""
    state = st.session_state
    before = state.get(WORKSPACE, RACE)
    if before != workspace:
        state[f"{WORKSPACE}.{before}"] = {part: state.pop(part) for part in OF_WORKSPACE if part in state}
        for part, content in state.pop(f"{WORKSPACE}.{workspace}", {}).items():
            state[part] = content
        state[WORKSPACE] = workspace


def open_scene(first: Callable[[], Scene] | None = None) -> Scene:
    """The scene for this page run, read from the address if that is new. An address without a scene gives `first`."""
    state = st.session_state
    if SCENE in state and not address_bar.is_new():
        return state[SCENE]
    address = _address()
    if SCENE in state and address_bar.has_arrived() and not address:
        state[MEANT], state[REMARKS] = None, ()
    else:
        state[SCENE], state[REMARKS] = (
            within_bounds(first()) if first is not None and not address else read_scene(address)
        )
        named = [text for _, text in address_bar.read(lambda name: name == RUNNER)]
        state[SELECTED], unknown = place_of(state[SCENE], named)
        if not address and not named:
            del state[SELECTED]  # nobody has chosen one yet
        state[REMARKS] += unknown
        state[MEANT] = state[SCENE], "".join(named[:1]), worksheet_session.now()
    address_bar.is_read()
    return state[SCENE]


def scene() -> Scene:
    """The present scene."""
    return st.session_state[SCENE]


def subject() -> Subject:
    """The present scene with the runner whose controls are open."""
    return Subject(scene(), selected())


def put(changed: Scene, *, shown: bool = False) -> None:
    """Replace the scene. `shown`: the browser has written this change to the address bar itself.

    If the address did not describe the scene before this change, `show_address` writes it.
    """
    state, before, meant = st.session_state, scene(), st.session_state.get(MEANT)
    state[SCENE], state[REMARKS] = within_bounds(changed)
    if shown and meant is not None and meant[0] == before:
        state[MEANT] = state[SCENE], *meant[1:]
    if SELECTED in state:
        select(selected())


def refuse(error: ValueError) -> None:
    """Keep the scene, and tell the visitor why something could not be done."""
    st.session_state[REMARKS] = (str(error),)


def remark(sentences: tuple[str, ...]) -> None:
    """Tell the visitor more about what has just been done."""
    st.session_state[REMARKS] += sentences


def remarks() -> tuple[str, ...]:
    """Sentences for the visitor: what could not be used, and what was used instead."""
    return st.session_state[REMARKS]


def selected() -> int:
    """The index of the runner whose controls are open."""
    return st.session_state.get(SELECTED, 0)


def has_selected() -> bool:
    """Whether the visitor, or a link, has chosen a runner."""
    return SELECTED in st.session_state


def select(index: int) -> None:
    """Open the controls of this runner, or of the last one if there are fewer."""
    st.session_state[SELECTED] = min(max(index, 0), len(scene().runners) - 1)


def acknowledged(part: str, name: str) -> int:
    """The highest sequence number of a component's messages of this name."""
    return st.session_state.get(f"{ACKNOWLEDGED}.{part}.{name}", 0)


def new_message(part: str, name: str) -> Mapping[str, Any] | None:
    """A component's new message of this name; None if there is none.

    ValueError with a sentence for an invalid message, since messages from a browser may be forged.
    """
    said = st.session_state.get(part)
    message = said.get(name) if isinstance(said, Mapping) else None
    if message is None:
        return None
    seq = _number(message)
    if not seq:
        forged, known = f"{ACKNOWLEDGED}.{part}.{name}.forged", repr(message)[:200]
        if st.session_state.get(forged) == known:  # still in the component's state, but refused before
            return None
        st.session_state[forged] = known
        raise ValueError("it has no number.")
    return message if seq > acknowledged(part, name) else None


def acknowledge(part: str, name: str, message: Mapping[str, Any]) -> None:
    """Note that this message has been handled, so that it is not new any more."""
    st.session_state[f"{ACKNOWLEDGED}.{part}.{name}"] = _number(message)


def _number(message: object) -> int:
    """The sequence number of a message, 0 if it has none."""
    seq = message.get("seq") if isinstance(message, Mapping) else None
    return seq if isinstance(seq, int) and 0 < seq < 2**53 else 0


def link(*, runner: bool = False) -> str:
    """The query string of the scene; with `runner` it also names the selected runner."""
    return PAGES["anatomy"].write(subject()) if runner else codec.write(scene())


def show_address(*, runner: bool = False) -> None:
    """Write the scene to the address bar, and with `runner` the selected runner, unless the address is up to date."""
    state, meant, sheet = st.session_state, st.session_state.get(MEANT), worksheet_session.now()
    named = str(scene().runners[selected()].mark + 1) if runner else ""
    # Until something changes, the address stays as the visitor opened it.
    if meant is not None and meant == (scene(), named or meant[1], sheet):
        return
    further = [*([(RUNNER, named)] if named else []), *worksheet_session.pairs()]
    st.query_params.from_dict(dict(codec.pairs(scene()) + further))
    state[MEANT] = scene(), named, sheet
