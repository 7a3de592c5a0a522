"""Recorded runs with delayed gradients and batches, compared with a plain loop bit for bit, also across a fork."""

from dataclasses import replace

import numpy as np
import pytest

from core.engine.samples import NOBODY
from core.kernel import COMPILED
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.data.batches import rows_of
from runs.gradient_noise import PLAIN_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import rates_of, simulate
from tests.ground import naive
from tests.ground.walks import same

STEPS = 40 if COMPILED else 12
SMALL = Ground(landscape("logistic_regression", {"samples": 10.0, "ridge": 0.1}))
CORRUPTIONS = {
    "late": PLAIN_NOISE._replace(delay=3.0),
    "batches": GradientNoise(batch=4.0),
    "late batches": GradientNoise(batch=3.0, order=1.0, delay=1.0),
}
NEEDY = [key for key, way in OPTIMIZERS.items() if way.needs or way.stages > 1]


def asked(method, gradient, **changes):
    """A simple run; `changes` are fields of Run."""
    start = next(iter(SMALL.starts().values()))
    run = Run(SMALL, optimizer(method), 0.01, schedule(), start, STEPS, seed=4, gradient=gradient)
    return replace(run, **changes)


def plain(run):
    """The run's positions and gradients by a plain loop that keeps all gradients and looks up the delayed one.

    Both [steps + 1, 2] and [steps, 2].
    """
    land, way, late = LANDSCAPES[run.ground.entry.key], OPTIMIZERS[run.method.key], int(run.gradient.delay)
    rows = rows_of(run, run.steps) if run.batch else np.tile(np.arange(run.ground.count), (run.steps, 1))
    theta, slots, g, h = np.array(run.start), np.zeros((way.rows, 2)), np.zeros(2), np.array(run.method.values)
    seen, points, used = [[] for _ in range(way.stages)], [theta.copy()], []
    for t, rate in enumerate(rates_of(run), 1):
        some = run.ground.samples()[rows[t - 1][rows[t - 1] != NOBODY]]
        feel, at = naive.touch(replace(land, draw=lambda *_, some=some: some), np.array(run.ground.entry.values)), None
        at = theta.copy()
        for stage in range(way.stages):
            if way.probe is not None:
                way.probe(stage, theta, g, slots, t, np.full(2, rate), h, at)
            felt = feel(at, t)
            seen[stage].append(felt.g)
            g[:] = seen[stage][max(t - 1 - late, 0)]
            slots[len(way.slots) :] = naive.needed(way, felt, rate / run.rate)
        used.append(g.copy())
        way.step(theta, g, slots, t, np.full(2, rate), h)
        points.append(theta.copy())
    return np.array(points), np.array(used)


@pytest.mark.parametrize("gradient", CORRUPTIONS.values(), ids=CORRUPTIONS)
@pytest.mark.parametrize("method", ["gd", "adam", *NEEDY])
def test_what_a_method_sees_late_or_of_few_samples_is_what_a_plain_loop_keeps(method, gradient):
    walk = simulate(asked(method, gradient))
    with np.errstate(all="ignore"):
        points, used = plain(walk.run)
    lasted = len(walk.positions)
    assert lasted > 5
    assert same([walk.positions, walk.used], [points[:lasted], used[: lasted - 1]])


@pytest.mark.parametrize("late", [1, 5])
@pytest.mark.parametrize("method", ["gd", "adam", *NEEDY])
def test_a_fork_goes_on_with_the_gradients_that_are_under_way(method, late):
    run = asked(method, GradientNoise(delay=float(late), batch=4.0), noise=0.05)
    walk = simulate(run)
    for at in (1, late, STEPS // 2):
        other = simulate(replace(run, origin=run, at=at))
        assert same([other.positions, other.used, other.memory], [walk.positions, walk.used, walk.memory])


def test_a_fork_that_changes_its_rate_still_meets_the_gradients_of_before():
    run = asked("momentum", GradientNoise(delay=4.0))
    walk, other = simulate(run), simulate(replace(run, origin=run, at=4, rate=0.001))
    assert same([other.used[:8]], [walk.used[:8]])
    assert not np.array_equal(other.used[9], walk.used[9])
