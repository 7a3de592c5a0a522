"""Shows the picture without the page around it: as a presentation in a hall, which is controlled by the keyboard, or in
a frame on a slide or a course page.
"""

import streamlit as st

from ui import styles
from ui.controls import widgets
from ui.worksheets import session as worksheet_session

KEYS = "Space plays. ← and → step. 1 to 9 show and hide runners. Esc leaves."


def button() -> None:
    """The button that starts the presentation."""
    widgets.button(
        "Present", icon=":material/present_to_all:", type="tertiary", key="present",
        on_click=worksheet_session.presented, args=(True,),
    )  # fmt: skip


def show() -> None:
    """Apply the style of a frame. A presentation also gets its keys, and a way out, which no link can hide."""
    if st.context.is_embedded:
        st.html(styles.style("embed"))
    if worksheet_session.now().present:
        st.html(styles.style("present"))
        st.html(f'<p class="tw-keys">{KEYS}</p>')
        widgets.way_out("Leave", "leave", worksheet_session.presented, False)
