"""The page Scenes: ready-made races and clouds, with something to watch, a question, and a claim that is tested."""

import streamlit as st

from ui import address_bar
from ui.gallery import cards
from ui.gallery.stories import GALLERY
from ui.styles import style
from ui.worksheets import session as worksheet_session

INTRODUCTION = (
    "Each picture is a ready-made race or a pair of clouds of runs. Open it, watch it, answer the question, and then "
    "change something. *In numbers* gives the measured answer."
)


def page() -> None:
    """Draw the page chapter by chapter, so that the first one is visible while the others are being made."""
    address_bar.is_read()  # there is nothing in it but a worksheet
    dark = st.context.theme.type == "dark"
    st.html(style("cards"))
    st.title("Scenes to start from", anchor=False)
    st.markdown(INTRODUCTION)
    st.html(cards.contents(list(GALLERY)))
    for chapter, stories in GALLERY.items():
        st.html(worksheet_session.linked(cards.section(chapter, stories, dark)))


page()
