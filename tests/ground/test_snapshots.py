"""Ensembles: every walker has the path of the recording loop with its own random numbers, whatever its neighbours."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from core.engine.ending import CONVERGED, DIVERGED, MOVING, SPELL
from core.kernel import COMPILED
from runs.bounds import Bounds
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ensemble import snapshots as all_snapshots
from runs.ensemble.snapshots import snapshots
from runs.gradient_noise import PLAIN_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import rates_of, simulate, world_of_run
from runs.survey import MOST_WORK
from tests.ground.walks import held, recorded, same

WALKERS, STEPS = (70, 60) if COMPILED else (5, 12)
SMALL = Ground(landscape("linear_regression", {"samples": 10.0}))
TURNED = Ground(landscape("himmelblau"), (20.0, 0.1, 0.0, 1.0, 1.2))


def asked(ground="rosenbrock", method="adam", **changes):
    """A simple run; `changes` are fields of Run."""
    on = Ground(landscape(ground)) if isinstance(ground, str) else ground
    run = Run(on, optimizer(method), 0.02, schedule(), next(iter(on.starts().values())), STEPS, noise=0.3, seed=5)
    return replace(run, **changes)


def answer(found):
    return found.steps, found.positions, found.losses, found.left, found.status


CORRUPTIONS = {
    "quiet": (asked(noise=0.0), 1),
    "noise": (asked(), 7),
    "falling rate": (asked(schedule=schedule("cosine", {"T_max": STEPS}), warmup=5), 4),
    "moving ground": (asked("moving_bowl", "momentum"), 5),
    "batches": (asked(SMALL, "gd", gradient=GradientNoise(batch=3.0)), 6),
    "turned, heavy tails": (asked(TURNED, gradient=GradientNoise(kind=2.0, freedom=1.5)), STEPS),
    "one step": (asked(method="gd", rate=1e-4, steps=1), 100),
}


@pytest.mark.parametrize(("run", "every"), CORRUPTIONS.values(), ids=CORRUPTIONS)
def test_every_walker_is_where_the_recording_loop_says(run, every):
    radius = 0.05
    found = snapshots(run, WALKERS, every, radius)
    assert found.steps.tolist() == sorted({*range(0, run.steps, every), run.steps})
    land, way = LANDSCAPES[run.ground.entry.key], OPTIMIZERS[run.method.key]
    h, starts = np.array(run.method.values), [run.start] * WALKERS
    together = recorded(land, way, world_of_run(run), starts, rates_of(run), h=h)
    for k in range(WALKERS):
        walk = held(together, k)
        assert walk.ends == run.steps + 1
        assert same([found.positions[:, :, k]], [walk.points[found.steps]])
        assert same([found.losses[:, k]], [walk.losses[found.steps]])
        far = np.sum((walk.points - walk.points[0]) ** 2, axis=1) > radius * radius
        assert found.left[k] == (np.argmax(far) if far.any() else 0)
    if run.noise or run.batch:
        assert np.unique(found.positions[-1, 0]).size == WALKERS
    assert found.status.tolist() == [MOVING] * WALKERS


CORRUPTED = (
    GradientNoise(kind=1.0, delay=2.0),
    GradientNoise(kind=3.0, batch=3.0, rounding=1.0),
    GradientNoise(batch=4.0, order=1.0, delay=1.0),
)


@pytest.mark.parametrize("gradient", CORRUPTED, ids=["steep and late", "relative and rounded", "drawn and late"])
@pytest.mark.parametrize("method", OPTIMIZERS)
def test_walker_0_is_the_run_alone(method, gradient):
    """Batches give a method that needs them loss and Hessian of its own samples, in either loop."""
    run = asked(SMALL, method, steps=STEPS // 2, gradient=gradient, noise=0.1, rate=1e-3)
    found, walk = snapshots(run, 3, 1, 1.0), simulate(run)
    lasted = len(walk.positions)
    assert lasted > 3
    assert same([found.positions[:lasted, :, 0], found.losses[:lasted, 0]], [walk.positions, walk.losses])


@pytest.mark.parametrize("key", ["noise", "batches", "moving ground"])
def test_the_answer_does_not_depend_on_lanes_or_threads(key, monkeypatch):
    run, every = CORRUPTIONS[key]
    whole = snapshots(run, WALKERS, every, 0.05)
    for lanes in (1, 3):
        monkeypatch.setattr(all_snapshots, "LANES", lanes)
        assert same(answer(snapshots(run, WALKERS, every, 0.05)), answer(whole))
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(lambda _: snapshots(run, WALKERS, every, 0.05), range(4)):
            assert same(answer(found), answer(whole))


def test_the_first_walkers_of_a_larger_ensemble_are_those_of_a_smaller_one():
    run, every = CORRUPTIONS["noise"]
    small, large = snapshots(run, 3, every, 0.05), snapshots(run, WALKERS, every, 0.05)
    assert same([small.positions, small.losses, small.left], [a[..., :3] for a in answer(large)[1:4]])


def test_who_has_diverged_has_an_infinite_loss_from_then_on():
    run = asked(method="gd", rate=0.02, noise=3.0)
    found, walk = snapshots(run, WALKERS, 1, 0.5), simulate(run)
    assert walk.word == "diverged"
    assert found.status[0] == DIVERGED
    end = len(walk.positions)
    assert same([found.positions[:end, :, 0]], [walk.positions])
    assert np.isfinite(found.losses[: end - 1, 0]).all()
    assert np.isinf(found.losses[end:, 0]).all()
    assert not np.isnan(found.losses).any()
    assert found.left.min() > 0


def test_who_is_at_rest_stays():
    run = asked("bowl", "gd", rate=0.1, noise=0.0, steps=40, start=(1e-6, 0.0))
    found = snapshots(run, WALKERS, 5, 1.0)
    assert found.status.tolist() == [CONVERGED] * WALKERS
    assert same([found.positions[SPELL // 5 + 1]], [found.positions[-1]])
    assert found.left.tolist() == [0] * WALKERS


LONG = asked(steps=10_000)
REFUSED = [
    (replace(LONG, origin=LONG, at=5), 10, 1, "fork"),
    (LONG, 0, 1, "at least one"),
    (LONG, 10, 0, "at least one"),
    (LONG, MOST_WORK // LONG.steps + 1, 1, "at most 65,536 walkers at once, not"),
    (
        replace(LONG, ground=SMALL, gradient=PLAIN_NOISE),
        MOST_WORK // LONG.steps // 10 + 1,
        1,
        "x 10 samples are too much",
    ),
]


@pytest.mark.parametrize(("run", "walkers", "every", "word"), REFUSED)
def test_an_ensemble_that_cannot_be_is_refused_with_a_sentence(run, walkers, every, word):
    with pytest.raises(ValueError, match=rf"^[A-Z0-9].*{word}.*\.$"):
        snapshots(run, walkers, every, 0.5)


def test_a_small_server_walks_small_ensembles(monkeypatch):
    monkeypatch.setattr(all_snapshots, "bounds", lambda: Bounds(walkers=100))
    with pytest.raises(ValueError, match="at most 100 walkers at once, not 101"):
        snapshots(asked(), 101, 1, 0.5)
