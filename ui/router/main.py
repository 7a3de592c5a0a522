"""The router: Streamlit's entry script, which draws what all pages share and runs the page that was chosen.

It is in its own folder because Streamlit treats a folder `pages` next to the entry script as pages of the old kind, and
the first visitor of a new server would see them.
"""

import sys
from pathlib import Path

HOUSE = str(Path(__file__).resolve().parents[2])
# Streamlit puts the folder of this file on the import path, but the packages are two folders above it.
if HOUSE not in sys.path:
    sys.path.insert(0, HOUSE)

import streamlit as st  # noqa: E402

from runs.page_lock import PAGE_LOCK  # noqa: E402
from ui import address_bar, lesson_line, navigation, present, small_screen, styles, theme  # noqa: E402
from ui.controls import widgets  # noqa: E402
from ui.middleware.settings import settings  # noqa: E402
from ui.session import session  # noqa: E402
from ui.worksheets import session as worksheet_session  # noqa: E402

ABOUT = "**Thalweg**: watch optimizers move. A thalweg is the line that joins the lowest points of a valley."

with PAGE_LOCK.held():
    st.set_page_config(
        settings().title,
        page_icon=styles.icon(),
        layout="wide",
        initial_sidebar_state="collapsed" if st.context.is_embedded else 330,
        menu_items={"About": ABOUT},
    )
    st.html(styles.style("page"))
    pages = navigation.pages()
    foreseen = worksheet_session.foreseen().standing("pages")
    chosen = st.navigation(list(pages.values()), position="top" if foreseen == "free" else "hidden")
    own_workspace = chosen in (pages["Compare"], pages["Clouds"], pages["Maps"], pages["Network"], pages["Schedules"])
    address_bar.arrive(chosen.url_path)
    session.arrive(chosen.url_path if own_workspace else session.RACE)
    worksheet_session.follow()
    if worksheet_session.standing("pages") != foreseen:
        st.rerun()
    widgets.locked_pages(list(pages))
    small_screen.show(pages if foreseen == "free" else {})
    worksheet_session.show_task()
    lesson_line.show(chosen.url_path)
    chosen.run()
    if chosen not in (pages["Learn"], pages["Scenes"], pages["Reference"]):  # They have no picture to present.
        present.show()
    address_bar.watch()
    if chosen not in (pages["Learn"], pages["Race"], pages["Compare"]):  # The browser colours what these show.
        theme.follow()
