"""The choice of a landscape or an optimizer: a box for those who know the name, and a dialog with pictures beside it.

Every page that lets a visitor choose one does so by this module. The dialog is made when it is open and not before.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

import streamlit as st

from core.param import demand
from stage.components import Entry
from stage.components import chooser as listed
from studies import choosing
from studies.choosing import COURSES, Chosen
from studies.reference import REGISTRIES, mentioned
from ui import address_bar
from ui.controls import widgets
from ui.routes import thumbnails
from ui.session import session
from ui.session.messages import listen
from ui.worksheets import session as worksheet_session
from ui.worksheets.names import name_of
from ui.worksheets.session import admit

LIST = "chooser"
"""The key of the list in the dialog."""
OPEN = "thalweg.chooser"
"""The session's key of what the open dialog chooses. A run of the page closes a dialog unless it shows it again, and
the page may run at any time: a second after a pin was dragged, for example."""
TITLES: Mapping[Chosen, str] = {"landscape": "Choose a landscape", "optimizer": "Choose an optimizer"}
SUGGESTED = "It gets the learning rate suggested for it on this landscape."
Take = Callable[[str], None]


def browse(key: str) -> None:
    """Open the dialog of this control."""
    st.session_state[OPEN] = key


def close() -> None:
    """Close the dialog."""
    st.session_state.pop(OPEN, None)


@cache
def entries(kind: Chosen) -> tuple[Entry, ...]:
    """All entries of a kind for the list, family by family."""
    return tuple(
        Entry(record.key, record.name, record.family, record.lesson, mentioned(kind, record.key))
        for record in choosing.by_family(kind)
    )


def box(label: str, key: str, kind: Chosen, current: str, take: Take, *, taught: bool = True) -> None:
    """A box that chooses an entry by its name, with the button beside it that opens the dialog.

    `take` changes what the page shows. `taught`: what the entry teaches stands below.
    """
    if worksheet_session.standing(name_of(key)) == "hidden":
        return
    widgets.settle(key, current)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        widgets.selectbox(
            label, list(choosing.order(kind)), key=key, format_func=partial(choosing.label, kind),
            on_change=lambda: take(st.session_state[key]),
        )  # fmt: skip
        button(key)
    if taught:
        st.caption(REGISTRIES[kind][current].lesson)
    dialog(key, Choice(name_of(key), kind, TITLES[kind], (current,), "chosen", take, opener(key)))


def button(key: str) -> None:
    """The button that opens the dialog of the control with this key."""
    widgets.button("Browse", key=f"{key}.browse", on_click=browse, args=(key,))


class Choice(NamedTuple):
    """What a dialog asks for: the name of the control in a link, a kind of entry, and what to do with the chosen one.

    The entries in `shown` are marked with the word `mark`. `opener` is the selector of the button that opens the
    dialog, and `note` a sentence below the search.
    """

    name: str
    kind: Chosen
    title: str
    shown: tuple[str, ...]
    mark: str
    take: Take
    opener: str
    note: str = ""


def opener(key: str) -> str:
    """The selector of the button beside a box."""
    return f".st-key-{key.replace('.', '-')}-browse button"


def dialog(key: str, choice: Choice) -> None:
    """Show the dialog of the control with this key if it is open, and if a worksheet leaves that control free."""
    if st.session_state.get(OPEN) != key:
        return
    if address_bar.has_arrived() or worksheet_session.standing(choice.name) != "free":
        close()
        return
    st.dialog(choice.title, width="medium", on_dismiss=close)(_choose)(choice)


def _choose(choice: Choice) -> None:
    kind = choice.kind

    def apply(sent: Mapping[str, Any]) -> None:
        chosen = str(sent["key"])
        admit(choice.name)
        demand(chosen in REGISTRIES[kind], f"There is no {kind} {chosen[:40]!r}.")
        choice.take(chosen)

    before = session.acknowledged(LIST, "choice"), session.remarks()
    listen(LIST, "choice", apply)
    acknowledged = session.acknowledged(LIST, "choice")
    if (acknowledged, session.remarks()) != before:  # chosen, or refused with a sentence above the picture
        close()
        st.rerun()
    listed(
        entries(kind), COURSES[kind], shown=choice.shown, mark=choice.mark, note=choice.note, opener=choice.opener,
        pictures=thumbnails.address(kind), acknowledged=acknowledged, key=LIST,
    )  # fmt: skip
