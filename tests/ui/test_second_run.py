"""A page that is drawn again, as after every change, costs only CPU time: it must not open any file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from streamlit.navigation.page import StreamlitPage

from runs.page_lock import PageLock
from tests.ui.visitor import visit

OPENED: list[str] = []
LISTENING = [False]


def listen(event: str, arguments: tuple[object, ...]) -> None:
    """Note every file that is opened, except scripts, which a server keeps in memory and the harness does not.

    An audit hook of Python cannot be removed again.
    """
    if LISTENING[0] and event == "open" and not str(arguments[0]).endswith(".py"):
        OPENED.append(str(arguments[0]))


sys.addaudithook(listen)


@contextmanager
def listening() -> Iterator[list[str]]:
    """The files that are opened inside this context."""
    OPENED.clear()
    LISTENING[0] = True
    try:
        yield OPENED
    finally:
        LISTENING[0] = False


PAGES = ["race", "scenes", "compare", "clouds", "maps", "network", "anatomy", "schedules", "reference"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_drawn_again_opens_no_file(page):
    at = visit("", page)
    with listening() as opened:
        at.run()
    assert opened == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_drawn_in_its_turn_and_gives_it_back(page, monkeypatch):
    turn = PageLock()
    monkeypatch.setattr("runs.page_lock.PAGE_LOCK", turn)
    with monkeypatch.context() as spying:
        held = []
        run = StreamlitPage.run
        spying.setattr(StreamlitPage, "run", lambda self: (held.append(turn.holder), run(self)))
        visit("", page)
    assert held[-1]
    assert turn.holder is None
