"""The curvature against the limit: closed forms on quadratics, naive eigenvalues elsewhere, nothing without a limit."""

from dataclasses import replace

import numpy as np
import pytest

from core.kernel import COMPILED
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from studies.stability.closed_forms import limit_of
from studies.stability.sharpness import against_limit, along, largest, middles
from studies.stationary import curvature

KAPPA, START = 10.0, (-1.6, 0.8)
BOWL = Ground(landscape("bowl", {"kappa": KAPPA, "angle": 30.0}))


def asked(method: str, rate: float, values=None, ground: Ground = BOWL, **more) -> Run:
    return Run(ground, optimizer(method, values), rate, schedule(), START, 200, **more)


# The limit on ηλ.
LINEAR = [
    ("gd", {}, 2.0),
    ("momentum", {"momentum": 0.0}, 2.0),
    ("momentum", {"momentum": 0.9}, 3.8),
    ("momentum", {"momentum": 0.5, "convention": 1.0}, 3.0),
    ("momentum", {"momentum": 0.9, "convention": 2.0}, 38.0),
    ("nesterov", {"momentum": 0.5}, 1.5),
    ("nesterov", {"momentum": 0.5, "form": 1.0}, 1.5),
    ("nesterov", {"momentum": 0.9}, 3.8 / 2.8),
]


