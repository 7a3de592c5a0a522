"""The runs of the small pictures of optimizers: they stay in view, differ, and show what their lessons say."""

import numpy as np
import pytest

from runs.catalog import OPTIMIZERS
from runs.simulate import simulate
from studies.portraits import GROUND, NOISY, PORTRAITS, portrait

MINIMUM = np.array(GROUND.minima()[0])


def path(key: str) -> np.ndarray:
    return simulate(portrait(key).runs()[0]).positions


def lengths(key: str) -> np.ndarray:
    return np.hypot(*np.diff(path(key), axis=0).T)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_portrait_is_a_run_of_its_method_beside_gradient_descent_and_stays_in_view(key: str) -> None:
    shown = portrait(key)
    assert [one.method.key for one in shown.runners] == ([key, "gd"] if key != "gd" else ["gd"])
    assert np.abs(path(key)).max() <= 2
    assert shown.noise in (0, NOISY)


def test_only_methods_of_the_catalogue_have_settings_of_their_own() -> None:
    assert set(PORTRAITS) <= set(OPTIMIZERS)


def test_no_two_portraits_of_a_family_are_one_path() -> None:
    paths = {key: path(key) for key in OPTIMIZERS}
    for a, first in paths.items():
        for b, second in paths.items():
            if a < b:
                both = min(len(first), len(second))
                assert np.abs(first[:both] - second[:both]).max() > 1e-3, (a, b)


def test_gradient_descent_zigzags_momentum_overshoots_newton_goes_straight_and_adagrad_gets_slow() -> None:
    ways = np.diff(path("gd"), axis=0)
    assert ((ways[1:10] * ways[:9]).sum(axis=1) < 0).all()
    assert path("momentum")[:, 0].max() > MINIMUM[0] + 0.2
    assert np.allclose(path("newton")[1], MINIMUM)
    assert (np.diff(lengths("adagrad")[:20]) < 1e-12).all()
    assert np.allclose(np.abs(np.diff(path("signsgd"), axis=0)), 0.12)


def test_decay_of_the_weights_pulls_a_run_off_the_minimum() -> None:
    for key in ("adamw", "adam_l2"):
        assert np.hypot(*(path(key)[-1] - MINIMUM)) > 0.2, key
