"""The address bar, as far as it is read."""

from collections.abc import Callable

import streamlit as st

from runs.codec import Pairs


def read(wanted: Callable[[str], bool]) -> Pairs:
    """The names and values that stand in the address, of the names that are wanted; a name may stand twice."""
    names = [name for name in st.query_params if wanted(name)]
    return [(name, text) for name in names for text in st.query_params.get_all(name)]
