"""Where runs come to rest and when they arrive: stationary points by kind, and losses below or beside what is known."""

from dataclasses import replace
from math import pi

import numpy as np
import pytest

from core.kernel import COMPILED
from pictures.labels import endless
from runs.catalog import LANDSCAPES
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.surface import loss_at, lowest
from runs.survey import Question, ask
from studies.measures import below, left, reached
from studies.stationary import curvature, kind_of, resting_place

SEPARABLE = Ground(landscape("logistic_regression", {"apart": 6.0, "flipped": 0.0, "ridge": 0.0}))


def walked(ground: Ground, method="gd", rate=0.01, start=(0.0, 0.0), steps=300):
    return simulate(Run(ground, optimizer(method), rate, schedule(), start, steps))


@pytest.mark.parametrize("frame", [(0.0, 0.0, 0.0, 1.0, 1.0), (30.0, 0.5, -1.0, 2.0, 0.5)], ids=["plain", "framed"])
@pytest.mark.parametrize("key", LANDSCAPES)
def test_declared_points_are_of_their_kind(key, frame):
    ground = Ground(landscape(key), frame)
    for kind, points in (("minimum", ground.minima()), ("saddle", ground.saddles())):
        for point in points:
            assert kind_of(ground, point) == kind, point


@pytest.mark.parametrize("key", ["himmelblau", "rosenbrock", "monkey_saddle", "mccormick"])
def test_the_curvature_is_that_of_differences(key):
    ground, (x, y), h = Ground(landscape(key), (30.0, 0.5, -1.0, 2.0, 0.5)), (0.3, -0.2), 1e-4
    f = loss_at(ground, np.array([(x + i * h, y + j * h) for i in (-1, 0, 1) for j in (-1, 0, 1)])).reshape(3, 3)
    xx, yy = (f[2, 1] - 2 * f[1, 1] + f[0, 1]) / h**2, (f[1, 2] - 2 * f[1, 1] + f[1, 0]) / h**2
    xy = (f[2, 2] - f[2, 0] - f[0, 2] + f[0, 0]) / (4 * h**2)
    assert curvature(ground, (x, y)) == pytest.approx(np.array([[xx, xy], [xy, yy]]), rel=1e-4, abs=1e-4)


RESTS = [
    ("monkey_saddle", (0.0, 0.0), 1e-3, "at a saddle"),
    ("saddle", (0.5, 0.0), 0.1, "at a saddle"),
    ("rosenbrock", (1.0, 1.0), 1e-3, ""),
    ("himmelblau", (-0.270844, -0.923038), 1e-5, "at a maximum"),
    ("easom", (-20.0, -20.0), 1e-3, "on level ground"),
    ("mccormick", (5 * pi / 3 + 0.5, 5 * pi / 3 - 0.5), 0.1, "in another valley"),
]


@pytest.mark.parametrize(("key", "start", "rate", "place"), RESTS)
def test_a_run_that_rests_says_at_what_kind_of_place(key, start, rate, place):
    ground = Ground(landscape(key))
    if place == "at a maximum":
        start = summit(ground, start)
    way = walked(ground, rate=rate, start=start, steps=400)
    assert (way.word, resting_place(way)) == ("converged", place)


def summit(ground, near):
    """The critical point near a point, by Newton's method on differences."""
    at, h = np.array(near), 1e-5
    for _ in range(20):
        around = np.array([at + h * np.array(d) for d in ((1, 0), (-1, 0), (0, 1), (0, -1))])
        f = loss_at(ground, around)
        slope = np.array([f[0] - f[1], f[2] - f[3]]) / (2 * h)
        at = at - np.linalg.solve(curvature(ground, tuple(at)), slope)
    return tuple(at)


def test_a_run_that_ends_below_what_is_known_has_not_arrived():
    way = walked(Ground(landscape("mccormick")), rate=0.1, start=(-3.5, -4.5))
    assert way.losses[-1] == pytest.approx(-5.0548, abs=1e-4)
    assert (reached(way, 1e-3), below(way, 1e-3)) == (None, 0)
    assert resting_place(way) == "at a minimum below all known ones"


