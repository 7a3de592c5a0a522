"""Reads the query parameters from the address bar."""

from collections.abc import Callable

import streamlit as st

from runs.codec import Pairs


def read(wanted: Callable[[str], bool]) -> Pairs:
    """The names and values in the address whose names are wanted. A name may occur more than once."""
    names = [name for name in st.query_params if wanted(name)]
    return [(name, text) for name in names for text in st.query_params.get_all(name)]
