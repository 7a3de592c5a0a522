"""The story of a scene beside its picture: what to watch, a question, the answer in numbers, and the scenes around it.

A link names the story (`story=zig_zag`), so that it stays while the visitor changes the picture, and whoever opens a
copied link sees it too.
"""

from pathlib import Path

import streamlit as st

from runs import codec
from runs.ensemble import codec as ensemble_codec
from studies.story import Story
from ui.controls import widgets
from ui.gallery.stories import ALL_STORIES, BY_KEY, AnyStory, claim_of
from ui.worksheets import session as worksheet_session

PAGES = Path(__file__).with_name("pages")
RACE, CLOUDS, SCENES = (PAGES / f"{name}.py" for name in ("race", "clouds", "scenes"))
ANSWERED = "thalweg.story.answered"
"""The session's key of the story whose answer is shown."""


def told(page: Path) -> AnyStory | None:
    """The story that is told on this page; None if there is none, or if a worksheet has its own words."""
    sheet = worksheet_session.now()
    story = None if sheet.worksheet else BY_KEY.get(sheet.story)
    return story if story is not None and page == home(story) else None


def home(story: AnyStory) -> Path:
    """The page that shows a story."""
    return RACE if isinstance(story, Story) else CLOUDS


def open_story(story: AnyStory) -> None:
    """Go to the picture of a story."""
    shown = codec.pairs(story.scene) if isinstance(story, Story) else ensemble_codec.pairs(story.ensemble)
    worksheet_session.turn_to(home(story), shown, story.key)


def _answer(story: AnyStory) -> None:
    st.session_state[ANSWERED] = "" if st.session_state.get(ANSWERED) == story.key else story.key


def show(page: Path) -> None:
    """Show the story that the link names, above the picture."""
    key, story = worksheet_session.now().story, told(page)
    if key and key not in BY_KEY:
        st.warning(f"story in the link: there is no scene called {key!r}.", icon=":material/info:")
    if story is None:
        return
    answered = st.session_state.get(ANSWERED) == story.key
    with st.container(key="story", gap="small"):
        st.markdown(f"**{story.title}.** {story.watch} *{story.question}*")
        if answered:
            st.markdown(claim_of(story))
        with st.container(horizontal=True, gap="small"):
            controls(story, answered)


def controls(story: AnyStory, answered: bool) -> None:
    """The buttons of a story: its answer, the scenes before and after it, its card among all scenes, and closing."""
    place = ALL_STORIES.index(story)
    widgets.button(
        "Hide the numbers" if answered else "In numbers", key="story.answer", type="tertiary", on_click=_answer,
        args=(story,), icon=":material/123:",
    )  # fmt: skip
    if widgets.button(
        "Previous scene", key="story.before", type="tertiary", icon=":material/arrow_back:", disabled=place == 0
    ):
        open_story(ALL_STORIES[place - 1])
    last = place == len(ALL_STORIES) - 1
    if widgets.button("Next scene", key="story.after", type="tertiary", icon=":material/arrow_forward:", disabled=last):
        open_story(ALL_STORIES[place + 1])
    if widgets.button("All scenes", key="story.all", type="tertiary", icon=":material/collections_bookmark:"):
        worksheet_session.turn_to(SCENES, [], story.key)
    widgets.button(
        "Close", key="story.close", type="tertiary", icon=":material/close:", on_click=worksheet_session.with_story,
        args=("",), help="Leaves the picture as it is, without the text of the scene.",
    )  # fmt: skip
