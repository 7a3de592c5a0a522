"""Follows the visitor's light or dark theme on pages whose pictures are coloured on the server."""

import streamlit as st
from streamlit.components.v2 import component

# The browser changes its theme at once and does not tell the server. This script asks for a new page run if the theme
# is not the one for which the page was drawn. It asks only once, so that a browser that never agrees with the server
# does not ask for ever. It waits first, since for a moment requests still name the old theme.
_WATCH = """export default function ({ data, parentElement: box, setTriggerValue }) {
  const { colorScheme } = getComputedStyle(box);
  if (colorScheme === data || box.dataset.seen === colorScheme) return;
  box.dataset.seen = colorScheme;
  setTimeout(() => box.isConnected && setTriggerValue("changed", true), 300);
}"""

_watch = component("theme", html="<i></i>", js=_WATCH, isolate_styles=False)


def follow() -> None:
    """Draw the page again if the visitor's theme is no longer the one for which it was drawn."""
    _watch(key="theme", data=st.context.theme.type, on_changed_change=lambda: None)