def reach(run: Run) -> float:
    """The largest distance from the minimum in the last half of a run, as a share of that of the first half."""
    away = np.hypot(*simulate(run).positions.T)
    return away[len(away) // 2 :].max() / away[: len(away) // 2].max()


@pytest.mark.parametrize(("method", "values", "limit"), LINEAR, ids=str)
def test_at_the_limit_the_curve_is_at_one_and_on_either_side_the_run_shrinks_or_grows(method, values, limit):
    edge = asked(method, limit / KAPPA, values)
    found = against_limit(simulate(edge))
    assert found.shape == (200,)
    assert np.allclose(found, 1.0, rtol=1e-12)
    below, above = (replace(edge, rate=share * edge.rate) for share in (0.97, 1.03))
    assert np.allclose(against_limit(simulate(below)), 0.97)
    assert reach(below) < 0.5
    assert reach(above) > 1.0


ADAPTIVE = [
    ("adam", {}, 38.0),
    ("adam", {"beta1": 0.5, "correct": 0.0}, 6.0),
    ("adam", {"beta1": 0.0, "eps_form": 1.0, "eps": 0.01}, 2.0),
    ("rmsprop", {}, 2.0),
    ("rmsprop", {"momentum": 0.9}, 3.8),
    ("rmsprop", {"centered": 1.0, "eps": 0.01}, 2.0),
    ("rmsprop", {"eps_place": 1.0, "eps": 0.01}, 2.0),
]


@pytest.mark.parametrize(("method", "values", "limit"), ADAPTIVE, ids=str)
def test_a_method_with_a_yardstick_is_measured_on_the_ground_that_it_sees(method, values, limit):
    """The naive way: the step itself says what it divides by, and NumPy's general solver finds the eigenvalues."""
    way = simulate(asked(method, 0.01, values))
    found = against_limit(way)
    known = limit_of(way.run.method)
    assert known is not None
    assert known.value == pytest.approx(limit, rel=1e-12)
    h = dict(zip((p.key for p in OPTIMIZERS[method].params), way.run.method.values, strict=True))
    m = way.memory[:, 0] if method == "adam" else way.memory[:, 2]
    moved = -np.diff(way.positions, axis=0) / 0.01
    p = m[1:] / moved if method == "adam" else way.used / (m[1:] - h["momentum"] * m[:-1])
    for t in range(50):
        top = np.linalg.eigvals(np.diag(1.0 / p[t]) @ curvature(BOWL, START)).real.max()
        assert found[t] == pytest.approx(0.01 * top / limit, rel=1e-6)


@pytest.mark.parametrize(("beta", "limit"), [(0.0, 2.0), (0.5, 6.0), (0.9, 38.0)])
def test_adam_with_a_yardstick_that_stands_still_has_the_limit_of_averaged_momentum(beta, limit):
    """With an ε far above all slopes, Adam is momentum with the rate η / ε. That ends as slopes grow."""
    edge = asked("adam", 10.0 * limit / KAPPA, {"beta1": beta, "eps": 10.0, "correct": 0.0})
    edge = replace(edge, start=(-1.6e-7, 0.8e-7), steps=40)
    assert np.allclose(against_limit(simulate(edge)), 1.0, rtol=1e-4)
    assert reach(replace(edge, rate=0.97 * edge.rate)) < 0.7
    assert reach(replace(edge, rate=1.03 * edge.rate)) > 1.0


@pytest.mark.parametrize("land", list(LANDSCAPES) if COMPILED else ["edge", "moving_bowl"])
def test_the_hessians_along_a_run_are_those_of_its_places_and_their_eigenvalues_are_the_largest(land):
    ground = Ground(landscape(land), (20.0, 0.5, 0.0, 1.5, 0.7)) if land != "moving_bowl" else Ground(landscape(land))
    x0, x1 = LANDSCAPES[land].box[0]
    rng = np.random.default_rng(1)
    places = np.column_stack([rng.uniform(x0, x1, 5), rng.uniform(*LANDSCAPES[land].box[1], 5)])
    found = along(ground, places, 4)
    naive = [curvature(ground, (float(x), float(y)), t) for t, (x, y) in enumerate(places)]
    assert np.allclose(found, naive)
    sizes = rng.uniform(0.1, 3.0, (5, 2))
    tops = [np.linalg.eigvals(np.diag(1.0 / p) @ h).real.max() for h, p in zip(found, sizes, strict=True)]
    assert np.allclose(largest(found, sizes), tops)


def test_where_a_walker_turns_back_the_hessian_is_taken_in_the_middle_of_its_swing():
    path = np.array([(0.0, 1.0), (1.0, -1.0), (2.0, 1.0), (3.0, 1.5), (4.0, 2.0)])
    assert np.array_equal(middles(path), [(0.0, 1.0), (1.0, 0.0), (2.0, 1.0), (3.0, 1.5), (4.0, 2.0)])
    assert np.array_equal(middles(path[:1]), path[:1])


def test_gradient_descent_rests_at_the_edge_of_stability():
    """Source: the minimalist example of Zhu and others, 2023; on xy = 1 the largest curvature is 4 (x² + y²)."""
    way = simulate(replace(asked("gd", 0.05, ground=Ground(landscape("edge"))), start=(4.0, 0.22), steps=1000))
    found = against_limit(way)
    x, y = way.positions[-1]
    assert found[0] > 1.05
    assert found[-1] == pytest.approx(0.05 * 4 * (x * x + y * y) / 2, rel=1e-3)
    assert 0.99 < found[-1] < 1.0


def test_a_schedule_moves_the_curve_with_the_rate():
    run = replace(asked("gd", 0.1), schedule=schedule("cosine"))
    way = simulate(run)
    assert np.allclose(against_limit(way), way.rates * KAPPA / 2.0)


def test_a_fork_has_the_limit_of_its_origin_up_to_its_own_step():
    origin = asked("momentum", 0.19, {"momentum": 0.5})
    fork = asked("momentum", 0.19, {"momentum": 0.9}, origin=origin, at=40)
    again = asked("momentum", 0.095, {"momentum": 0.9}, origin=fork, at=100)
    found = against_limit(simulate(again))
    assert np.allclose(found[:40], 1.9 / 3.0)
    assert np.allclose(found[40:100], 0.5)
    assert np.allclose(found[100:], 0.25)


NONE = {
    "another method": asked("lion", 0.01),
    "weight decay": asked("momentum", 0.01, {"weight_decay": 0.1}),
    "dampening": asked("momentum", 0.01, {"convention": 1.0, "dampening": 0.5}),
    "late gradients": asked("gd", 0.01, gradient=GradientNoise(delay=2.0)),
    "clipped gradients": asked("gd", 0.01, clip=0.5),
    "a fork of what has none": asked("gd", 0.01, origin=asked("gd", 0.01, clip=0.5), at=10),
}


@pytest.mark.parametrize("name", NONE)
def test_without_a_limit_there_is_no_curve(name):
    assert against_limit(simulate(NONE[name])).size == 0


def test_the_curve_ends_where_numbers_do():
    """Far out in the gorge, losses and slopes are large numbers, but curvatures are none any more."""
    way = simulate(replace(asked("gd", 1e-3, ground=Ground(landscape("narrow_gorge"))), start=(-3.6, -1.8)))
    places = way.positions.copy()
    places[5:7] = 1e6
    assert len(against_limit(replace(way, positions=places))) == 5


def test_a_run_that_diverges_has_a_curve_up_to_its_end():
    way = simulate(asked("gd", 0.5))
    assert way.word == "diverged"
    assert np.allclose(against_limit(way), 2.5)
    assert len(against_limit(way)) == len(way.rates)
