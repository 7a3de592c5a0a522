"""The story of a scene beside its picture: what to watch, a question, the answer in numbers, and the scenes around it.

A link names the story (`story=zig_zag`), so that it stays while the visitor changes the picture, and whoever opens a
copied link sees it too. The first scene has a story without a word in the link: it is told as long as the page shows
these runs, and comes back with them.
"""

from functools import lru_cache
from pathlib import Path

import streamlit as st

from runs import codec
from runs.ensemble import codec as ensemble_codec
from runs.opening import opening
from runs.run import Scene
from scenes.calm_or_wild import CALM_OR_WILD
from studies.story import Story
from ui.controls import widgets
from ui.gallery.stories import ALL_STORIES, BY_KEY, AnyStory, claim_of
from ui.session import session
from ui.worksheets import session as worksheet_session
from ui.worksheets.worksheet import PLAIN

PAGES = Path(__file__).with_name("pages")
RACE, CLOUDS, SCENES = (PAGES / f"{name}.py" for name in ("race", "clouds", "scenes"))
ANSWERED, CLOSED = "thalweg.story.answered", "thalweg.story.closed"
"""The session's keys of the story whose answer is shown, and of whether that of the first scene was put away."""
BEGIN = '<a class="begin" href="./learn" target="_self">New here? Learn</a>'
"""The way from the plain address to the course. A link of Markdown would open another tab."""


def told(page: Path) -> AnyStory | None:
    """The story that is told on this page; None if there is none, or if a worksheet has its own words."""
    sheet = worksheet_session.now()
    if sheet.worksheet:
        return None
    story = CALM_OR_WILD if sheet == PLAIN and page == RACE and _is_first() else BY_KEY.get(sheet.story)
    return story if story is not None and page == home(story) else None


def _is_first() -> bool:
    """Whether the runs of the first scene are shown, but in no frame, and its story has not been put away."""
    return _runs_as_first(session.scene()) and not (st.context.is_embedded or st.session_state.get(CLOSED))


def _runs_as_first(scene: Scene) -> bool:
    """Whether a scene has the runs of the first one.

    Making runs takes a millisecond. What a hand drags on the map is looked at first, and other scenes differ in it.
    """
    first = opening()
    return scene.start == first.start and _same_runs(scene)


@lru_cache(maxsize=256)
def _same_runs(scene: Scene) -> bool:
    return scene.runs() == opening().runs()


def home(story: AnyStory) -> Path:
    """The page that shows a story."""
    return RACE if isinstance(story, Story) else CLOUDS


def open_story(story: AnyStory) -> None:
    """Go to the picture of a story."""
    shown = codec.pairs(story.scene) if isinstance(story, Story) else ensemble_codec.pairs(story.ensemble)
    worksheet_session.turn_to(home(story), shown, story.key)


def _answer(story: AnyStory) -> None:
    st.session_state[ANSWERED] = "" if st.session_state.get(ANSWERED) == story.key else story.key


def _close(story: AnyStory) -> None:
    """Put the text of a story away."""
    if story is CALM_OR_WILD:
        st.session_state[CLOSED] = True
    worksheet_session.with_story("")


def show(page: Path) -> None:
    """Show the story that the link names, above the picture."""
    key, story = worksheet_session.now().story, told(page)
    if key and key not in BY_KEY:
        st.warning(f"story in the link: there is no scene called {key!r}.", icon=":material/info:")
    if story is None or not key:
        return
    with st.container(key="story", gap="small"):
        st.markdown(f"**{story.title}.** {story.watch} *{story.question}*")
        if st.session_state.get(ANSWERED) == key:
            st.markdown(claim_of(story))
        with st.container(horizontal=True, gap="small"):
            answer_button(story)
            other_scenes(story)
            close_button(story, "Close")


def first_story(page: Path) -> AnyStory | None:
    """The story of the first scene, if it is told without a word in the link: within the headline, to save a line."""
    return None if worksheet_session.now().story else told(page)


def headline(page: Path, name: str, lesson: str) -> str:
    """What the headline says of a landscape: its name and lesson; but no lesson where a story is told. Of the first
    scene it says the question, and where to begin.
    """
    if (first := first_story(page)) is not None:
        return f"*{first.question}* {BEGIN}"
    return f"**{name}.**" if told(page) else f"**{name}.** {lesson}"


def question_buttons(page: Path) -> None:
    """The buttons of the question in the headline."""
    if (first := first_story(page)) is not None:
        answer_button(first)
        close_button(first, "Hide")


def show_answer(page: Path) -> None:
    """The answer to the question in the headline, for who asked for it: how the rates were chosen, and the numbers."""
    first = first_story(page)
    if first is not None and st.session_state.get(ANSWERED) == first.key:
        st.markdown(f"{first.watch} {claim_of(first)}")


def close_button(story: AnyStory, label: str) -> None:
    """The button that puts the text of a story away."""
    widgets.button(
        label, key="story.close", type="tertiary", icon=":material/close:", on_click=_close, args=(story,),
        help="Leaves the picture as it is, without the text of the scene.",
    )  # fmt: skip


def answer_button(story: AnyStory) -> None:
    """The button that shows the answer of a story, or hides it."""
    answered = st.session_state.get(ANSWERED) == story.key
    widgets.button(
        "Hide the answer" if answered else "Answer", key="story.answer", type="tertiary", on_click=_answer,
        args=(story,), icon=":material/check_circle:", help="Answers the question with numbers that were measured.",
    )  # fmt: skip


def other_scenes(story: AnyStory) -> None:
    """The buttons that lead to the scenes before and after a story, and to its card among all scenes."""
    place = ALL_STORIES.index(story)
    if widgets.button(
        "Previous scene", key="story.before", type="tertiary", icon=":material/arrow_back:", disabled=place == 0
    ):
        open_story(ALL_STORIES[place - 1])
    last = place == len(ALL_STORIES) - 1
    if widgets.button("Next scene", key="story.after", type="tertiary", icon=":material/arrow_forward:", disabled=last):
        open_story(ALL_STORIES[place + 1])
    if widgets.button("All scenes", key="story.all", type="tertiary", icon=":material/collections_bookmark:"):
        worksheet_session.turn_to(SCENES, [], story.key)
