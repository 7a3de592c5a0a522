"""Sweeps: floor and spread agree with linear theory within the statistical error, and there is none where it fails."""

from dataclasses import replace

import numpy as np
import pytest

from core.kernel import COMPILED
from runs import edit
from runs.catalog import LANDSCAPES
from runs.ensemble.snapshots import snapshots
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.run import RATE, Runner, Scene, optimizer, schedule
from runs.surface import lowest
from studies import sweep as sweeps
from studies.sweep import covariance, ending, predicted, slope_of, sweep, values_of
from tests.ground.tables import bends

WALKERS, STEPS = (400, 400) if COMPILED else (20, 20)
BOWL = Ground(landscape("bowl", {"kappa": 4.0}), (10.0, 0.2, 0.0, 1.0, 1.0))
FITTED = Ground(landscape("linear_regression", {"samples": 16.0, "rho": 0.3}))


def scene(ground=BOWL, method="gd", rate=0.1, plan="constant", **shared):
    """One runner that starts at the lowest minimum."""
    given = {"noise": 0.5, **shared}
    (start,) = ground.minima()
    return Scene(ground, start, STEPS, (Runner(optimizer(method), rate, schedule(plan)),), **given)


NOISY, DRAWN = scene(), scene(FITTED, rate=0.05, noise=0.0, gradient=GradientNoise(batch=2.0, order=1.0))


def told(asked):
    """Floor and spread that theory predicts for the scene's run."""
    return predicted(asked.runs()[0])


# The theory.


def by_hand(ground, noise, rate):
    """The stationary floor and spread, as a sum over what remains of the noise of every past step."""
    turn, shift = ground.affine()
    x, y = (turn @ ground.minima()[0] + shift).reshape(2, 1)
    hessian = turn.T @ bends(LANDSCAPES[ground.entry.key], ground.entry.values, x, y)[0] @ turn
    kept, still, last = np.eye(2) - rate * hessian, np.zeros((2, 2)), rate * rate * noise
    while np.abs(last).max() > 1e-14:
        still, last = still + last, kept @ last @ kept
    return 0.5 * np.trace(hessian @ still), np.sqrt(np.trace(still))


@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_the_theory_is_the_sum_of_what_is_left_of_every_step(rate):
    long = replace(NOISY, steps=5000)
    for asked in (edit.with_rate(long, 0, rate), edit.with_rate(replace(long, ground=FITTED), 0, rate)):
        found = predicted(asked.runs()[0])
        assert found == pytest.approx(by_hand(asked.ground, 0.25 * np.eye(2), rate), rel=1e-4)


def test_the_covariance_of_drawn_batches_is_that_of_the_samples_gradients():
    (run,) = DRAWN.runs()
    (x, y), data = FITTED.minima()[0], FITTED.samples()
    each = data[:, :2] * (data[:, :2] @ (x, y) - data[:, 2])[:, None]
    wanted = sum(np.outer(g, g) for g in each) / len(each) / 2
    assert covariance(run, np.array([x, y])) == pytest.approx(wanted, rel=1e-9)


NO_THEORY = {
    "another method": scene(method="momentum"),
    "a falling rate": scene(plan="cosine"),
    "late": scene(gradient=GradientNoise(delay=1.0)),
    "rounded": scene(gradient=GradientNoise(rounding=1.0)),
    "heavy tails": scene(gradient=GradientNoise(kind=2.0)),
    "relative noise": scene(gradient=GradientNoise(kind=3.0)),
    "shuffled": scene(FITTED, noise=0.0, gradient=GradientNoise(batch=2.0)),
    "batches and noise": scene(FITTED, gradient=GradientNoise(batch=2.0, order=1.0)),
    "too large a rate": scene(rate=0.2),
    "too far a start": replace(NOISY, start=(30.0, 30.0), steps=60),
    "too short": scene(rate=1e-3),
    "moving ground": replace(NOISY, ground=Ground(landscape("moving_bowl"))),
    "no minimum": replace(NOISY, ground=Ground(landscape("monkey_saddle"))),
}


@pytest.mark.parametrize("asked", NO_THEORY.values(), ids=NO_THEORY)
def test_there_is_no_theory_where_it_does_not_hold(asked):
    assert told(asked) is None
    assert predicted(replace(NOISY, steps=1000).runs()[0]) is not None


# What is measured.


