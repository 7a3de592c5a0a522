"""Every schedule, compared with its naive version and with PyTorch, and properties that all schedules have."""

import json
from pathlib import Path

import numpy as np
import pytest

from runs.catalog import SCHEDULES
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.survey import survey
from tests.ground import naive, naive_schedules
from tests.ground.tables import PLANS

with np.load(Path(__file__).parent.parent / "golden" / "torch.npz") as golden:
    ROWS = json.loads(str(golden["manifest"]))["curves"]
    PARTS = np.split(golden["curves"], np.cumsum([row["steps"] for row in ROWS])[:-1])
CURVES = [
    pytest.param(row, factors, id=f"{row['schedule']}{tuple(row['options'].values())}")
    for row, factors in zip(ROWS, PARTS, strict=True)
]
FACTORS = naive.FACTORS | naive_schedules.FACTORS
NAIVE = [row for row in PLANS if row.values[0].key in FACTORS]


def curve(plan, values, steps):
    return plan.factors(steps, dict(zip((p.key for p in plan.params), values, strict=True)))


def test_every_schedule_has_a_naive_version():
    assert set(FACTORS) == {key for key, plan in SCHEDULES.items() if plan.react is None}


@pytest.mark.parametrize(("plan", "values"), NAIVE)
def test_the_factors_are_those_of_the_naive_version(plan, values):
    wanted = [FACTORS[plan.key](t, *values) for t in range(1, 401)]
    assert np.max(np.abs(curve(plan, values, 400) - wanted)) <= 1e-13


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


def reacting(patience, cut, cooldown, floor=0.0, **changes):
    """Adam at a rate with which it bounces about Rosenbrock's valley: the loss stalls again and again."""
    plan = {"patience": patience, "factor": cut, "threshold": 1e-4, "cooldown": cooldown, "floor": floor}
    ground, way = Ground(landscape("rosenbrock")), optimizer("adam", {"beta1": 0.5})
    return Run(ground, way, 0.5, schedule("plateau", plan), (-1.2, 1.0), 200, **changes), plan


STALLS = [(0, 0.5, 0, 0.0), (2, 0.5, 0, 0.0), (3, 0.7, 4, 0.0), (1, 0.3, 2, 0.2)]


@pytest.mark.parametrize("setting", STALLS)
def test_a_schedule_that_reacts_to_the_loss_follows_its_rules(setting):
    run, plan = reacting(*setting)
    way = simulate(run)
    wanted = naive_schedules.plateau(list(way.losses[:-1]), *plan.values())
    assert np.max(np.abs(way.rates - 0.5 * np.array(wanted))) <= 1e-15
    assert len(set(wanted)) >= 2


@pytest.mark.parametrize("setting", STALLS)
def test_it_reacts_the_same_in_a_survey_and_alone(setting):
    run, _ = reacting(*setting)
    starts = np.array([[-1.2, 0.3, -0.7], [1.0, 2.0, 0.1]])
    found = survey(run, starts, tolerance=1e-300, lanes=2)
    for lane in range(3):
        alone = simulate(Run(run.ground, run.method, run.rate, run.schedule, tuple(starts[:, lane]), run.steps))
        assert np.array_equal(found.positions[:, lane], alone.positions[-1])


@pytest.mark.parametrize("key", SCHEDULES)
def test_warm_up_composes_with_every_schedule(key):
    ground, way, plan = Ground(landscape("bowl")), optimizer("gd"), schedule(key)
    plain = simulate(Run(ground, way, 0.01, plan, (1.0, 1.0), 60))
    warm = simulate(Run(ground, way, 0.01, plan, (1.0, 1.0), 60, warmup=20))
    rising = np.minimum(np.arange(1, 61) / 20, 1.0)
    assert np.allclose(warm.rates, plain.rates * rising, rtol=1e-12, atol=0) or SCHEDULES[key].react is not None
    assert warm.rates[0] == pytest.approx(plain.rates[0] / 20)
    assert np.array_equal(simulate(Run(ground, way, 0.01, plan, (1.0, 1.0), 60, warmup=0)).rates, plain.rates)


@pytest.mark.parametrize("seed", range(20))
def test_a_line_drawn_by_hand_never_leaves_the_room_between_two_knots(seed):
    knots = np.random.default_rng(seed).uniform(0, 1, 5).round(seed % 3)
    drawn = SCHEDULES["hand_drawn"].factors(401, {"T": 400, **{f"k{i + 1}": k for i, k in enumerate(knots)}})
    for i in range(4):
        piece = drawn[100 * i : 100 * i + 101]
        low, high = min(knots[i : i + 2]), max(knots[i : i + 2])
        assert np.all((piece >= low - 1e-12) & (piece <= high + 1e-12))
        assert piece[0] == pytest.approx(knots[i], abs=1e-12)
    assert drawn[-1] == pytest.approx(knots[-1], abs=1e-12)
