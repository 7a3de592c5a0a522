"""The router: which pages there are.

It has a folder of its own: a folder `pages` beside the script that Streamlit is given would be scanned for pages of the
old kind, and the first visitor of a new server would see them.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
# Streamlit puts the folder of this file on the path, and the house's floors lie two folders above it.
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

import streamlit as st  # noqa: E402

from ui import present, session, theme, widgets, worksheet_session  # noqa: E402
from ui.door.settings import settings  # noqa: E402

ABOUT = "**Thalweg**: watch optimizers move. The line that joins the lowest points of a valley is its thalweg."

st.set_page_config(
    settings().title,
    page_icon=str(HERE / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed" if st.context.is_embedded else 330,
    menu_items={"About": ABOUT},
)
st.html(HERE / "page.css")
RACE = st.Page(HERE / "pages" / "race.py", title="Race", icon=":material/flag:", default=True)
COMPARE = st.Page(HERE / "pages" / "compare.py", title="Compare", icon=":material/grid_view:")
CLOUDS = st.Page(HERE / "pages" / "clouds.py", title="Clouds", icon=":material/bubble_chart:")
SCENES = st.Page(HERE / "pages" / "scenes.py", title="Scenes", icon=":material/collections_bookmark:")
REFERENCE = st.Page(HERE / "pages" / "reference.py", title="Reference", icon=":material/menu_book:")
ANATOMY = st.Page(HERE / "pages" / "anatomy.py", title="Anatomy", icon=":material/labs:")
SCHEDULES = st.Page(HERE / "pages" / "schedules.py", title="Schedules", icon=":material/show_chart:")
PAGES = [RACE, SCENES, COMPARE, CLOUDS, ANATOMY, SCHEDULES, REFERENCE]
foreseen = worksheet_session.foreseen().standing("pages")
chosen = st.navigation(PAGES, position="top" if foreseen == "free" else "hidden")
session.arrive(chosen.url_path, desk=chosen.url_path if chosen in (COMPARE, CLOUDS, SCHEDULES) else session.RACE)
worksheet_session.follow(chosen.url_path)
if worksheet_session.standing("pages") != foreseen:
    st.rerun()
widgets.locked_pages([page.title for page in PAGES])
worksheet_session.show_task()
chosen.run()
if chosen not in (SCENES, REFERENCE):  # They have no picture to be alone with.
    present.show()
if chosen not in (RACE, COMPARE):  # What they show is coloured in the browser.
    theme.follow()
