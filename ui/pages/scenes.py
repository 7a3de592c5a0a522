"""The page Scenes: ready-made races and clouds, with something to watch, a question, and a claim that is tested."""

import streamlit as st
from streamlit.components.v2 import component

from ui import address_bar
from ui.gallery import cards
from ui.gallery.stories import GALLERY
from ui.styles import style
from ui.worksheets import session as worksheet_session

INTRODUCTION = (
    "Each picture is a ready-made race or a pair of clouds of runs. Open it, watch it, answer the question, and then "
    "change something. *Answer* gives it in measured numbers."
)


# Whoever opens a card leaves its name in the address, so that the way back leads to this card. The cards come one
# chapter at a time, and the wanted one may not be there yet.
_FIND = """export default function ({ data: [key], parentElement: box }) {
  const left = ({ target }) => {
    const card = target.closest?.("a") && target.closest(".tw-story[id]");
    if (card) history.replaceState(history.state, "", `?story=${card.id}`);
  };
  const found = () => {
    const card = document.getElementById(key);
    card?.scrollIntoView({ block: "center" });
    card?.querySelector("a").focus({ preventScroll: true });
    return card;
  };
  if (box.listens) return;
  box.listens = true;
  addEventListener("click", (event) => box.isConnected && left(event), true);
  if (!key || found()) return;
  const waiting = new MutationObserver(() => (found() || !box.isConnected) && waiting.disconnect());
  waiting.observe(document.body, { childList: true, subtree: true });
}"""

_found = component("found", html="<i></i>", js=_FIND, isolate_styles=False)


def page() -> None:
    """Draw the page chapter by chapter, so that the first one is visible while the others are being made."""
    address_bar.is_read()  # there is nothing in it but a worksheet
    _found(key="found", data=[worksheet_session.now().story])
    dark = st.context.theme.type == "dark"
    st.html(style("cards"))
    st.html(cards.chosen(list(GALLERY)))
    st.title("Scenes to start from", anchor=False)
    st.markdown(INTRODUCTION)
    st.html(cards.contents(list(GALLERY)))
    for chapter, stories in GALLERY.items():
        st.html(worksheet_session.linked(cards.section(chapter, stories, dark)))


page()
