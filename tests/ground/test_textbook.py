"""Numbers that are printed in textbooks, or can be checked by hand."""

import numpy as np
import pytest

from core.param import complete
from runs.catalog import LANDSCAPES, OPTIMIZERS
from tests.ground import naive


def feed(key, hyper, slopes, rate=1.0, start=(0.0, 0.0)):
    """Feed a method with these slopes, one row per step. Returns the positions and the memory after every step."""
    way = OPTIMIZERS[key]
    h, theta, slots = np.array(complete(way.params, hyper)), np.array(start, float), np.zeros((way.rows, 2))
    places, memory = [], []
    for t, g in enumerate(slopes, start=1):
        way.step(theta, np.array(g, float), slots, t, np.full(2, rate), h)
        places.append(theta.copy())
        memory.append(slots.copy())
    return np.array(places), np.array(memory)


@pytest.mark.parametrize("convention", [0.0, 1.0])
def test_opposite_slopes_cancel_in_the_velocity_and_equal_ones_add_up(convention):
    _, memory = feed("momentum", {"momentum": 0.9, "convention": convention}, [(10, -0.1), (-10, -0.1)])
    assert np.allclose(memory[:, 0], [(10, -0.1), (-1, -0.19)], rtol=1e-15)


@pytest.mark.parametrize("convention", [0.0, 1.0])
def test_a_constant_slope_builds_up_velocity(convention):
    _, memory = feed("momentum", {"momentum": 0.9, "convention": convention}, [(0.01, 0.01)] * 4)
    assert np.allclose(memory[:, 0, 0], [0.01, 0.019, 0.0271, 0.03439], rtol=1e-14)


def test_a_constant_slope_ends_at_ten_times_the_step_of_plain_descent():
    _, memory = feed("momentum", {"momentum": 0.9}, [(0.01, -3.0)] * 400)
    assert np.allclose(memory[-1, 0], [0.1, -30.0], rtol=1e-12)


def test_adams_first_correction_of_the_mean_divides_by_a_tenth():
    slopes = [(4.0, -0.5)]
    with_it, memory = feed("adam", {"beta1": 0.9, "beta2": 0.0, "eps": 1e-16, "correct": 1.0}, slopes)
    without, _ = feed("adam", {"beta1": 0.9, "beta2": 0.0, "eps": 1e-16, "correct": 0.0}, slopes)
    assert np.allclose(memory[0, 0], np.multiply(0.1, slopes[0]), rtol=1e-15)
    assert np.allclose(with_it * 0.1, without, rtol=1e-14)


def test_adams_first_step_is_the_rate_long_whatever_the_slope():
    places, _ = feed("adam", {}, [(1e4, -1e-3)], rate=0.25)
    assert np.allclose(places[0], [-0.25, 0.25], rtol=1e-4)


def test_adagrad_under_a_constant_slope_slows_down_with_the_root_of_time():
    places, _ = feed("adagrad", {}, [(3.0, -3.0)] * 50, rate=0.1)
    wanted = 0.1 * np.cumsum(1 / np.sqrt(np.arange(1, 51)))
    assert np.allclose(places[:, 0], -wanted, rtol=1e-9)


KAPPA, ANGLE = 25.0, 30.0
LAND = LANDSCAPES["bowl"]
AXES = np.array([[np.cos(np.pi / 6), np.sin(np.pi / 6)], [-np.sin(np.pi / 6), np.cos(np.pi / 6)]])
CURVATURES = np.array([1.0, KAPPA])


def descend(rate, steps, start):
    """The error of gradient descent on the bowl, in components along its axes: float64[steps + 1, 2]."""
    points, _ = naive.walk(
        LAND, np.array([KAPPA, ANGLE]), OPTIMIZERS["gd"], np.zeros(0), np.array(start, float), np.full(steps, rate)
    )
    return points @ AXES.T


@pytest.mark.parametrize("rate", [0.001, 1 / KAPPA, 0.05, 0.07, 2 / KAPPA, 0.085])
def test_descent_multiplies_every_component_of_the_error_by_one_minus_rate_times_curvature(rate):
    error = descend(rate, 40, (1.3, -0.7))
    wanted = error[0] * (1 - rate * CURVATURES) ** np.arange(41)[:, None]
    assert np.allclose(error, wanted, rtol=1e-12, atol=1e-13)


def test_the_best_constant_rate_of_descent_is_two_over_the_sum_of_the_extreme_curvatures():
    best = 2 / CURVATURES.sum()

    def shrinking(rate):
        """The factor by which the worst start's error shrinks at a step, over 20 steps."""
        ends = [np.linalg.norm(descend(rate, 20, axis)[-1]) for axis in AXES]
        return max(ends) ** (1 / 20)

    assert shrinking(best) == pytest.approx((KAPPA - 1) / (KAPPA + 1), rel=1e-12)
    for rate in best * np.array([0.5, 0.9, 0.99, 0.999, 1.001, 1.01, 1.04]):
        assert shrinking(rate) > shrinking(best) * (1 + 1e-6)


def test_beyond_two_over_the_greatest_curvature_descent_diverges():
    assert np.abs(descend(2.02 / KAPPA, 400, (1.0, 1.0))[-1]).max() > 1e3
    assert np.abs(descend(1.98 / KAPPA, 400, (1.0, 1.0))[-1]).max() < 1e-1
