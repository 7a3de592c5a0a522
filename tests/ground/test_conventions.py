"""Conventions in which libraries differ: the first steps of each choice, by numbers that were computed by hand."""

from math import sqrt

import numpy as np
import pytest

from core.param import complete
from runs import codec
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.run import optimizer

pytestmark = pytest.mark.plain


# The method, what differs from its defaults, gradients, and the steps (minus the moves) at a rate of 1.
STEPS = [
    ("adam", {"eps": 1.0}, [1.0], [0.5]),
    ("adam", {"eps": 1.0, "eps_form": 1.0}, [1.0], [1 / (1 + 1 / sqrt(0.001))]),
    ("adam", {"eps": 1.0, "eps_form": 1.0, "correct": 0.0}, [1.0], [0.1 / (sqrt(0.001) + 1)]),
    ("adam", {"beta1": 0.0, "beta2": 0.5, "eps": 1.0, "eps_form": 1.0}, [2.0, 0.0], [2 / (2 + sqrt(2)), 0.0]),
    ("adamw", {"eps": 1.0, "eps_form": 1.0, "weight_decay": 0.0}, [1.0], [1 / (1 + 1 / sqrt(0.001))]),
    ("adam_l2", {"eps": 1.0, "eps_form": 1.0, "weight_decay": 0.0}, [1.0], [1 / (1 + 1 / sqrt(0.001))]),
    ("amsgrad", {"eps": 1.0, "eps_form": 1.0}, [1.0], [1 / (1 + 1 / sqrt(0.001))]),
    ("rmsprop", {"rho": 0.9, "eps": 1.0}, [1.0], [1 / (sqrt(0.1) + 1)]),
    ("rmsprop", {"rho": 0.9, "eps": 1.0, "eps_place": 1.0}, [1.0], [1 / sqrt(1.1)]),
    ("rmsprop", {"rho": 0.9, "eps": 1.0, "eps_place": 1.0, "initial": 1.0}, [1.0, 0.0], [1 / sqrt(2), 0.0]),
    ("rmsprop", {"rho": 0.5, "eps": 1e-16, "momentum": 0.5}, [1.0, 0.0], [sqrt(2), sqrt(2) / 2]),
    ("adagrad", {"eps": 1.0}, [3.0, 4.0], [3 / 4, 4 / 6]),
    ("adagrad", {"eps": 7.0, "eps_place": 1.0}, [3.0], [3 / 4]),
    ("adagrad", {"eps": 1e-16, "initial": 16.0}, [3.0], [3 / 5]),
    ("adagrad", {"eps": 1e-16, "decay": 0.5}, [3.0, 4.0], [1.0, 4 / 5 / 1.5]),
    ("adabelief", {"beta1": 0.0, "beta2": 0.5, "eps": 1.0, "eps_root": 0.5}, [1.0], [1 / (sqrt(0.5 / 0.5) + 1)]),
    ("adabelief", {"beta1": 0.0, "beta2": 0.5, "eps": 1.0, "eps_root": 0.0}, [1.0, 3.0], [1.0, 3.0]),
    ("momentum", {"convention": 1.0, "momentum": 0.9, "dampening": 0.5}, [1.0, 1.0, 1.0], [1.0, 1.4, 1.76]),
    ("momentum", {"convention": 1.0, "momentum": 0.0, "dampening": 0.5}, [1.0, 1.0], [1.0, 1.0]),
    ("momentum", {"convention": 0.0, "momentum": 0.5, "dampening": 0.5}, [1.0, 1.0], [1.0, 1.5]),
]  # fmt: skip


def steps_of(key, changes, gradients, rates=None):
    """The steps of a method on these gradients."""
    way = OPTIMIZERS[key]
    theta, slots, found = np.zeros(2), np.zeros((way.rows, 2)), []
    for t, g in enumerate(gradients, start=1):
        before, rate = theta.copy(), 1.0 if rates is None else rates[t - 1]
        way.step(theta, np.full(2, g), slots, t, np.full(2, rate), np.array(complete(way.params, changes)))
        found.append(float(before[0] - theta[0]))
    return found


@pytest.mark.parametrize(("key", "changes", "gradients", "wanted"), STEPS)
def test_the_first_steps_are_those_of_the_convention(key, changes, gradients, wanted):
    assert steps_of(key, changes, gradients) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(("convention", "wanted"), [(0.0, [2.0, 0.5 * 1.0]), (1.0, [2.0, 0.5 * 2.0])])
def test_a_velocity_of_steps_keeps_the_rate_with_which_each_arose(convention, wanted):
    changes = {"rho": 0.75, "eps": 1e-16, "momentum": 0.5, "convention": convention}
    assert steps_of("rmsprop", changes, [1.0, 0.0], [1.0, 0.5]) == pytest.approx(wanted, rel=1e-12)


