"""The matrix of a step: closed forms, a run of the real engine, and which methods have one."""

import numpy as np
import pytest

from core.number import exact
from runs.catalog import OPTIMIZERS
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from studies.stability.transition import linear, matrices, radii, still
from studies.stationary import curvature

BOWL = Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0}))
HESSIAN = curvature(BOWL, (0.0, 0.0))
SLOPE = np.array([2.0, -3.0])
LINEAR = ("extragradient", "gd", "gradient_flow", "heavy_ball_ode", "momentum", "nesterov", "newton", "qhm")
SCALED = ("adam", "adam_l2", "adamax", "adamw", "adan", "amsgrad", "nadam", "radam", "rmsprop")


def test_these_methods_are_linear_in_position_and_memory():
    assert tuple(key for key in OPTIMIZERS if linear(optimizer(key), HESSIAN, 0.05)) == LINEAR


def test_these_are_while_what_they_divide_by_is_held():
    assert tuple(key for key, way in OPTIMIZERS.items() if way.scales) == SCALED
    assert all(linear(optimizer(key), HESSIAN, 0.05, still(optimizer(key), SLOPE)) for key in SCALED)


@pytest.mark.parametrize("key", LINEAR)
def test_the_matrix_takes_every_state_of_a_run_to_the_next_one(key):
    way = OPTIMIZERS[key]
    run = Run(BOWL, optimizer(key), 0.05, schedule(), (-1.6, 0.8), 12)
    walked = simulate(run)
    states = np.concatenate([walked.positions, walked.memory[:, : len(way.slots)].reshape(13, -1)], axis=1)
    (a,) = matrices(run.method, HESSIAN, np.array([0.05]))
    assert np.allclose(states[2:], states[1:-1] @ a.T, rtol=1e-12, atol=1e-14)


# On (x_t, x_{t-1}), for one eigenvalue of the Hessian, a = ηλ.
def heavy(a, b):
    return np.array([[1 + b - a, -b], [1, 0]])


def ahead(a, b):
    return np.array([[(1 + b) * (1 - a), -b * (1 - a)], [1, 0]])


FORMS = [
    ("momentum", {"convention": 0.0}, heavy),
    ("momentum", {"convention": 1.0}, heavy),
    ("momentum", {"convention": 2.0}, lambda a, b: heavy((1 - b) * a, b)),
    ("nesterov", {"form": 0.0}, ahead),
    ("nesterov", {"form": 1.0}, ahead),
    ("momentum", {"convention": 1.0, "dampening": 0.5}, lambda a, b: heavy(0.5 * a if b else a, b)),
    ("qhm", {"nu": 1.0}, lambda a, b: heavy((1 - b) * a, b)),
]


@pytest.mark.parametrize(("key", "values", "naive"), FORMS, ids=str)
def test_the_spectral_radius_is_that_of_the_textbook(key, values, naive):
    rates = np.array([0.01, 0.1, 0.18, 0.3, 2.0])
    for beta in (0.0, 0.5, 0.9, 0.99):
        found = radii(matrices(optimizer(key, {**values, "momentum": beta}), HESSIAN, rates))
        told = [max(np.abs(np.linalg.eigvals(naive(rate * lam, beta))).max() for lam in (1.0, 10.0)) for rate in rates]
        assert np.allclose(found, told, rtol=1e-6), exact(beta)


@pytest.mark.parametrize(("key", "size"), [("adam", 1.0), ("radam", 1.0), ("adan", 1.0), ("rmsprop", 1.0)])
def test_a_steady_slope_makes_its_own_square_of_the_mean_square(key, size):
    assert np.allclose(still(optimizer(key), SLOPE).values[0], size * SLOPE**2)


def test_what_is_held_has_its_value_when_it_divides():
    """Adam without momentum is gradient descent on ground that is stretched by 1 / (√v + ε)."""
    method = optimizer("adam", {"beta1": 0.0, "eps": 0.1})
    (a,) = matrices(method, HESSIAN, np.array([0.05]), still(method, SLOPE))
    assert np.allclose(a[:2, :2], np.eye(2) - 0.05 * np.diag(1.0 / (np.abs(SLOPE) + 0.1)) @ HESSIAN, rtol=1e-9)


def test_a_matrix_that_is_not_finite_has_no_radius():
    assert np.isnan(radii(np.array([[[np.nan]], [[2.0]]]))).tolist() == [True, False]
