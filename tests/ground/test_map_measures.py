"""Measures of maps of settings: a pixel is what its runs say, over one start or several."""

from dataclasses import replace

import numpy as np
import pytest

from core.engine.ending import DIVERGED
from core.kernel import COMPILED
from runs import edit
from runs.map.map import Map
from runs.map.measure import SHARES, STARTS, Measure, offered, spread
from runs.simulate import simulate
from runs.surface import box_of, lowest
from studies.maps.answer import FIRST, LEFT, MOVING
from studies.maps.measures import VALUE, maps_of, measured
from tests.ground.test_maps import RATES, asked, expected

SIDE = 4 if COMPILED else 2
GROUND = {
    "bowl": asked("bowl", "momentum", sides=RATES, tolerance=0.05, steps=12),
    "two depths": asked("two_valleys", "gd", 0.05, ("rate", "warmup"), tolerance=0.05, steps=12),
}


def numbers(question, x, y):
    """Class, step, final loss above the lowest and area of the run at a place, from all of its rows."""
    kind, step = expected(question, x, y)
    run, floor = question.run_at(x, y), lowest(question.base.ground)
    way = simulate(run)
    if way.status == DIVERGED:
        return kind, step, np.inf, np.inf
    gaps = np.maximum(way.losses - floor, 0.0)
    return kind, step, float(way.losses[-1] - floor), float(np.minimum(gaps / gaps[0], 1e6).sum())


def naive(question, x, y):
    """Class and value of a pixel, computed slowly."""
    what, many = question.measure
    found = [numbers(one, x, y) for one in maps_of(question)]
    kinds = [kind for kind, *_ in found]
    if what in SHARES:
        hits = [kind >= FIRST if what == "arrive" else kind == LEFT for kind in kinds]
        return VALUE, sum(hits) / many
    place = ("", "steps", "loss", "area").index(what)
    each = sorted(one[place] if one[0] != LEFT and (what != "steps" or one[0] >= FIRST) else np.inf for one in found)
    value = each[(many - 1) // 2]
    failed = LEFT if 2 * kinds.count(LEFT) > many else MOVING
    return (VALUE, value) if np.isfinite(value) else (failed, value)


CASES = [(what, many) for what in offered(of_starts=False) for many in STARTS[:2] if many > 1 or what not in SHARES]


@pytest.mark.parametrize("name", GROUND)
@pytest.mark.parametrize(("what", "many"), CASES)
def test_a_pixel_is_what_its_runs_say(what, many, name):
    question = replace(GROUND[name], measure=Measure(what, many))
    found = measured(question.picture(), SIDE)
    across, down = (span.places(SIDE) for span in question.spans())
    for row in range(SIDE):
        for column in range(SIDE):
            kind, value = naive(question, float(across[column]), float(down[row]))
            there = found.values[row, column]
            assert found.classes[row, column] == kind, (row, column)
            if what == "steps" and kind == VALUE:
                there = np.ceil(there)
            assert there == pytest.approx(value, rel=1e-9, abs=1e-12) or kind != VALUE


def test_starts_fill_the_box_evenly_and_none_is_its_middle():
    for many in STARTS:
        starts = np.array(spread((-1.0, 3.0, 0.0, 2.0), many))
        assert np.hypot(*(starts - (1.0, 1.0)).T).min() > 0.01
        quarters = (starts[:, 0] > 1.0).astype(int) + 2 * (starts[:, 1] > 1.0)
        assert many == 1 or np.bincount(quarters, minlength=4).min() >= many // 8
        assert ((starts > (-1.0, 0.0)) & (starts < (3.0, 2.0))).all()


def test_from_several_starts_the_present_one_does_not_matter():
    question = replace(GROUND["bowl"], measure=Measure("loss", 16))
    moved = replace(question, base=edit.with_start(question.base, 0.1, 0.2))
    assert np.array_equal(measured(question, SIDE).values, measured(moved, SIDE).values)
    assert [one.base.start for one in maps_of(question)] == list(spread(box_of(question.base.ground), 16))


def test_a_map_is_measured_once():
    question = replace(GROUND["bowl"], measure=Measure("area"))
    assert isinstance(question, Map)
    assert measured(question.picture(), 2) is measured(replace(question.picture()), 2)
