"""Measurements on a run, compared with a plain loop over its recorded states."""

from dataclasses import replace
from math import dist

import numpy as np
import pytest

from core.engine.ending import DIVERGED
from runs.catalog import OPTIMIZERS
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import Trajectory, simulate
from studies.measures import effective_rates, evaluations, path_length, reached, stride

ENDLESS = Run(Ground(landscape("rosenbrock")), optimizer("gd"), 0.001, schedule(), (-1.2, 1.0), 40)


def walk(key: str = "rosenbrock", method: str = "gd", **changes) -> Trajectory:
    return simulate(replace(ENDLESS, ground=Ground(landscape(key)), method=optimizer(method), **changes))


def cut(way: Trajectory, size: int) -> Trajectory:
    """The run as if it had been lost after so many states."""
    steps = max(size - 1, 0)
    return replace(
        way,
        positions=way.positions[:size],
        losses=way.losses[:size],
        gradients=way.gradients[:size],
        used=way.used[:steps],
        rates=way.rates[:steps],
        memory=way.memory[:size],
        status=DIVERGED,
        at=size,
        why="the loss is no longer finite",
    )


@pytest.mark.parametrize("method", OPTIMIZERS)
def test_measures_are_those_of_a_plain_loop(method):
    way = walk(method=method, rate=0.003)
    steps = [dist(a, b) for a, b in zip(way.positions, way.positions[1:], strict=False)]
    assert np.any(steps)
    assert stride(way) == pytest.approx(steps, rel=1e-12)
    assert path_length(way) == pytest.approx([sum(steps[:k]) for k in range(len(way.positions))], rel=1e-12)
    assert evaluations(way).tolist() == [OPTIMIZERS[method].stages * k for k in range(len(way.positions))]
    for k, (g, rates) in enumerate(zip(way.used, effective_rates(way), strict=True)):
        move = way.positions[k + 1] - way.positions[k]
        assert rates.tolist() == pytest.approx([-move[i] / g[i] if g[i] else 0.0 for i in (0, 1)], rel=1e-12)


def test_gradient_descent_goes_by_the_rate_that_was_asked_for():
    way = walk(schedule=schedule("cosine"))
    # A move is the difference of two positions, which have been rounded.
    assert effective_rates(way) == pytest.approx(np.column_stack([way.rates, way.rates]), rel=1e-9)


def test_signs_make_the_rate_larger_where_the_slope_is_smaller():
    way = walk("bowl", "signsgd", rate=0.01, start=(-1.6, 0.8), steps=60)
    rates = effective_rates(way)
    assert rates == pytest.approx(0.01 / np.abs(way.used), rel=1e-9)
    assert rates[-1, 0] > rates[0, 0]


def test_where_there_is_no_slope_there_is_no_rate():
    way = walk("ravine", "momentum", start=(-4.5, 0.0), steps=5)
    assert np.all(way.used[:, 1] == 0.0)
    assert np.all(effective_rates(way)[:, 1] == 0.0)
    assert np.all(effective_rates(way)[:, 0] > 0.0)


def test_a_slope_next_to_nothing_gives_no_rate_that_is_not_a_number():
    way = walk("bowl", start=(-1.6, 0.8), steps=3)
    rates = effective_rates(replace(way, used=np.full((3, 2), 5e-324)))
    assert np.all(np.isfinite(rates))
    assert np.all(rates == 0.0)


TARGETS = [(100.0, 0), (10.0, 1), (1e-2, None)]


@pytest.mark.parametrize(("tolerance", "step"), TARGETS)
def test_a_tolerance_is_reached_at_the_first_step_within_it(tolerance, step):
    way = walk()
    within = [k for k, loss in enumerate(way.losses) if loss <= tolerance]
    assert reached(way, tolerance) == (within[0] if within else None) == step


def test_a_tolerance_counts_from_the_lowest_loss_that_is_known():
    way = walk("styblinski_tang", rate=0.02, start=(0.0, 0.0))
    lowest = -2 * 39.16616570377142
    assert way.losses[-1] < -78
    first = next(k for k, loss in enumerate(way.losses) if loss - lowest <= 1.0)
    assert reached(way, 1.0) == first > 0


def test_a_run_that_passes_the_minimum_has_reached_it():
    way = walk("bowl", "momentum", rate=0.02, start=(-1.6, 0.0), steps=200)
    step = reached(way, 0.01)
    assert step is not None
    assert np.any(way.losses[step:] > 0.01)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_the_shortest_runs_have_measures_too(size):
    way = cut(walk(), size)
    steps = max(size - 1, 0)
    assert stride(way).shape == (steps,)
    assert path_length(way).shape == evaluations(way).shape == (size,)
    assert effective_rates(way).shape == (steps, 2)
    assert evaluations(way).dtype == np.int64
    assert path_length(way)[:1].tolist() == [0.0][:size]
    assert reached(way, 1e9) == (0 if size else None)
