"""Basins of attraction, compared with gradient descent in very short steps, which is a slow form of gradient flow."""

import numpy as np
import pytest

from core.kernel import COMPILED
from runs.ground import PLAIN, Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.surface import box_of
from studies import basins as study
from studies.basins import SIDE, basins, bends, diagonal, ends_of_flow

DIVIDED = ["himmelblau", "two_valleys", "branin", "rastrigin", "six_hump_camel"][: 5 if COMPILED else 1]
WHOLE = ["rosenbrock", "bowl", "deep_linear", "moving_bowl", "monkey_saddle"]


def scattered(ground: Ground, count: int) -> np.ndarray:
    x0, x1, y0, y1 = box_of(ground)
    return np.random.default_rng(7).uniform((x0, y0), (x1, y1), (count, 2))


@pytest.mark.parametrize("key", DIVIDED)
def test_a_basin_is_where_gradient_descent_goes(key):
    ground = Ground(landscape(key))
    divided, method = basins(ground), optimizer("gd")
    points = scattered(ground, 40 if COMPILED else 4)
    labels = divided.of(points)
    assert np.mean(labels >= 0) > 0.5
    rate = suggested_rate(ground, "gd") / 10
    for point, label in zip(points[labels >= 0].tolist(), labels[labels >= 0], strict=True):
        way = simulate(Run(ground, method, rate, schedule(), tuple(point), 10_000 if COMPILED else 2000))
        apart = np.hypot(*(divided.places - way.positions[-1]).T)
        assert np.argmin(apart) == label
        assert apart[label] < 0.01 * diagonal(ground)


@pytest.mark.parametrize("key", DIVIDED)
def test_the_known_minima_are_the_first_places_and_lie_in_their_own_basins(key):
    ground = Ground(landscape(key))
    divided, minima = basins(ground), np.array(ground.minima())
    assert np.array_equal(divided.places[: len(minima)], minima)
    found = divided.of(minima)
    assert np.all((found == np.arange(len(minima))) | (found < 0))
    assert np.mean(found >= 0) > 0.5


def test_minima_that_a_record_does_not_name_have_basins_too(monkeypatch):
    ground = Ground(landscape("mccormick"))
    monkeypatch.setattr(study, "SIDE", SIDE if COMPILED else 9)
    divided, known = basins.__wrapped__(ground), len(ground.minima())
    assert len(divided.places) == known + 1
    assert np.any(divided.labels == known)
    here = bends(ground, divided.places[-1:], 1e-3)
    assert here.small[0] > 0
    assert np.hypot(*here.slopes[0]) < 1e-2


@pytest.mark.parametrize("key", WHOLE)
def test_some_ground_is_not_divided(key):
    ground = Ground(landscape(key))
    divided = basins(ground)
    assert len(divided.places) == 0
    assert np.all(divided.of(scattered(ground, 50)) == -1)


def test_off_the_map_no_basin_is_named_and_on_a_border_no_wrong_one():
    ground = Ground(landscape("saddle"))
    divided = basins(ground)
    assert divided.of(np.array([(0.0, 9.0), (9.0, 0.5), (-2.01, 1.0), (1e6, -1e6)])).tolist() == [-1] * 4
    up, down = divided.of(np.array([(0.3, 1.0), (0.3, -1.0)]))
    assert divided.places[up].tolist() == [0.0, 1.0]
    assert divided.places[down].tolist() == [0.0, -1.0]
    x = np.linspace(-1.9, 1.9, 50)
    above, below = (divided.of(np.column_stack([x, np.full(50, y)])) for y in (0.02, -0.02))
    assert np.any(above < 0) or np.any(below < 0)
    assert set(above.tolist()) <= {up, -1}
    assert set(below.tolist()) <= {down, -1}


def test_basins_turn_with_the_ground():
    plain, turned = Ground(landscape("saddle")), Ground(landscape("saddle"), (90.0, *PLAIN[1:]))
    points = scattered(plain, 200)
    here, there = basins(plain), basins(turned)
    one, other = here.of(points), there.of(np.column_stack([-points[:, 1], points[:, 0]]))
    both = (one >= 0) & (other >= 0)
    assert np.mean(both) > 0.8
    x, y = here.places[one[both]].T
    assert there.places[other[both]] == pytest.approx(np.column_stack([-y, x]), abs=1e-9)


def test_what_is_remembered_cannot_be_written_to():
    divided = basins(Ground(landscape("himmelblau")))
    assert divided.labels.shape == (SIDE, SIDE)
    for array in (divided.labels, divided.places):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


# The parts.


def test_bends_are_those_of_a_quadratic():
    points = scattered(Ground(landscape("matyas")), 20)
    here = bends(Ground(landscape("matyas")), points, 1e-3)
    hessian = np.array([[0.52, -0.48], [-0.48, 0.52]])
    assert here.slopes == pytest.approx(points @ hessian, abs=1e-6)
    assert here.large == pytest.approx(1.0, rel=1e-6)
    assert here.small == pytest.approx(0.04, rel=1e-4)
    assert np.abs(here.axes @ np.array([1.0, -1.0])) == pytest.approx(np.sqrt(2.0), rel=1e-6)


def test_the_flow_goes_down_the_narrowest_valley():
    ground = Ground(landscape("rosenbrock"))
    assert ends_of_flow(ground, np.array([(-1.2, 1.0), (1.9, -0.9)])) == pytest.approx(np.ones((2, 2)), abs=1e-2)


def test_a_flow_that_ends_in_no_minimum_has_no_end():
    ground = Ground(landscape("saddle"))
    assert np.all(np.isnan(ends_of_flow(ground, np.array([(0.0, 0.0)]))))
    assert np.all(np.isnan(ends_of_flow(Ground(landscape("monkey_saddle")), np.array([(-1.0, 0.0)]))))
