"""Keeps the visitor's scene in the session and in the address bar.

The scene is stored in the session under plain keys, which survive a change of page. The address bar is updated whenever
no drag is in progress. If the address differs from the one last written, the visitor has opened a link or gone back,
and the scene is read from it. When the page changes, Streamlit empties the address bar, and the scene stays.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pictures.registry import RUNNER, place_of, read_scene
from runs import codec
from runs.bounds import within_bounds
from runs.run import Scene
from ui import address_bar
from ui.worksheets import session as worksheet_session
from ui.worksheets import worksheet

SCENE, REMARKS, SELECTED, WRITTEN, MEANT, ACKNOWLEDGED, RESTING, PAGE, ARRIVING = (
    f"thalweg.{name}"
    for name in ("scene", "remarks", "selected", "written", "meant", "acknowledged", "resting", "page", "arriving")
)
"""The session's keys. WRITTEN is the address as it was last read or written, MEANT the scene that it describes."""
OF_WORKSPACE = (SCENE, REMARKS, SELECTED, WRITTEN, MEANT, RESTING)
WORKSPACE, RACE = "thalweg.workspace", "race"
"""Pages that do not share the race's scene have a workspace of their own. What is in the others stays there."""
NOT_OURS = (RUNNER, *worksheet.NAMES)
"""The query parameters that are not part of a scene."""


def _address() -> str:
    return codec.query(address_bar.read(lambda name: name not in NOT_OURS))


def arrive(page: str, workspace: str = RACE) -> None:
    """Note which page runs, in which workspace. After a change of page, an empty address means its scene."""
    state = st.session_state
    before = state.get(WORKSPACE, RACE)
    if before != workspace:
        state[f"{WORKSPACE}.{before}"] = {part: state.pop(part) for part in OF_WORKSPACE if part in state}
        for part, content in state.pop(f"{WORKSPACE}.{workspace}", {}).items():
            state[part] = content
        state[WORKSPACE] = workspace
    if state.get(PAGE) == page:
        return
    if SCENE in state and not _address():
        state[WRITTEN], state[MEANT] = "", None
    state[PAGE], state[ARRIVING] = page, True


def arriving() -> bool:
    """Whether the visitor has just come to this page. Only the first call of a visit returns True."""
    return st.session_state.pop(ARRIVING, False)


def open_scene(first: Callable[[], Scene] | None = None) -> Scene:
    """The scene for this page run, read from the address if that is new. An address without a scene gives `first`."""
    state, address = st.session_state, _address()
    if SCENE not in state or address != state[WRITTEN]:
        found = within_bounds(first()) if first is not None and not address else read_scene(address)
        state[SCENE], state[REMARKS] = found
        state[WRITTEN], state[MEANT] = address, state[SCENE]
        state[SELECTED], state[RESTING] = place_of(state[SCENE], st.query_params.get(RUNNER, "")), True
    return state[SCENE]


def scene() -> Scene:
    """The present scene."""
    return st.session_state[SCENE]


def put(changed: Scene, *, resting: bool = True) -> None:
    """Replace the scene. `resting` says that no drag is in progress, so the address bar may be updated."""
    st.session_state[SCENE], st.session_state[REMARKS] = within_bounds(changed)
    st.session_state[RESTING] = resting
    select(selected())


def resting() -> bool:
    """Whether no drag is in progress."""
    return st.session_state[RESTING]


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


def select(index: int) -> None:
    """Open the controls of this runner, or of the last one if there are fewer."""
    st.session_state[SELECTED] = min(max(index, 0), len(scene().runners) - 1)


def acknowledged(part: str) -> int:
    """The highest sequence number of the messages from this component."""
    return st.session_state.get(f"{ACKNOWLEDGED}.{part}", 0)


def settled(part: str) -> bool:
    """Whether a component has drawn the picture after a drag, and the rest of the page has not been updated yet."""
    said = st.session_state.get(part)
    message = said.get("settled") if isinstance(said, Mapping) else None
    seq, key = message.get("seq") if isinstance(message, Mapping) else None, f"{ACKNOWLEDGED}.{part}.settled"
    # This message repeats the sequence number of the one before. A new number would change the picture and resend it.
    if seq != acknowledged(part) or st.session_state.get(key, 0) == seq:
        return False
    st.session_state[key] = seq
    return True


def new_message(part: str, name: str) -> Mapping[str, Any] | None:
    """A component's new message of this name; None if there is none.

    ValueError with a sentence for an invalid message, since messages from a browser may be forged.
    """
    said = st.session_state.get(part)
    message = said.get(name) if isinstance(said, Mapping) else None
    if message is None:
        return None
    seq = message.get("seq") if isinstance(message, Mapping) else None
    if not isinstance(seq, int) or not 0 < seq < 2**53:
        forged, known = f"{ACKNOWLEDGED}.{part}.{name}", repr(message)[:200]
        if st.session_state.get(forged) == known:  # still in the component's state, but refused before
            return None
        st.session_state[forged] = known
        raise ValueError("it has no number.")
    if seq <= acknowledged(part):
        return None
    st.session_state[f"{ACKNOWLEDGED}.{part}"] = seq
    return message


def link(*, runner: bool = False) -> str:
    """The query string of the scene; with `runner` it also names the selected runner."""
    text = codec.write(scene())
    return f"{text}&{RUNNER}={scene().runners[selected()].mark + 1}" if runner else text


def show_address(*, runner: bool = False) -> None:
    """Write the scene to the address bar, and with `runner` the selected runner, unless a drag is in progress or the
    address is up to date.
    """
    state = st.session_state
    text, named = codec.write(state[SCENE]), str(state[SCENE].runners[selected()].mark + 1) if runner else ""
    same = text == state[WRITTEN] or state[MEANT] == state[SCENE]
    # Until something changes, the address stays as the visitor opened it.
    if not state[RESTING] or (same and (not named or named == st.query_params.get(RUNNER))):
        return
    further = [*([(RUNNER, named)] if named else []), *worksheet_session.pairs()]
    st.query_params.from_dict(dict(codec.pairs(state[SCENE]) + further))
    state[WRITTEN], state[MEANT] = text, state[SCENE]
