"""Numbers written for people: the cases that the browser's module passes too, and what is written is read back."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.number import exact, read_number, sentence, short

pytestmark = pytest.mark.plain


CASES = json.loads((Path(__file__).parents[1] / "numerals.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "digits", "_", "written"), CASES["short"])
def test_a_measured_number_is_written_as_in_the_browser(text, digits, _, written):
    assert short(float(text), digits) == written


@pytest.mark.parametrize(("text", "written"), CASES["exact"])
def test_a_number_that_was_set_has_all_its_digits(text, written):
    assert exact(float(text)) == written


@settings(max_examples=300)
@given(st.floats(allow_nan=False), st.integers(1, 17))
def test_what_is_written_is_read_back(value, digits):
    assert read_number(exact(value)) == value
    if abs(value) < 1e308:  # more could be rounded up to infinity
        assert read_number(short(value, digits)) == pytest.approx(value, rel=10.0 ** (1 - digits), abs=0)


SENTENCES = [
    ("{a:.3g} and {b:g}", {"a": 1.23456e-7, "b": 1e-7}, "1.23·10⁻⁷ and 10⁻⁷"),
    ("step {step}, {share:.0%} of {many:,}", {"step": 3, "share": 0.5, "many": 1000}, "step 3, 50% of 1,000"),
]


@pytest.mark.parametrize(("template", "facts", "text"), SENTENCES)
def test_a_sentence_has_its_numbers_in_the_same_form(template, facts, text):
    assert sentence(template, **facts) == text