def error(found, measure):
    """The standard error of `ending`, from the walkers' means over the last quarter: float."""
    late = slice(-max(1, len(found.steps) // sweeps.LAST), None)
    if measure == "floor":
        return float(found.losses[late].mean(axis=0).std() / np.sqrt(found.losses.shape[1]))
    off = found.positions[late] - found.positions[late].mean(axis=2, keepdims=True)
    each = (off**2).sum(axis=1).mean(axis=0)
    return float(each.std() / np.sqrt(each.size) / (2 * np.sqrt(each.mean())))


@pytest.mark.parametrize("measure", ["floor", "spread"])
@pytest.mark.parametrize("asked", [NOISY, DRAWN], ids=["bowl", "linear regression"])
def test_floor_and_spread_are_what_theory_says_within_the_error_of_counting(asked, measure):
    # Uncompiled there are too few steps for a run to forget its start, so it starts where it would come to rest.
    run = asked.runs()[0] if COMPILED else edit.with_rate(asked, 0, 0.12).runs()[0]
    found = snapshots(run, WALKERS, max(1, STEPS // sweeps.LOOKS), 1.0)
    wanted = predicted(replace(run, steps=10_000))
    assert wanted is not None
    off = abs(ending(found, measure) - wanted[measure == "spread"])
    assert 0.0 < off < 4 * error(found, measure) + (0.0 if COMPILED else 0.1 * wanted[measure == "spread"])


def test_the_floor_is_counted_above_the_lowest_loss_and_is_infinite_where_one_diverges():
    (run,) = scene(FITTED).runs()
    found = snapshots(run, 5, 5, 1.0)
    late = found.losses[-max(1, len(found.steps) // 4) :]
    assert ending(found, "floor") == pytest.approx(late.mean() - lowest(FITTED))
    losses = found.losses.copy()
    losses[-1, 2] = np.inf
    assert ending(replace(found, losses=losses), "spread") == np.inf


@pytest.mark.parametrize(
    ("what", "asked", "values"),
    [
        ("rate", NOISY, [0.1 * 2.0**k for k in range(-4, 4)]),
        ("noise", NOISY, [0.5 * 2.0**k for k in range(-4, 4)]),
        ("noise", replace(NOISY, noise=0.0), [2.0**k for k in range(-4, 4)]),
        ("batch", DRAWN, [1.0, 2.0, 4.0, 8.0]),
        ("rate", scene(rate=RATE.valid[1]), [RATE.valid[1] * 2.0**k for k in range(-4, 1)]),
    ],
)
def test_a_sweep_goes_through_values_about_the_scenes_own(what, asked, values):
    assert values_of(asked, what) == pytest.approx(values)


@pytest.mark.parametrize("measured", [[1.0, 4.0, 16.0], [np.inf, 4.0, 16.0, 64.0], [1.0, 0.0, 16.0, 64.0]], ids=str)
def test_a_law_is_a_straight_line_through_the_logarithms(measured):
    values = 2.0 ** np.arange(len(measured))
    assert slope_of(values, np.array(measured)) == pytest.approx(2.0)
    assert slope_of(values[:2], np.array(measured[:2])) is None


MANY = 100 if COMPILED else 6


@pytest.mark.parametrize(
    ("what", "asked", "law"), [("rate", NOISY, 1.0), ("noise", NOISY, 2.0), ("batch", DRAWN, -0.5)]
)
def test_a_sweep_measures_and_says_the_law_beside_the_theory(what, asked, law):
    long = replace(asked, steps=STEPS if COMPILED else 30)
    found = sweep(long, what, MANY)
    assert found.values.tolist() == list(values_of(long, what))
    assert found.measure == ("spread" if what == "batch" else "floor")
    assert found.shares.shape == (0, found.values.size)
    one = edit.with_rate(long, 0, float(found.values[2])) if what == "rate" else None
    if one is not None:
        again = snapshots(one.runs()[0], MANY, max(1, one.steps // sweeps.LOOKS), 1.0)
        assert found.measured[2] == ending(again, "floor")
    if COMPILED:
        assert found.theory_slope == pytest.approx(law, abs=0.15)
        assert found.slope == pytest.approx(found.theory_slope, abs=0.15)
        assert f"to the power {found.slope:.2f}; theory predicts {found.theory_slope:.2f}." in found.sentence


def test_a_sweep_without_a_theory_says_the_law_alone_and_counts_the_valleys():
    valleys = replace(NOISY, ground=Ground(landscape("two_valleys")), start=(0.73, 0.0), steps=20)
    found = sweep(edit.with_method(valleys, 0, "adam"), "noise", MANY)
    assert (found.theory, found.theory_slope) == (None, None)
    assert found.shares.shape == (2, 8)
    assert found.shares.sum(axis=0) == pytest.approx(1.0, abs=0.2)
    assert "theory" not in found.sentence


def test_where_all_diverge_there_is_no_law():
    found = sweep(edit.with_rate(replace(NOISY, steps=200), 0, 1e5), "rate", 3)
    assert np.isinf(found.measured).all()
    assert found.slope is None
    assert found.sentence == "Too few of the runs come to rest to show a law for the floor."
