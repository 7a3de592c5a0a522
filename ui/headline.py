"""The line above the stage: what the page shows, and the buttons that concern all of it."""

import streamlit as st

from stage.components import share
from ui import present
from ui.controls import widgets
from ui.handout import dialog
from ui.worksheets import session as worksheet_session


def words(text: str) -> None:
    """Show the headline. A worksheet has the teacher's words instead, which may ask for just what it says."""
    if not worksheet_session.now().worksheet:
        st.caption(text, width="stretch")


def tools(query: str, page: str) -> None:
    """The buttons that concern the whole page; `query` is its link, without a worksheet."""
    present.button()
    if widgets.button("Worksheet", icon=":material/assignment:", type="tertiary", key=f"{page}.worksheet"):
        dialog.make(query, page)
    if worksheet_session.standing("share") != "hidden":
        share(worksheet_session.joined(query), key=f"{page}.share", rules=worksheet_session.rules())
