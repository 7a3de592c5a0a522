"""A server that gives little: who asks for more gets a sentence and a smaller picture."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from runs import bounds, sheet_codec
from runs.sheet_presets import PRESETS
from ui import session, sheets

MAIN = str(Path(__file__).parents[2] / "ui" / "router" / "main.py")
SENTENCE = "This server walks at most 100 steps, so {} became 100."


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """The bounds of the small server."""
    monkeypatch.setattr(bounds, "bounds", lambda: bounds.Bounds(steps=100))


def seen(at):
    assert not at.exception, at.exception
    return at


def visit(text):
    at = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in parse_qsl(text):
        at.query_params[name] = value
    return seen(at.run())


def said(at):
    return [warning.value for warning in at.warning]


def test_a_link_that_asks_for_too_much():
    at = visit("v=1&steps=9000&run1=gd")
    assert at.session_state[session.SCENE].steps == 100
    assert SENTENCE.format("9,000") in said(at)


def test_a_hand_that_asks_for_too_much():
    at = visit("v=1&steps=50&run1=gd")
    assert not said(at)
    seen(at.slider(key="steps").set_value(at.slider(key="steps").max).run())
    assert at.session_state[session.SCENE].steps == 100
    assert said(at) == [SENTENCE.format("10,000")]


def test_a_sheet_that_asks_for_too_much():
    at = visit("")
    sheet = next(iter(PRESETS.values()))()
    at.switch_page("../pages/compare.py")
    for name, value in sheet_codec.pairs(sheet):
        at.query_params[name] = value
    seen(at.run())
    assert at.session_state[sheets.SHEET].base.steps == 100
    assert SENTENCE.format(sheet.base.steps) in said(at)
