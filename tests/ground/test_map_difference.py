"""The difference of two methods: every pixel says what the two runs there say, and which of them is sooner."""

from dataclasses import replace

import numpy as np
import pytest

from core.kernel import COMPILED
from runs.map.map import Map
from runs.run import Runner, optimizer
from studies.maps.answer import FIRST, LEFT, MOVING, RESTING, Answer, survey_map
from studies.maps.difference import (
    ELSEWHERE,
    EVEN,
    LATER,
    NEITHER,
    ONLY,
    ONLY_OTHER,
    SOONER,
    Difference,
    difference,
)
from studies.maps.measures import VALUE
from tests.ground.test_maps import RATES, STARTS, asked, expected

SIDE = 5 if COMPILED else 3


def pair(question, method, rate):
    """The map with a second method."""
    other = Runner(optimizer(method), rate, mark=1)
    return replace(question, base=replace(question.base, runners=(*question.base.runners, other)), difference=True)


def apart(question: Map, side: int) -> Difference:
    return difference(*(survey_map(one, side) for one in question.each()))


def naive(one, other):
    """The class of two outcomes, (class, step) each, and by how many whole steps one is sooner."""
    (here, step), (there, later) = one, other
    if here < FIRST and there < FIRST:
        return NEITHER, 0
    if here < FIRST or there < FIRST:
        return (ONLY_OTHER if here < FIRST else ONLY), 0
    if here != there:
        return ELSEWHERE, 0
    return (EVEN if step == later else SOONER if step < later else LATER), abs(later - step)


PAIRS = {
    "starts": pair(asked("himmelblau", "momentum", 0.013, tolerance=0.05, steps=60), "gd", 0.013),
    "far rates": pair(asked("himmelblau", "gd", 0.06, tolerance=0.05), "momentum", 0.002),
    "settings": pair(asked("bowl", "momentum", sides=RATES, tolerance=0.05), "nesterov", 0.02),
    "rate and warm-up": pair(asked("two_valleys", "gd", 0.05, ("rate", "warmup"), tolerance=0.05), "adam", 0.1),
    "nothing known": pair(asked("monkey_saddle", "gd", 0.05), "momentum", 0.05),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_pixel_is_two_runs(name):
    question = PAIRS[name]
    found, each = apart(question, SIDE), question.each()
    across, down = (span.places(SIDE) for span in question.spans())
    for row in range(SIDE):
        for column in range(SIDE):
            x, y = float(across[column]), float(down[row])
            kind, steps = naive(*(expected(one, x, y) for one in each))
            assert found.classes[row, column] == kind, (row, column)
            assert abs(found.values[row, column] - steps) < 1, (row, column)


ENDS = ((MOVING, 9.0), (RESTING, 4.0), (LEFT, 3.0), (FIRST, 2.5), (FIRST, 2.9), (FIRST, 7.2), (FIRST + 1, 2.5))


def test_every_pair_of_ends_has_one_class():
    ends = [(one, other) for one in ENDS for other in ENDS]
    nothing = np.empty(0)
    first, second = (
        Answer(np.array(kinds, np.uint8), np.array(steps), np.empty((2, 3)), nothing, nothing)
        for kinds, steps in ([zip(*(pair[k] for pair in ends), strict=True) for k in (0, 1)])
    )
    found = difference(first, second)
    for i, (one, other) in enumerate(ends):
        kind, _ = naive((one[0], np.ceil(one[1])), (other[0], np.ceil(other[1])))
        assert found.classes[i] == kind
        assert found.values[i] == (abs(other[1] - one[1]) if kind in (SOONER, LATER) else 0.0)
    assert set(found.classes.tolist()) == {EVEN, SOONER, LATER, ELSEWHERE, ONLY, ONLY_OTHER, NEITHER}
    assert found.share(EVEN, SOONER, LATER) == (10, len(ends))


def test_the_browser_knows_these_numbers():
    assert tuple(range(243, 251)) == (EVEN, SOONER, LATER, ELSEWHERE, ONLY, ONLY_OTHER, NEITHER, VALUE)


def test_without_the_other_one_nothing_differs():
    one = survey_map(asked("himmelblau", tolerance=0.05, sides=STARTS), SIDE)
    assert set(np.unique(difference(one, one).classes).tolist()) <= {EVEN, NEITHER}
