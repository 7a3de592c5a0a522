"""The list of runners: their marks, and the buttons that add, duplicate, remove, hide and select them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import streamlit as st

from stage import routes


@dataclass(frozen=True, slots=True)
class Row:
    """One runner in the list: what it is called, what distinguishes it, its mark, and how it stands."""

    name: str
    note: str
    style: int
    selected: bool
    hidden: bool


_LOADER = """const modules = {};
export default function (ctx) {
  const { address } = ctx.data;
  (modules[address] ??= import(new URL(address, location.origin).href)).then(
    (module) => module.mount(ctx),
    () => { delete modules[address]; },
  );
}"""

_mount = st.components.v2.component("roster", html='<div class="tw-roster"></div>', js=_LOADER, isolate_styles=False)


def roster(rows: tuple[Row, ...], *, full: bool, key: str, on_act: Callable[[], None]) -> None:
    """Show the list. A click arrives in `st.session_state[key]`, and `on_act` runs before the page.

    act: {"do": "select" | "hide" | "duplicate" | "remove" | "add", "run": int}. `full`: no runner can be added.
    """
    data = {"address": routes.module("roster.js"), "rows": [asdict(row) for row in rows], "full": full}
    _mount(key=key, data=data, on_act_change=on_act)
