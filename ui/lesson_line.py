"""The way back to a chapter of the course, for who has opened one of its pictures with all controls.

A link names the chapter (`chapter=gradient_descent`), so it stays while the visitor changes the picture. The browser
knows at which step of the chapter they were.
"""

from html import escape

import streamlit as st

from ui.course.chapters import COURSE
from ui.worksheets import session as worksheet_session
from ui.worksheets.session import COURSE as LEARN


def show(page: str) -> None:
    """Show the link, but not in the course itself or on a worksheet; or a sentence about an unknown chapter."""
    sheet = worksheet_session.now()
    key = sheet.chapter
    if not key or page == LEARN or sheet.worksheet:
        return
    if key not in COURSE:
        st.warning(f"chapter in the link: there is no chapter called {key!r}.", icon=":material/info:")
        return
    st.html(f'<a class="tw-back" href="./{LEARN}?chapter={key}">Back to the chapter: {escape(COURSE[key].title)}</a>')
