"""Handles the messages of the browser components that change what a page shows. Any of them may be forged."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

from core.param import demand
from pictures.registry import PAGES
from runs import codec, edit
from ui.session import session
from ui.worksheets.session import admit

WORDS: Mapping[str, re.Pattern[str]] = {
    "start": re.compile(r"[xy]|(start|across|down)[1-9]\.[xy]"),
    "dial-rate": re.compile(r"run[1-9]\.rate"),
    "dial-momentum": re.compile(r"run[1-9]\.(momentum|beta1|beta)"),
    "axes": re.compile(r"axes"),
    "view": re.compile(r"view"),
    "knots": re.compile(r"run[1-9]\.schedule\.k[1-5]"),
}
"""The words of a link that the stage writes, by the control that writes them."""
OF_MAPS: Mapping[str, re.Pattern[str]] = {
    **WORDS,
    "zoom": re.compile(r"left|right|bottom|top|fine"),
    "cross": re.compile(r"run[1-9]\.(schedule\.)?(?!(schedule|origin|at|hidden)$)[a-zA-Z0-9_]+"),
}
"""Those that a map writes."""
MOST_WORDS = 64
Apply = Callable[[Mapping[str, Any]], None]


class Value(Protocol):
    """A page's value that is not the scene: a `PageState`."""

    @property
    def name(self) -> str:
        """The name of the page."""
        ...

    @property
    def read(self) -> Callable[[str], tuple[Any, tuple[str, ...]]]:
        """Reads a value from a link."""
        ...

    @property
    def words(self) -> Mapping[str, re.Pattern[str]]:
        """The words of the link that the picture writes."""
        ...

    def link(self) -> str:
        """The query string of the value."""
        ...

    def put(self, changed: Any, *, shown: bool = False) -> None:
        """Replace the value."""
        ...


def stage_of(page: str) -> str:
    """The key of the stage of a page."""
    return f"{page}.stage"


def listen(part: str, name: str, apply: Apply, *, again: bool = False) -> None:
    """Handle a component's new message of this name, if there is one, with `apply`.

    Streamlit ends a run, at any of its calls, if the visitor does something else. So a message is acknowledged before
    it is applied, or, if it does no harm to apply it `again`, only after that.
    """
    sent = None
    try:
        sent = session.new_message(part, name)
        if sent is not None:
            if not again:
                session.acknowledge(part, name, sent)
            apply(sent)
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError) as error:
        said = str(error) if isinstance(error, ValueError) else "this page does not send such messages."
        session.refuse(ValueError(f"A message from the picture could not be used: {said}"))
    if sent is not None and again:
        session.acknowledge(part, name, sent)


def apply_words(page: str, part: str) -> None:
    """Make the changes to the scene of this page that the stage has made in the picture and in the address.

    Other messages are handled after this, since they are about the picture with these changes.
    """

    def apply(sent: Mapping[str, Any]) -> None:
        link = _written(PAGES[page].write(session.subject()), sent)
        if link is not None:
            subject, remarks = PAGES[page].read(link)
            session.put(subject.scene, shown=True)
            session.remark(remarks)

    listen(part, "words", apply, again=True)


def apply_words_of(state: Value, part: str) -> None:
    """The same for a page whose value is not the scene."""

    def apply(sent: Mapping[str, Any]) -> None:
        link = _written(state.link(), sent, state.words)
        if link is not None:
            changed, remarks = state.read(link)
            state.put(changed, shown=True)
            session.remark(remarks)

    listen(part, "words", apply, again=True)


def _written(link: str, sent: Mapping[str, Any], known: Mapping[str, re.Pattern[str]] = WORDS) -> str | None:
    """A link with the words that the visitor has changed on the stage; None for a late message about another landscape.

    ValueError if one of the words is locked, or none that the stage writes.
    """
    words = {str(name): str(text) for name, text in sent["words"].items()}
    demand(len(words) <= MOST_WORDS, "it changes too many words of the link.")
    demand(all(len(text) < codec.LONG for text in words.values()), "no number is that long.")
    for name in words:
        control = next((control for control, form in known.items() if form.fullmatch(name)), None)
        demand(control is not None, f"the picture does not write {name[:40]!r} into the link.")
        admit(str(control))
    given = dict(parse_qsl(link, keep_blank_values=True))
    return codec.query(list((given | words).items())) if sent["of"] == given["landscape"] else None


def apply_fork(sent: Mapping[str, Any]) -> None:
    """Fork a runner at a step, and open the controls of the fork."""
    admit("fork")
    forked = edit.forked(session.scene(), int(sent["run"]), int(sent["step"]))
    marks = {runner.mark for runner in session.scene().runners}
    session.put(forked)
    session.select(next(i for i, runner in enumerate(forked.runners) if runner.mark not in marks))


def apply_pick(sent: Mapping[str, Any]) -> None:
    """Select the runner whose row in the standings was chosen."""
    admit("standings")
    session.select(int(sent["run"]))
