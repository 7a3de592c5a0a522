"""The list of the app's pages."""

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
            ("Learn", "school"),
            ("Race", "flag"),
            ("Scenes", "collections_bookmark"),
            ("Compare", "grid_view"),
            ("Clouds", "bubble_chart"),
            ("Maps", "map"),
            ("Network", "polyline"),
            ("Anatomy", "labs"),
            ("Schedules", "show_chart"),
            ("Reference", "menu_book"),
        )
    }


def pages() -> dict[str, StreamlitPage]:
    """The pages by their titles, in order. Every page run gets new copies, since it marks which of them may be drawn.

    They are copied because making a page checks every part of its path on the disk.
    """
    return {name: copy(page) for name, page in _made().items()}