def test_where_there_is_no_minimum_nothing_arrives_and_the_gap_is_the_loss():
    assert (SEPARABLE.infimum(), lowest(SEPARABLE)) == (0.0, 0.0)
    way = walked(SEPARABLE, "adam", 0.1, steps=5000 if COMPILED else 100)
    assert way.losses[-1] < (1e-4 if COMPILED else 0.1)
    assert (reached(way, 1e-3), left(way, 1e-3), below(way, 1e-3)) == (None, None, None)
    assert "no minimum" in endless(SEPARABLE)
    inseparable = Ground(landscape("logistic_regression"))
    assert (inseparable.infimum(), endless(inseparable)) == (None, "")
    assert Ground(SEPARABLE.entry, table=((1.0, 0.0, 1.0), (-1.0, 0.5, 0.0))).infimum() == 0.0
    assert Ground(SEPARABLE.entry, table=((1.0, 0.0, 1.0), (2.0, 0.0, 0.0))).infimum() is None


def test_a_run_that_arrives_may_leave_again():
    # Momentum rolls through the minimum and back; plain descent stays.
    ground = Ground(landscape("bowl"))
    start = tuple(np.array(ground.minima()[0]) + 1e-3)
    still = walked(ground, "gd", 1e-3, start)
    assert (reached(still, 1e-3), left(still, 1e-3)) == (0, None)
    flung = replace(still, losses=np.array([0.0, 1.0, 0.0, 5e-4, 2e-3, 1.0]))
    assert (reached(flung, 1e-3), left(flung, 1e-3)) == (0, 4)
    assert left(replace(flung, losses=np.array([1.0, 0.0])), 1e-3) is None


def test_a_run_that_is_still_moving_rests_nowhere():
    assert resting_place(walked(Ground(landscape("rosenbrock")), rate=1e-4, start=(-1.2, 1.0), steps=5)) == ""


STARTS, STEPS = (40, 200) if COMPILED else (1, 40)


@pytest.mark.parametrize("key", LANDSCAPES)
def test_far_outside_the_box_no_run_arrives_at_its_start(key):
    """Nor does it end below the lowest known loss, unless the landscape says that its ground falls for ever."""
    ground = Ground(landscape(key))
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    rng = np.random.default_rng(5)
    starts = rng.uniform((2 * x0 - x1, 2 * y0 - y1), (2 * x1 - x0, 2 * y1 - y0), (STARTS, 2))
    for start in starts:
        way = walked(ground, "momentum", suggested_rate(ground, "momentum"), tuple(start), STEPS)
        if not len(way.losses):
            continue
        low = min(float(way.losses.min()), float(way.losses[0]))
        assert low >= lowest(ground) - 1e-9 * max(1.0, abs(lowest(ground))) or ground.infimum() is not None, start
        assert reached(way, 1e-9) != 0 or abs(way.losses[0] - lowest(ground)) <= 1e-9


@pytest.mark.parametrize("key", LANDSCAPES)
def test_far_outside_the_box_a_survey_calls_arrived_whoever_arrives_in_the_race(key):
    """So whoever is lower than the lowest known loss by more than the tolerance has not arrived there.

    Where the ground falls for ever some are, so that this can fail.
    """
    ground, tolerance, fallen = Ground(landscape(key)), 1e-3, 0
    (x0, x1), (y0, y1) = LANDSCAPES[key].box
    starts = np.random.default_rng(5).uniform((2 * x0 - x1, 2 * y0 - y1), (2 * x1 - x0, 2 * y1 - y0), (STARTS, 2))
    run = Run(ground, optimizer("momentum"), suggested_rate(ground, "momentum"), schedule(), (0.0, 0.0), STEPS)
    found = ask(Question(run, starts.T, within=tolerance, tolerance=1e-300))
    for start, arrival in zip(starts.tolist(), found.measures[0], strict=True):
        way = simulate(replace(run, start=tuple(start)))
        step = reached(way, tolerance)
        assert np.ceil(arrival) == (-1 if step is None else step), start
        assert step is None or abs(way.losses[step] - lowest(ground)) <= tolerance, start
        fallen += step is None and below(way, tolerance) is not None
    assert fallen or ground.infimum() is None or not ground.minima() or not COMPILED
