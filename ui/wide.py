"""Boxes for content that may be wider than a phone's screen. They scroll by touch and keyboard without the page."""

from html import escape

import streamlit as st


def wide(markdown: str, name: str) -> None:
    """Write our own Markdown, a formula or a table, in a box that scrolls; `name` is its label for screen readers."""
    box = f'<div class="tw-wide" tabindex="0" role="region" aria-label="{escape(name)}">'
    st.markdown(f"{box}\n\n{markdown}\n\n</div>", unsafe_allow_html=True)


def formula(latex: str, of: str) -> None:
    """The formula of an entry of the catalogue."""
    wide(f"$$\n{latex}\n$$", f"The formula of {of}")
