"""The picture where there is no room for a page around it: in a hall, where the last row sees it and the keyboard is
all it needs, and in a frame of a slide or of a course.
"""

import streamlit as st

from ui import styles, widgets, worksheet_session

KEYS = "Space plays. ← and → step. 1 to 9 show and hide runners. Esc leaves."


def button() -> None:
    """The way into the presentation."""
    widgets.button(
        "Present", icon=":material/present_to_all:", type="tertiary", key="present",
        on_click=worksheet_session.presented, args=(True,),
    )  # fmt: skip


def show() -> None:
    """The look of a frame; of a presentation also its keys, and the way out of it, which no link takes away."""
    if st.context.is_embedded:
        st.html(styles.style("embed"))
    if worksheet_session.now().present:
        st.html(styles.style("present"))
        st.html(f'<p class="tw-keys">{KEYS}</p>')
        widgets.way_out("Leave", "leave", worksheet_session.presented, False)
