"""The box that sets a runner to what a library or a paper does by default, and the sentence on what differs there."""

from collections.abc import Callable

import streamlit as st

from runs import edit
from runs.catalog import LIBRARIES, OPTIMIZERS, agrees
from runs.run import Scene
from ui.controls import widgets
from ui.worksheets import session as worksheet_session

KEY, OWN = "run.defaults", "own"
"""The widget's key, and its option for a runner that has the defaults of no library."""
HELP = (
    "Libraries such as PyTorch have this optimizer ready-made. A default is the value that a library uses if you "
    "write nothing. This sets the learning rate and the other values to those defaults. Where a library has no "
    "default, your value stays."
)


def _free(method: str) -> bool:
    """Whether a worksheet leaves everything free that the box would change."""
    changed = ("method", "rate", *(f"method.{param.key}" for param in OPTIMIZERS[method].params))
    return all(worksheet_session.standing(name) == "free" for name in changed)


def defaults_control(scene: Scene, index: int, change: Callable[..., None]) -> None:
    """The box of the libraries that have the runner's method, which shows one whose defaults the runner has."""
    runner = scene.runners[index]
    method = OPTIMIZERS[runner.method.key]
    offered = {key: preset for key, one in LIBRARIES.items() if (preset := one.preset(method.key)) is not None}
    if not offered:
        return
    fitting = [key for key, one in offered.items() if agrees(one, method, runner.method.values, runner.rate)]
    # Several libraries may have the same defaults. The box keeps the one that was chosen, and otherwise shows one that
    # has a rate, since a library without one agrees with any.
    fitting = sorted(fitting, key=lambda key: offered[key].rate is None) or [OWN]
    now = st.session_state.get(KEY)
    if now not in fitting:
        now = st.session_state[KEY] = fitting[0]
    widgets.selectbox(
        "Defaults of a library", [*offered, *([OWN] if now == OWN else [])], key=KEY, help=HELP,
        disabled=not _free(method.key),
        format_func=lambda key: LIBRARIES[key].name if key in LIBRARIES else "none of these libraries",
        on_change=lambda: change(edit.with_preset, index, st.session_state[KEY]),
    )  # fmt: skip
    if now != OWN and worksheet_session.standing("defaults") != "hidden":
        preset, version = offered[now], LIBRARIES[now].version
        called = f"`{preset.called}` {version}" if version else preset.called
        st.caption(f"{called}: {preset.differs}")
