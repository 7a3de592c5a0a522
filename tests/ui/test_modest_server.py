"""A server with low limits: visitors who ask for more get a smaller picture and a sentence."""

import pytest

from runs import bounds, sheet_codec
from runs.sheet_presets import PRESETS
from tests.ui.visitor import seen, visit
from ui import session, sheets

SENTENCE = "This server allows at most 100 steps, so the run was shortened from {} to 100 steps."


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """The bounds of the small server."""
    monkeypatch.setattr(bounds, "bounds", lambda: bounds.Bounds(steps=100))


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
    sheet = next(iter(PRESETS.values()))()
    at = visit(sheet_codec.write(sheet), "compare")
    assert at.session_state[sheets.SHEET].base.steps == 100
    assert SENTENCE.format(sheet.base.steps) in said(at)
