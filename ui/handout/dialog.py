"""The dialog in which a teacher makes a worksheet: which controls stay, the task, a guess; then the link."""

import streamlit as st

from stage.components import share
from ui.controls import widgets
from ui.handout.groups import PRESETS, STATES, groups_of, worksheet_of
from ui.handout.link import admitted, element, embedded, iframe, legibility
from ui.middleware.settings import settings
from ui.qr_code import qr_code
from ui.styles import style
from ui.takeaway import address, here
from ui.worksheets import worksheet
from ui.worksheets.worksheet import ASK, ASKING, LONGEST_TASK, LONGEST_TITLE, Standing, Worksheet

ICONS: dict[Standing, str] = {"free": "Free", "locked": "Locked", "hidden": "Hidden"}
GUESSES = {"nothing": "No guess", "winner": "Who will be ahead?", "end": "Where will it end?"}
PRESET, TITLE, TASK, ASKED = (f"worksheet.{name}" for name in ("preset", "title", "task", "ask"))
HOME = "race"
"""The page whose address is that of the app."""
DRAFT = "thalweg.worksheet.draft"
"""The session key of the last choices, which are stored since Streamlit forgets the widgets of a closed dialog."""


def _key(group: str) -> str:
    return f"worksheet.group.{group}"


def _start_from(preset: str | None) -> None:
    """Set all groups as a preset says."""
    for group, state in PRESETS.get(preset or "", {}).items():
        st.session_state[_key(group)] = state


def _remember(keys: list[str]) -> None:
    kept = {key: st.session_state[key] for key in keys if key in st.session_state}
    st.session_state[DRAFT] = st.session_state.get(DRAFT, {}) | kept


def _recall(keys: list[str]) -> None:
    for key, value in st.session_state.get(DRAFT, {}).items():
        if key in keys and key not in st.session_state:
            st.session_state[key] = value


def _choices(page: str) -> Worksheet:
    """The choices for each group of controls, and the presets that fill in all of them."""
    if PRESET not in st.session_state:
        st.session_state[PRESET] = next(iter(PRESETS))
        _start_from(st.session_state[PRESET])
    widgets.pills(
        "Start from", list(PRESETS), key=PRESET, on_change=lambda: _start_from(st.session_state[PRESET]),
        help="This fills in the rows below. You can change any of them.",
    )  # fmt: skip
    chosen: dict[str, Standing] = {}
    with st.container(key="worksheet-groups"):
        for group, held in groups_of(page).items():
            if st.session_state.get(_key(group)) not in STATES:
                st.session_state[_key(group)] = PRESETS.get(st.session_state[PRESET] or "", {}).get(group, "free")
            state = widgets.segmented_control(
                held.label,
                STATES,
                key=_key(group),
                required=True,
                format_func=lambda state: ICONS[state],
                width="stretch",
            )
            chosen[group] = state if state in STATES else "free"
    return worksheet_of(chosen)


def _asked(page: str, sheet: Worksheet) -> Worksheet:
    """The worksheet with title, task and guess. ValueError with a sentence if a text cannot be shown."""
    title = widgets.text_input("Title", key=TITLE, max_chars=LONGEST_TITLE, placeholder="One knob: the rate")
    task = widgets.text_area(
        "Task", key=TASK, max_chars=LONGEST_TASK, height=90,
        placeholder="Find the largest learning rate at which no runner leaves the map.",
        help="Students see it as plain text.",
    )  # fmt: skip
    guess = ASK.options[0]
    if page in (one or HOME for one in ASKING):
        guess = widgets.segmented_control(
            "Guess first", list(GUESSES), key=ASKED, default="nothing", required=True,
            format_func=GUESSES.__getitem__, help="The run is shown after the guess. Guesses stay in the browser.",
        )  # fmt: skip
    return worksheet.with_words(sheet, str(title or ""), str(task or ""), str(guess))


def _handed_out(query: str, page: str, title: str) -> None:
    """Show the link, its QR code, and the HTML that shows it on another page: without a frame, and in one."""
    link = f"{address() if page == HOME else here()}?{query}"
    try:
        picture = qr_code(link)
    except ValueError as error:
        st.warning(str(error), icon=":material/info:")
    else:
        with st.container(key="worksheet-code"):
            st.image(picture, alt="QR code of the link below", width="stretch")
    if sentence := legibility(link):
        st.warning(sentence, icon=":material/info:")
    # Streamlit's own copy button does not work without TLS; this one does.
    share(query, key="worksheet.copy")
    st.code(link, language=None, wrap_lines=True)
    st.caption("To show the picture on a page of your course, as a part of it")
    st.code(element(link), language="html", wrap_lines=True)
    st.caption(embedded(settings().embed))
    st.caption("Or the whole page in a frame")
    st.code(iframe(link, title or f"{settings().title}: worksheet"), language="html", wrap_lines=True)
    st.caption(admitted(settings().frames))


@st.dialog("Make a worksheet", width="large")
def make(query: str, page: str) -> None:
    """Show the dialog; `query` is the page's link without a worksheet."""
    st.html(style("worksheet"))
    keys = [PRESET, TITLE, TASK, ASKED, *map(_key, groups_of(page))]
    _recall(keys)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        sheet = _choices(page)
    with right:
        try:
            sheet = _asked(page, sheet)
        except ValueError as error:
            st.error(str(error))
            return
        finally:
            _remember(keys)
        _handed_out(worksheet.joined(query, sheet), page, sheet.title)
