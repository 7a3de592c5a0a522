"""A server with low limits: visitors who ask for more get a smaller picture and a sentence."""

import pytest

from runs import bounds
from runs.comparison import codec as comparison_codec
from runs.comparison.presets import PRESETS
from tests.ui.visitor import seen, visit
from ui.session import session
from ui.session.comparison import COMPARISON

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


def test_a_comparison_that_asks_for_too_much():
    comparison = next(iter(PRESETS.values()))()
    at = visit(comparison_codec.write(comparison), "compare")
    assert at.session_state[COMPARISON.key].base.steps == 100
    assert SENTENCE.format(comparison.base.steps) in said(at)
