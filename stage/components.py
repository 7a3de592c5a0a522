"""The components beside the stage: the list of runners, the button that copies the link, the chooser, the course.

They use the stage's modules and stylesheet, so that a mark has the same shape and colour everywhere.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from streamlit.components.v2 import component

from stage import routes
from stage.rules import FREE, Rules, ruled


class Entry(NamedTuple):
    """One entry in the chooser: its key and name, its family, what it teaches, and all that a search for it finds."""

    key: str
    name: str
    family: str
    lesson: str
    words: str


class Row(NamedTuple):
    """One runner in the list: its name, what distinguishes it, its mark, its standing, why it cannot be removed."""

    name: str
    note: str
    style: int
    selected: bool
    hidden: bool
    needed: str = ""


class Lecture(NamedTuple):
    """A chapter of the course in its contents: `steps` and `questions` are how many it has, and `scenes` are the titles
    and links of the scenes that belong to it.
    """

    key: str
    place: int
    title: str
    asks: str
    leaves: str
    minutes: int
    steps: int
    questions: int
    scenes: tuple[tuple[str, str], ...]


_LOADER = """const modules = {};
export default function (ctx) {
  const [address, name, data] = ctx.data;
  (modules[address] ??= import(new URL(address, location.origin).href)).then(
    (module) => module.components[name]({ ...ctx, data }),
    () => { delete modules[address]; },
  );
}"""


def _part(name: str) -> Callable[..., object]:
    return component(name, html=f'<div class="tw-{name}"></div>', js=_LOADER, isolate_styles=False)


# A list: in a dictionary Streamlit looks for data frames, and for that it loads pandas and pyarrow, 0.3 s and 50 MB.
def _data(name: str, file: str = "main.js", /, **more: object) -> list[object]:
    return [routes.module(file), name, more]


_roster, _share, _chooser, _learn = _part("roster"), _part("share"), _part("chooser"), _part("learn")


def _woken() -> None:
    """Do nothing. Streamlit keeps a component's state only if there is a callback; the page reads it when it runs."""


def roster(rows: tuple[Row, ...], *, full: str, acknowledged: int, key: str, rules: Rules = FREE) -> None:
    """Show the list with the controls that `rules` allow. A click runs the page again.

    The message of a click is in `st.session_state[key]`: act: {"do": "select" | "hide" | "duplicate" | "remove" |
    "add", "run": int, "seq": int}. `full`: why no further runner can be added, "" if one can. `acknowledged`: the
    highest sequence number of a message that has arrived.
    """
    data = _data("roster", rows=[row._asdict() for row in rows], full=full, acknowledged=acknowledged, **ruled(rules))
    _roster(key=key, data=data, on_act_change=_woken)


def share(query: str, *, key: str, rules: Rules = FREE) -> None:
    """A button that copies the address of this page with this query string."""
    _share(key=key, width="content", data=_data("share", query=query, **ruled(rules)))


def chooser(
    entries: tuple[Entry, ...],
    courses: tuple[str, ...],
    *,
    shown: tuple[str, ...],
    mark: str,
    note: str,
    opener: str,
    pictures: str,
    acknowledged: int,
    key: str,
) -> None:
    """Show the entries with their pictures and a search. A choice runs the page, or the dialog around it, again.

    The entries of `courses` stand first and again among all, which come family by family. Those in `shown` are marked
    with the word `mark`. `note` is a sentence below the search. `opener` is the selector of the button that gets
    the focus back, and `pictures` is how the addresses of the pictures begin. The message of a choice is in
    `st.session_state[key]`: choice: {"key": str, "seq": int}.
    """
    listed = [entry._asdict() for entry in entries]
    data = _data(
        "chooser", "chooser.js", entries=listed, courses=list(courses), shown=list(shown), mark=mark,
        note=note, opener=opener, pictures=pictures, acknowledged=acknowledged,
    )  # fmt: skip
    _chooser(key=key, data=data, on_choice_change=_woken)


def learn(
    chapters: tuple[Lecture, ...],
    *,
    lessons: str,
    glossary: str,
    thumbnails: str,
    handed: Mapping[str, str],
    facts: Mapping[str, object],
    key: str,
) -> None:
    """Show the course: its contents, its glossary, or the chapter that the address names. It sends no message.

    `lessons` and `thumbnails` are how the addresses of chapters and of small pictures begin, and `glossary` is the
    address of the list of terms. `handed` is the HTML that shows a step on other pages (`ui/handout/link.py`), and
    `facts` is what a stage without a session needs to know of the server.
    """
    data = _data(
        "learn", "learn.js", chapters=[one._asdict() for one in chapters], lessons=lessons, glossary=glossary,
        thumbnails=thumbnails, handed=dict(handed), facts=dict(facts),
    )  # fmt: skip
    _learn(key=key, data=data)
