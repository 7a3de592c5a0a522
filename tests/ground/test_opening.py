"""Suggested rates, the scene that a newcomer sees, and the warm-up of kernels."""

from dataclasses import replace

import numpy as np
import pytest

from core.engine import noisy_gradient
from core.kernel import COMPILED
from runs import survey
from runs.catalog import LANDSCAPES, NETWORKS, OPTIMIZERS, SCHEDULES
from runs.first import RUNNERS
from runs.ground import Ground, landscape
from runs.opening import curvature, opening, round_125, suggested_rate
from runs.run import RATE, optimizer
from runs.simulate import simulate
from runs.surface import loss_at
from runs.warmup import kernels, warm

GROUNDS = [pytest.param(Ground(landscape(key)), id=key) for key in LANDSCAPES]
BOUNDED = [row for row in GROUNDS if row.values[0].minima()]
SCALE = {float(f"{digit}e{power}") for digit in (1, 2, 5) for power in range(-12, 7)}


def test_on_the_scale_a_number_is_its_own_round_number():
    assert {round_125(v) for v in SCALE} == SCALE


@pytest.mark.parametrize("value", np.geomspace(1e-8, 1e4, 60))
def test_a_round_number_is_the_nearest_below(value):
    assert round_125(value) == max(v for v in SCALE if v <= value * (1 + 1e-12))


@pytest.mark.parametrize("method", OPTIMIZERS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_a_suggested_rate_is_round_and_on_the_slider(ground, method):
    rate = suggested_rate(ground, method)
    assert rate in SCALE
    assert RATE.slider[0] <= rate <= RATE.slider[1]


def test_a_suggested_rate_stays_on_the_slider_on_any_ground():
    steep = Ground(landscape("rosenbrock", {"b": 1e4}), (0.0, 0.0, 0.0, 0.01, 0.01))
    flat = Ground(landscape("plateau"), (0.0, 0.0, 0.0, 100.0, 100.0))
    assert suggested_rate(steep, "gd") == RATE.slider[0]
    assert suggested_rate(flat, "gd") == RATE.slider[1]


def test_the_curvature_of_a_bowl_is_its_condition_number():
    for kappa in (1.0, 10.0, 1000.0):
        assert curvature(Ground(landscape("bowl", {"kappa": kappa, "angle": 25.0}))) == pytest.approx(kappa, rel=1e-6)


@pytest.mark.few
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_curvature_is_the_largest_eigenvalue_of_a_matrix_of_differences(ground):
    e = 0.01 * (LANDSCAPES[ground.entry.key].box[0][1] - LANDSCAPES[ground.entry.key].box[0][0])

    def f(x, y):
        return loss_at(ground, np.array([(x, y)]))[0]

    sizes = []
    for x, y in [next(iter(ground.starts().values())), *ground.minima()]:
        xx = f(x + e, y) - 2 * f(x, y) + f(x - e, y)
        yy = f(x, y + e) - 2 * f(x, y) + f(x, y - e)
        xy = (f(x + e, y + e) - f(x + e, y - e) - f(x - e, y + e) + f(x - e, y - e)) / 4
        sizes.extend(np.abs(np.linalg.eigvalsh([[xx, xy], [xy, yy]])) / e**2)
    assert curvature(ground) == pytest.approx(max(sizes), rel=1e-6)


@pytest.mark.few
@pytest.mark.parametrize("ground", BOUNDED)
def test_the_four_openers_stay_on_any_landscape_that_has_a_bottom(ground):
    scene = replace(opening(ground), steps=300 if COMPILED else 60)
    walks = [simulate(run) for run in scene.runs()]
    assert [walk.run.method.key for walk in walks] == [key for key, _ in RUNNERS]
    assert "diverged" not in {walk.word for walk in walks}
    assert all(walk.losses[-1] < walk.losses[0] for walk in walks)


def test_the_first_scene_is_a_story():
    scene = opening()
    assert (scene.ground, scene.start, scene.steps) == (Ground(landscape("rosenbrock")), (-1.2, 1.0), 300)
    assert [r.method.key for r in scene.runners] == ["gd", "momentum", "rmsprop", "adam"]
    assert [r.mark for r in scene.runners] == [0, 1, 2, 3]
    assert not any(r.hidden for r in scene.runners)
    ends = np.array([simulate(run).positions[-1] for run in scene.runs()])
    apart = np.linalg.norm(ends[:, None] - ends[None], axis=2)[np.triu_indices(4, 1)]
    assert np.sum(apart > 0.1) >= 5, "the four ends should be told apart at a glance"


@pytest.mark.few
@pytest.mark.parametrize("ground", GROUNDS)
def test_on_another_ground_the_same_four_run_at_rates_that_suit_it(ground):
    scene = opening(ground)
    assert scene.ground == ground
    assert scene.start == next(iter(ground.starts().values()))
    for runner, (key, _) in zip(scene.runners, RUNNERS, strict=True):
        assert (runner.method, runner.rate) == (optimizer(key), suggested_rate(ground, key))


# The warm-up.


def called(pieces):
    """The kernels that these pieces of work load, by identity."""
    return [id(piece.args[0]) for piece in pieces if hasattr(piece, "args")]


def test_the_warm_up_knows_every_kernel_once(monkeypatch):
    monkeypatch.setattr(kernels, "COMPILED", True)
    found = called(kernels.every())
    lands = [kernel for land in LANDSCAPES.values() for kernel in (land.loss, land.grad, land.hess)]
    ways = [kernel for way in OPTIMIZERS.values() for kernel in (way.step, way.probe)]
    plans = [plan.react for plan in SCHEDULES.values()]
    nets = [kernel for net in NETWORKS.values() for kernel in (net.forward, net.backward)]
    wanted = {id(kernel) for kernel in (*lands, *ways, *plans, *nets, noisy_gradient.sense) if kernel is not None}
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert kernels.every()[-2:] == [kernels.loops_of_networks, kernels.surveying_loop]
    assert {module.__name__ for module in kernels.loops_of_networks()} == {
        "core.network.trainer",
        "core.network.slices",
    }


def test_what_a_newcomer_needs_comes_first(monkeypatch):
    monkeypatch.setattr(kernels, "COMPILED", True)
    scene = opening()
    needed = {id(kernel) for run in scene.runs() for kernel in of_run(run) if kernel is not None}
    found = called(kernels.opening())
    assert set(found) == needed
    assert called(kernels.every())[: len(found)] == found


def of_run(run):
    land, way = LANDSCAPES[run.ground.entry.key], OPTIMIZERS[run.method.key]
    return land.loss, land.grad, land.hess, way.probe, way.step, SCHEDULES[run.schedule.key].react


def test_where_nothing_is_compiled_only_the_loop_is_imported(monkeypatch):
    monkeypatch.setattr(kernels, "COMPILED", False)
    assert kernels.every() == [kernels.surveying_loop]
    assert kernels.surveying_loop().survey is survey.loop()


@pytest.mark.parametrize("compiled", [True, False])
def test_a_piece_loads_its_kernel(compiled, monkeypatch):
    asked = []
    monkeypatch.setattr(kernels, "COMPILED", compiled)
    monkeypatch.setattr(kernels, "address", lambda *what: asked.append(what))
    for piece in kernels.opening():
        piece()
    assert bool(asked) == compiled


def test_the_first_race_is_walked_and_painted(monkeypatch):
    walked, painted = [], []
    monkeypatch.setattr(warm, "simulate", walked.append)
    monkeypatch.setattr(warm, "grid", lambda *what: painted.append(what))
    warm.first()
    assert walked == list(opening().runs())
    assert len(painted) == 1