# Keras's optimizer with these settings after four steps, by Keras 3.15.1 with a rate of 0.1 in single precision, from
# (1, 2) with the gradients (1 + t, -t / 2) at t = 0, 1, 2, 3; and the same method here.
KERAS = [
    ("adam", {"eps": 0.5, "eps_form": 1.0}, (0.939061358131709, 2.016971368528833)),
    (
        "rmsprop", {"rho": 0.9, "momentum": 0.8, "eps": 0.5, "eps_place": 1.0, "convention": 1.0},
        (-0.48950809735959955, 2.560644863331695),
    ),
    ("adagrad", {"eps": 0.5, "eps_place": 1.0, "initial": 0.3}, (0.6923626325599629, 2.1909744593956875)),
    ("adamw", {"eps": 0.5, "eps_form": 1.0, "weight_decay": 0.2}, (0.8626194974732795, 1.8615080742461063)),
]  # fmt: skip


@pytest.mark.parametrize(("key", "changes", "wanted"), KERAS)
def test_keras_comes_to_the_same_place(key, changes, wanted):
    way = OPTIMIZERS[key]
    theta, slots = np.array([1.0, 2.0]), np.zeros((way.rows, 2))
    for t in range(4):
        g = np.array([1.0 + t, -0.5 * t])
        way.step(theta, g, slots, t + 1, np.full(2, 0.1), np.array(complete(way.params, changes)))
    assert theta == pytest.approx(wanted, rel=1e-7)


def test_one_epsilon_stands_for_both_where_a_link_names_one():
    link = "v=1&landscape=bowl&run1=adabelief&run1.eps=0.001"
    assert codec.read(link).scene.runners[0].method == optimizer("adabelief", {"eps": 1e-3, "eps_root": 1e-3})
    assert codec.read(f"{link}&run1.eps_root=0").scene.runners[0].method.values[-2:] == (1e-3, 0.0)
    assert optimizer("adabelief", {"eps": 0.5}).values[-2:] == (0.5, 0.5)


# The losses at which steps begin, the settings, and the steps after which the rate is cut.
CUTS = [
    *(([height] * 24, {}, [12, 23]) for height in (1.0, -1.0, 1e-9, -1e9, 0.0)),
    ([-1.0, -0.95], {"threshold": 0.1, "patience": 0.0}, [2]),
    ([-1.0, -1.05, -1.11], {"threshold": 0.1, "patience": 0.0}, [2]),
    ([1.0, 0.95, 0.89], {"threshold": 0.1, "patience": 0.0}, [2]),
    ([0.05, -0.05, -0.05], {"threshold": 0.1, "patience": 0.0}, [3]),
    ([-1.0, -1.2, -1.4, -1.6], {"threshold": 0.1, "patience": 0.0}, []),
]


@pytest.mark.parametrize(("losses", "changes", "wanted"), CUTS)
def test_a_loss_below_zero_stands_still_as_one_above_it_does(losses, changes, wanted):
    entry = SCHEDULES["plateau"]
    assert entry.react is not None
    plan, factor, found = np.array(complete(entry.params, changes)), np.ones(2), []
    best, bad, cool = np.zeros((3, 2))
    for t, loss in enumerate(losses, start=1):
        before = factor[0]
        entry.react(plan, np.array([loss]), factor, best, bad, cool, t)
        found += [t] if factor[0] < before else []
    assert found == wanted


# The schedule, its parameters, and its factors, from PyTorch 2.13 or, for the last three, by hand.
FACTORS = [
    ("one_cycle", {"T": 5, "rise": 0.1}, [0.96984643, 0.750001, 0.41317826, 0.11698131, 4e-6]),
    ("one_cycle", {"T": 2, "rise": 0.3}, [0.8117449009293668, 4e-6]),
    ("one_cycle", {"T": 1, "rise": 0.3}, [4e-6, 4e-6]),
    ("cosine_restarts", {"T_0": 4, "T_mult": 0.5}, [1.0, 0.853553, 0.5, 0.146447, 1.0, 0.5, 1.0, 0.5, 1.0]),
    ("cosine_restarts", {"T_0": 2, "T_mult": 1.5, "peak": 0.5}, [1.0, 0.5, 0.5, 0.375, 0.125, 0.25]),
    ("exponential", {"factor": 0.5, "floor": 0.2}, [1.0, 0.5, 0.25, 0.2, 0.2]),
]


@pytest.mark.parametrize(("key", "changes", "wanted"), FACTORS)
def test_the_factors_at_the_edges(key, changes, wanted):
    assert SCHEDULES[key].factors(len(wanted), changes) == pytest.approx(wanted, rel=2e-5)
