"""The line above the stage: what is shown, and what can be done with all of it."""

import streamlit as st

from stage.parts import share
from ui import present, widgets, worksheet_dialog, worksheet_session


def words(text: str) -> None:
    """What is shown. On a worksheet the teacher's own words stand above the stage, and may ask for just this."""
    if not worksheet_session.now().worksheet:
        st.caption(text, width="stretch")


def tools(query: str, page: str) -> None:
    """What can be done with the whole of a page: `query` is its link, without a worksheet."""
    present.button()
    if widgets.button("Worksheet", icon=":material/assignment:", type="tertiary", key=f"{page}.worksheet"):
        worksheet_dialog.make(query, page)
    if worksheet_session.standing("share") != "hidden":
        share(worksheet_session.joined(query), key=f"{page}.share", rules=worksheet_session.rules())
