"""Every schedule: against its naive version, against PyTorch, and what holds for all of them."""

import json
from pathlib import Path

import numpy as np
import pytest

from runs.catalog import SCHEDULES
from tests.ground import naive
from tests.ground.tables import PLANS

with np.load(Path(__file__).parent.parent / "golden" / "torch.npz") as golden:
    ROWS = json.loads(str(golden["manifest"]))["curves"]
    PARTS = np.split(golden["curves"], np.cumsum([row["steps"] for row in ROWS])[:-1])
CURVES = [
    pytest.param(row, factors, id=f"{row['schedule']}{tuple(row['options'].values())}")
    for row, factors in zip(ROWS, PARTS, strict=True)
]
NAIVE = [row for row in PLANS if row.values[0].key in naive.FACTORS]


def curve(plan, values, steps):
    return plan.factors(steps, dict(zip((p.key for p in plan.params), values, strict=True)))


def test_every_naive_schedule_is_in_the_catalogue():
    assert set(naive.FACTORS) <= set(SCHEDULES)


@pytest.mark.parametrize(("plan", "values"), NAIVE)
def test_the_factors_are_those_of_the_naive_version(plan, values):
    wanted = [naive.FACTORS[plan.key](t, *values) for t in range(1, 401)]
    assert np.max(np.abs(curve(plan, values, 400) - wanted)) <= 1e-15


@pytest.mark.parametrize(("row", "factors"), CURVES)
def test_the_factors_are_pytorchs(row, factors):
    assert factors.size == row["steps"]
    found = SCHEDULES[row["schedule"]].factors(row["steps"], row["options"])
    assert np.max(np.abs(found - factors)) <= 1e-12


@pytest.mark.parametrize(("plan", "values"), PLANS)
def test_factors_are_finite_and_not_negative_and_do_not_depend_on_how_far_one_looks(plan, values):
    whole = curve(plan, values, 700)
    assert whole.dtype == np.float64
    assert whole.flags.c_contiguous
    assert np.all(np.isfinite(whole))
    assert np.all(whole >= 0)
    for steps in (1, 2, 301):
        assert np.array_equal(curve(plan, values, steps), whole[:steps])


@pytest.mark.parametrize(("plan", "values"), PLANS)
def test_parameters_outside_their_range_are_refused_with_a_sentence(plan, values):
    for p in plan.params:
        with pytest.raises(ValueError, match=rf"\({p.key}\) must be"):
            plan.factors(5, {p.key: p.valid[1] + 1})
