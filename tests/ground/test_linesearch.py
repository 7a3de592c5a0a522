"""The line search with one evaluation per tick: on many kinds of functions it ends, and ends at the right point."""

import math
from itertools import pairwise

import numpy as np
import pytest

from core.engine.ending import FAR
from core.linesearch import FOUND, LOST, ROWS, SEARCHING, aim, launch, look
from runs.catalog import OPTIMIZERS

# Lines: the loss and its derivative as functions of the distance, with the loss falling at 0.
LINES = {
    "quadratic": (lambda a: (a - 3.0) ** 2, lambda a: 2.0 * (a - 3.0)),
    "quartic": (lambda a: (a - 2.0) ** 4, lambda a: 4.0 * (a - 2.0) ** 3),
    "two valleys": (lambda a: a**4 / 4 - a**3 + a**2 / 2 - a, lambda a: a**3 - 3 * a**2 + a - 1.0),
    "waves": (lambda a: 0.1 * a - math.sin(a), lambda a: 0.1 - math.cos(a)),
    "ripples on a bowl": (
        lambda a: 0.05 * (a - 20.0) ** 2 - math.cos(a + 1.5),
        lambda a: 0.1 * (a - 20.0) + math.sin(a + 1.5),
    ),
    "a wall": (lambda a: math.cosh(min(a - 1.0, 300.0)), lambda a: math.sinh(min(a - 1.0, 300.0))),
    "a long shelf": (lambda a: -a / (1.0 + a * a), lambda a: (a * a - 1.0) / (1.0 + a * a) ** 2),
    "far and flat": (lambda a: 1e-8 * (a - 1e4) ** 2, lambda a: 2e-8 * (a - 1e4)),
    "an edge": (
        lambda a: (a - 1.0) ** 2 if a < 1.5 else math.nan,
        lambda a: 2.0 * (a - 1.0) if a < 1.5 else math.nan,
    ),
    "a height that drowns": (lambda a: 1e16 + (a - 1.0) ** 2, lambda a: 2.0 * (a - 1.0)),
}
KINKS = {
    "a kink": (lambda a: abs(a - 2.0), lambda a: math.copysign(1.0, a - 2.0), 2.0),
    "a slanting kink": (lambda a: max(0.2 - a, 5.0 * (a - 0.2)), lambda a: -1.0 if a < 0.2 else 5.0, 0.2),
}
FIRST = (1e-6, 0.03, 1.0, 40.0, 1e5)
ASKED = ((1e-4, 0.9), (1e-4, 0.1), (1e-6, 0.01), (0.4, 0.99))


def search(line, first, c1=1e-4, c2=0.1, most=150):
    """Search one lane along x. Returns the last verdict and all trials."""
    f, slope = line
    slots, theta, at = np.zeros((len(ROWS), 2)), np.zeros(2), np.empty(2)
    slots[0, 0] = 1.0
    launch(slots, 0, np.array([f(0.0)] * 2), np.array([slope(0.0), 0.0]), first)
    trials, verdict = [], SEARCHING
    while verdict == SEARCHING and len(trials) < most:
        aim(theta, slots, at)
        trials.append(float(at[0]))
        verdict = look(slots, 0, np.array([f(at[0])] * 2), np.array([slope(at[0]), 0.0]), c1, c2)
    assert at[1] == 0.0
    return verdict, trials


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_search_ends_where_both_conditions_hold(line, first, asked):
    f, slope = line
    (c1, c2), (verdict, trials) = asked, search(line, first, *asked)
    far = trials[-1]
    rounding = 1e-15 * abs(f(0.0))
    assert verdict == FOUND
    assert f(far) <= f(0.0) + c1 * far * slope(0.0) + rounding
    assert abs(slope(far)) <= -c2 * slope(0.0)
    assert len(trials) <= 40


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("kink", KINKS.values(), ids=KINKS)
def test_at_a_kink_it_takes_the_low_end_of_a_narrow_bracket(kink, first):
    f, slope, place = kink
    verdict, trials = search((f, slope), first)
    assert verdict == FOUND
    assert f(trials[-1]) < f(0.0)
    assert trials[-1] == pytest.approx(place, rel=2e-4)


def test_an_exact_guess_is_the_second_look_on_a_quadratic():
    for first in (0.7, 2.5, 5.0):
        verdict, trials = search(LINES["quadratic"], first, c2=1e-9)
        assert verdict == FOUND
        assert trials == pytest.approx([first, 3.0], rel=1e-14)


@pytest.mark.parametrize("first", FIRST)
def test_where_it_falls_for_ever_it_goes_to_the_end_of_the_range_and_stops(first):
    verdict, trials = search((lambda a: -a * a - a, lambda a: -2.0 * a - 1.0), first)
    assert verdict == FOUND
    assert trials[-1] == FAR
    assert all(b <= 10.0 * a * (1.0 + 1e-15) for a, b in pairwise(trials))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param((lambda a: float(a > 0.0), lambda a: -1.0), id="a step up at once"),
        pytest.param((lambda a: math.nan if a > 0.0 else 0.0, lambda a: -1.0), id="no number but here"),
        pytest.param((lambda a: a, lambda a: -1.0), id="a slope that lies"),
    ],
)
def test_where_nothing_is_lower_it_gives_up(line):
    verdict, trials = search(line, 1.0)
    assert verdict == LOST
    assert trials[-1] <= 1e-15
    assert len(trials) <= 60


@pytest.mark.parametrize("direction", [(0.6, 0.8), (0.0, 0.0), (0.8, -0.6), (math.nan, 0.0)], ids=str)
def test_a_direction_that_does_not_lead_down_is_replaced(direction):
    slots = np.zeros((len(ROWS), 2))
    slots[0] = direction
    with np.errstate(all="ignore"):
        launch(slots, 0, np.array([5.0, 5.0]), np.array([3.0, 4.0]), 0.5)
    assert slots[0].tolist() == [-3.0, -4.0]
    assert dict(zip(ROWS, slots.tolist(), strict=True)) == {
        "direction": [-3.0, -4.0],
        "slope": [3.0, 4.0],
        "length": [0.5, 0.5],
        "bracket": [0.0, -1.0],
        "heights": [5.0, 5.0],
        "slants": [-25.0, -25.0],
    }


SEARCHING_METHODS = [key for key, way in OPTIMIZERS.items() if {"c1", "c2"} <= {p.key for p in way.params}]


@pytest.mark.parametrize("key", SEARCHING_METHODS)
def test_the_help_of_both_conditions_says_what_theory_demands(key):
    """0 < c1 < c2 < 1, and below a half for conjugate gradients (Nocedal and Wright, 2006, (3.7) and section 5.2)."""
    c1, c2 = (next(p for p in OPTIMIZERS[key].params if p.key == name) for name in ("c1", "c2"))
    most = "0.5" if key == "conjugate_gradient" else "1"
    assert c1.default < c2.default < float(most)
    assert "Theory demands that it is less than c₂." in c1.help
    assert f"Theory demands c₁ < c₂ < {most}." in c2.help


def test_several_methods_search_along_a_line():
    assert len(SEARCHING_METHODS) >= 3
