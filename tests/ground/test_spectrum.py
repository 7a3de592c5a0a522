"""The step of a run as a matrix: closed forms, runs of the real engine from every direction, and who has one."""

from dataclasses import replace

import numpy as np
import pytest

from core.kernel import COMPILED
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from studies.stability.spectrum import FEWEST, MOST, spectrum_of, steps_of

KAPPA = 100.0
BOWL = Ground(landscape("bowl", {"kappa": KAPPA, "angle": 30.0}))
START = (-1.6, 0.8)
ROOT = np.sqrt(KAPPA)


def asked(method, rate, values=None, ground=BOWL, steps=40, **more):
    return Run(ground, optimizer(method, values), rate, schedule(), START, steps, **more)


def found(*given, **more):
    spectrum = spectrum_of(simulate(asked(*given, **more)))
    assert spectrum is not None
    return spectrum


# Lessard, Recht and Packard, 2016, proposition 1: parameters and worst rate for curvatures from 1 to κ.
OPTIMAL = [
    ("gd", {}, 2 / (KAPPA + 1), (KAPPA - 1) / (KAPPA + 1)),
    ("gd", {}, 1 / KAPPA, 1 - 1 / KAPPA),
    ("nesterov", {"momentum": (ROOT - 1) / (ROOT + 1)}, 1 / KAPPA, 1 - 1 / ROOT),
    (
        "nesterov",
        {"momentum": (np.sqrt(3 * KAPPA + 1) - 2) / (np.sqrt(3 * KAPPA + 1) + 2)},
        4 / (3 * KAPPA + 1),
        1 - 2 / np.sqrt(3 * KAPPA + 1),
    ),
    ("momentum", {"momentum": ((ROOT - 1) / (ROOT + 1)) ** 2}, 4 / (ROOT + 1) ** 2, (ROOT - 1) / (ROOT + 1)),
]


@pytest.mark.parametrize(("method", "values", "rate", "worst"), OPTIMAL, ids=str)
def test_the_textbooks_optimal_parameters_have_the_textbooks_rates(method, values, rate, worst):
    """At a double root an eigenvalue is known to half the digits only."""
    assert found(method, rate, values).radius == pytest.approx(worst, rel=1e-6)


@pytest.mark.parametrize(("method", "values", "rate", "worst"), OPTIMAL, ids=str)
def test_no_run_leaves_more_of_its_error_than_the_worst_and_one_leaves_as_much(method, values, rate, worst):
    spectrum = found(method, rate, values)
    angles = np.radians(np.arange(0.0, 180.0, 1.0 if COMPILED else 30.0) + 30.0)
    steps = 20
    left = np.array([
        np.hypot(*simulate(replace(asked(method, rate, values), start=(np.cos(a), np.sin(a)), steps=steps)).positions.T)
        for a in angles.tolist()
    ])  # fmt: skip
    assert np.all(left <= spectrum.worst[: steps + 1] * (1 + 1e-9))
    assert np.allclose(left.max(axis=0), spectrum.worst[: steps + 1], rtol=1e-3 if COMPILED else 0.2)


def test_at_critical_damping_the_error_is_above_the_power_of_the_rate():
    spectrum = found("momentum", OPTIMAL[-1][2], OPTIMAL[-1][1])
    assert spectrum.worst[10] > 3 * spectrum.radius**10


def test_the_eigenvalues_belong_to_a_direction_each():
    spectrum = found("gd", 0.015)
    assert spectrum.curvatures == pytest.approx((1.0, KAPPA))
    assert spectrum.flat == pytest.approx([1 - 0.015])
    assert spectrum.steep == pytest.approx([1 - 1.5])


@pytest.mark.parametrize("correct", [0.0, 1.0])
def test_p_is_that_of_the_last_step(correct):
    """Adam without momentum: ground that is stretched by P."""
    way = simulate(asked("adam", 0.01, {"beta1": 0.0, "beta2": 0.99, "eps": 0.1, "correct": correct}))
    spectrum = spectrum_of(way)
    assert spectrum is not None
    assert spectrum.held
    assert not spectrum.flat.size
    p = np.sqrt(way.memory[-1, 1] / (1 - 0.99**40 if correct else 1)) + 0.1
    turn = np.array([[np.cos(np.pi / 6), -np.sin(np.pi / 6)], [np.sin(np.pi / 6), np.cos(np.pi / 6)]])
    h = turn @ np.diag([1.0, KAPPA]) @ turn.T
    told = np.linalg.eigvals(np.eye(2) - 0.01 * np.diag(1 / p) @ h)
    assert np.allclose(np.sort(spectrum.steep[np.abs(spectrum.steep) > 1e-6].real), np.sort(told), rtol=1e-6)


def test_the_rate_is_that_of_the_last_step():
    run = replace(asked("gd", 0.01), schedule=schedule("cosine"))
    last = simulate(run).rates[-1]
    spectrum = spectrum_of(simulate(run))
    assert spectrum is not None
    assert spectrum.steep == pytest.approx([1 - last * KAPPA])


@pytest.mark.parametrize(
    ("radius", "steps"),
    [(0.0, FEWEST), (1.0, 2 * FEWEST), (7.0, 2 * FEWEST), (0.1, FEWEST), (0.9, 65), (0.999999, MOST)],
)
def test_the_error_is_followed_for_as_long_as_there_is_something_to_see(radius, steps):
    assert steps_of(radius) == steps


NONE = {
    "a method of signs": asked("lion", 0.01),
    "a method that searches": asked("lbfgs", 1.0),
    "late gradients": asked("gd", 0.001, gradient=GradientNoise(delay=2.0)),
    "clipped gradients": asked("gd", 0.001, clip=0.5),
    "no minimum": asked("gd", 0.001, ground=Ground(landscape("monkey_saddle"))),
    "moving ground": asked("gd", 0.001, ground=Ground(landscape("moving_bowl"))),
    "a minimum without curvature": asked("gd", 0.001, ground=Ground(landscape("kinked"))),
    "no step": replace(asked("gd", 0.001, ground=Ground(landscape("beale"))), start=(1e5, 1e5)),
}


@pytest.mark.parametrize("name", NONE)
def test_without_a_matrix_there_is_none(name):
    assert spectrum_of(simulate(NONE[name])) is None
