"""Which pages there are."""

from copy import copy
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

PAGES = Path(__file__).with_name("pages")


@cache
def _made() -> dict[str, StreamlitPage]:
    return {
        name: st.Page(PAGES / f"{name.lower()}.py", title=name, icon=f":material/{icon}:", default=name == "Race")
        for name, icon in (
            ("Race", "flag"),
            ("Scenes", "collections_bookmark"),
            ("Compare", "grid_view"),
            ("Clouds", "bubble_chart"),
            ("Anatomy", "labs"),
            ("Schedules", "show_chart"),
            ("Reference", "menu_book"),
        )
    }


def pages() -> dict[str, StreamlitPage]:
    """The pages by their titles, in their order: new copies for one run, which says which of them may be drawn.

    To make one looks at the disk for each part of its path; to copy it does not.
    """
    return {name: copy(page) for name, page in _made().items()}
