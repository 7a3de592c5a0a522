"""Session <-> Scene <-> address bar.

The visitor's scene lives in the session under plain keys, which survive a change of page. The address bar follows it
when it rests. If the address differs from what was last written there, the visitor has opened a link or gone back,
and the scene is read from it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from runs import codec
from runs.run import Scene

SCENE, REMARKS, SELECTED, WRITTEN, HEARD, RESTING = (
    f"thalweg.{name}" for name in ("scene", "remarks", "selected", "written", "heard", "resting")
)


def _address() -> str:
    return urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])


def open_scene() -> Scene:
    """The scene of this run of the page; read from the address when that is new."""
    state, address = st.session_state, _address()
    if SCENE not in state or address != state[WRITTEN]:
        reading = codec.read(address)
        state[SCENE], state[REMARKS], state[WRITTEN] = reading.scene, reading.remarks, address
        state[SELECTED], state[RESTING] = 0, True
    return state[SCENE]


def scene() -> Scene:
    """The scene as it is now."""
    return st.session_state[SCENE]


def put(changed: Scene, *, resting: bool = True) -> None:
    """Make this the scene. `resting`: the hand has let go, so the address bar may follow."""
    st.session_state[SCENE], st.session_state[REMARKS], st.session_state[RESTING] = changed, (), resting
    select(selected())


def refuse(error: ValueError) -> None:
    """Keep the scene and tell the visitor why something could not be done."""
    st.session_state[REMARKS] = (str(error),)


def remarks() -> tuple[str, ...]:
    """Sentences for the visitor: what could not be used, and what was used instead."""
    return st.session_state[REMARKS]


def selected() -> int:
    """The runner whose controls are open."""
    return st.session_state.get(SELECTED, 0)


def select(index: int) -> None:
    """Open the controls of this runner, or of the last one if there are fewer."""
    st.session_state[SELECTED] = min(max(index, 0), len(scene().runners) - 1)


def heard(part: str) -> int:
    """The highest sequence number that has come from this component."""
    return st.session_state.get(f"{HEARD}.{part}", 0)


def settled(part: str) -> bool:
    """Whether a component has drawn what a hand left at rest, and the page around it has not followed yet."""
    said = st.session_state.get(part)
    message = said.get("settled") if isinstance(said, Mapping) else None
    seq, key = message.get("seq") if isinstance(message, Mapping) else None, f"{HEARD}.{part}.settled"
    # It repeats the number of the message it follows: the picture must not change by it, or it would be sent again.
    if seq != heard(part) or st.session_state.get(key, 0) == seq:
        return False
    st.session_state[key] = seq
    return True


def news(part: str, name: str) -> Mapping[str, Any] | None:
    """What a component has said under this name since it was last asked; None if that is nothing.

    ValueError with a sentence for a message that is none: what comes from a browser may be forged.
    """
    said = st.session_state.get(part)
    message = said.get(name) if isinstance(said, Mapping) else None
    if message is None:
        return None
    seq = message.get("seq") if isinstance(message, Mapping) else None
    if not isinstance(seq, int) or not 0 < seq < 2**53:
        forged, known = f"{HEARD}.{part}.{name}", repr(message)[:200]
        if st.session_state.get(forged) == known:  # it stays in the component's state, and has been refused already
            return None
        st.session_state[forged] = known
        raise ValueError("it has no number.")
    if seq <= heard(part):
        return None
    st.session_state[f"{HEARD}.{part}"] = seq
    return message


def show_address() -> None:
    """Write the scene to the address bar, unless it is still moving or stands there already."""
    state = st.session_state
    text = codec.write(state[SCENE])
    # A visit that has changed nothing keeps the plain address it came with.
    if not state[RESTING] or text == state[WRITTEN] or codec.read(state[WRITTEN]).scene == state[SCENE]:
        return
    st.query_params.from_dict(dict(codec.pairs(state[SCENE])))
    state[WRITTEN] = text
