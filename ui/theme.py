"""Light or dark: pages whose pictures are coloured here, rather than in the browser, follow the visitor's theme."""

import streamlit as st
from streamlit.components.v2 import component

# The browser changes its colours at once and tells nobody. This asks for a new run if what it shows is not what the
# page was drawn for; once only, so that a browser that cannot agree with the server does not ask for ever. What goes to
# the server for a moment still names the old theme: hence the pause.
_WATCH = """export default function ({ data, parentElement: box, setTriggerValue }) {
  const { colorScheme } = getComputedStyle(box);
  if (colorScheme === data || box.dataset.seen === colorScheme) return;
  box.dataset.seen = colorScheme;
  setTimeout(() => box.isConnected && setTriggerValue("changed", true), 300);
}"""

_watch = component("theme", html="<i></i>", js=_WATCH, isolate_styles=False)


def follow() -> None:
    """Draw the page again when the visitor's theme is no longer the one for which it was drawn."""
    _watch(key="theme", data=st.context.theme.type, on_changed_change=lambda: None)
