"""What may be wider than a phone: it scrolls by itself, by finger and by keyboard, and the page stays where it is."""

from html import escape

import streamlit as st


def wide(markdown: str, name: str) -> None:
    """Write Markdown of our own, a formula or a table, in a box that scrolls; `name` says what it is to a listener."""
    box = f'<div class="tw-wide" tabindex="0" role="region" aria-label="{escape(name)}">'
    st.markdown(f"{box}\n\n{markdown}\n\n</div>", unsafe_allow_html=True)


def formula(latex: str, of: str) -> None:
    """The formula of an entry of the catalogue."""
    wide(f"$$\n{latex}\n$$", f"The formula of {of}")
