"""One method under several schedules."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from runs import codec, edit, variants
from runs.catalog import SCHEDULES
from runs.ground import Ground, landscape
from runs.opening import opening
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from runs.surface import box_of, lowest

WITH_STEP = variants.under(variants.opening(), 0, ("hand_drawn", "constant", "step", "cosine"))


def test_on_a_noisy_bowl_a_rate_that_fades_ends_far_below_one_that_stays():
    bowl = Ground(landscape("bowl"))
    start = next(iter(bowl.starts().values()))
    alone = Scene(bowl, start, 300, (Runner(optimizer("gd"), 0.1),), noise=1.0)
    scene = variants.under(alone, 0, ("hand_drawn", "constant", "step", "cosine"))
    late = [simulate(run).losses[-60:].mean() - lowest(bowl) for run in scene.runs()]
    assert late[1] > 4 * late[2] > 16 * late[3]


def valleys(scene):
    """The minimum at which each run of a scene ends; -1 for one that ends at none."""
    minima = np.array(scene.ground.minima())
    away = [np.hypot(*(minima - simulate(run).positions[-1]).T) for run in scene.runs()]
    return [int(one.argmin()) if one.min() < 0.3 else -1 for one in away]


@pytest.mark.compiled
def test_in_the_opening_every_schedule_leads_to_another_valley():
    scene = variants.opening()
    assert variants.keys(scene) == ("hand_drawn", "constant", "exponential", "one_cycle")
    assert codec.read(codec.write(scene)).scene == scene
    found = valleys(scene)
    assert sorted(found) == [0, 1, 2, 3]
    x, y = scene.start
    nearby = [(x + 0.02 * np.cos(turn), y + 0.02 * np.sin(turn)) for turn in np.arange(8) * np.pi / 4]
    assert all(valleys(replace(scene, start=start)) == found for start in nearby)
    assert sum(valleys(replace(scene, seed=seed)) == found for seed in range(1, 9)) > 4


@pytest.mark.compiled
def test_in_the_opening_the_four_paths_stay_on_the_map_and_can_be_told_apart():
    scene = variants.opening()
    x0, x1, y0, y1 = box_of(scene.ground)
    paths = [simulate(run).positions for run in scene.runs()]
    assert all(np.all((path >= (x0, y0)) & (path <= (x1, y1))) for path in paths)
    for path in paths:
        others = np.concatenate([other for other in paths if other is not path])
        away = np.min(np.hypot(*(path[:, None] - others).transpose(2, 0, 1)), axis=1)
        alone = np.hypot(*np.diff(path, axis=0).T)[away[1:] > 0.02 * (x1 - x0)].sum()
        assert alone > 0.05 * (x1 - x0), "a twentieth of the map's width is walked by this one only"


@pytest.mark.compiled
def test_in_the_opening_a_rate_that_stays_keeps_the_walker_moving():
    strides = [np.hypot(*np.diff(simulate(run).positions[-60:], axis=0).T).mean() for run in variants.opening().runs()]
    assert strides[1] > 2 * max(strides[0], *strides[2:])


def test_the_hand_drawn_schedule_is_found_wherever_it_is():
    assert variants.hand_drawn(variants.opening()) == 0
    assert variants.hand_drawn(variants.under(variants.opening(), 0, ("step", "linear", variants.HAND_DRAWN))) == 2
    assert variants.hand_drawn(opening()) is None
    assert tuple(p.key for p in SCHEDULES[variants.HAND_DRAWN].params[1:]) == variants.KNOTS


@pytest.mark.parametrize("index", range(4))
def test_a_runner_under_schedules_is_the_same_but_for_the_schedule(index):
    chosen = opening().runners[index]
    scene = variants.under(opening(), index, ("linear", "cosine", "step"))
    assert [r.schedule.key for r in scene.runners] == ["linear", "cosine", "step"]
    assert [r.mark for r in scene.runners] == [0, 1, 2]
    assert {(r.method, r.rate, r.warmup) for r in scene.runners} == {(chosen.method, chosen.rate, chosen.warmup)}


@pytest.mark.parametrize("key", SCHEDULES)
def test_a_fresh_schedule_is_spread_over_the_steps_of_the_scene(key):
    named = [p.key for p in SCHEDULES[key].params]
    values = dict(zip(named, variants.fitted(key, 777).values, strict=True))
    defaults = dict(zip(named, schedule(key).values, strict=True))
    assert all(values[name] == (777.0 if name == SCHEDULES[key].whole else defaults[name]) for name in named)


@pytest.mark.parametrize("keys", [(), ("step",), ("step", "step"), ("constant", "step", "cosine", "linear", "cyclic")])
def test_too_few_too_many_or_equal_schedules_are_refused(keys):
    with pytest.raises(ValueError, match="2 to 4 different"):
        variants.under(opening(), 0, keys)


@pytest.mark.parametrize("index", [-1, 4])
def test_a_runner_that_is_not_there_is_refused(index):
    with pytest.raises(ValueError, match="no runner"):
        variants.under(opening(), index, ("step", "cosine"))


def test_a_schedule_that_stays_keeps_its_parameters_and_one_that_comes_back_has_its_defaults():
    scene = edit.with_schedule_value(WITH_STEP, 2, "every", 20.0)
    kept = variants.under(scene, 0, ("step", "linear"))
    assert kept.runners[0].schedule == scene.runners[2].schedule
    back = variants.under(variants.under(kept, 0, ("linear", "constant")), 0, ("step", "linear"))
    assert back.runners[0].schedule == variants.fitted("step", scene.steps)


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_only_runners_that_differ_in_the_schedule_alone_are_such_a_scene(pair):
    scene = variants.under(opening(), 0, ("constant", "step", "cosine"))
    assert variants.keys(scene) == ("constant", "step", "cosine")
    one, other = pair
    same = replace(scene.runners[other], schedule=scene.runners[one].schedule)
    assert variants.keys(edit.with_runner(scene, other, same)) is None
    assert variants.keys(edit.with_rate(scene, one, 0.5)) is None
    assert variants.keys(edit.with_method(scene, other, "adam")) is None
    assert variants.keys(opening()) is None


@pytest.mark.parametrize("index", range(4))
@pytest.mark.parametrize(
    ("how", "args"),
    [(edit.with_rate, (0.03,)), (edit.with_method, ("adam",)), (edit.with_own, ("warmup", 7))],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_a_change_for_all_leaves_the_runners_alike_and_their_schedules_apart(how, args, index):
    before = edit.toggled(variants.opening(), 2)
    scene = variants.for_all(how)(before, index, *args)
    assert variants.keys(scene) == variants.keys(before)
    assert [r.schedule for r in scene.runners] == [r.schedule for r in before.runners]
    assert [r.hidden for r in scene.runners] == [False, False, True, False]
    assert all(variants.alike(r, how(before, index, *args).runners[index]) for r in scene.runners)


def test_the_rates_under_every_schedule_are_those_of_its_runs():
    scene = edit.with_schedule_value(edit.with_steps(WITH_STEP, 40), 2, "every", 7.0)
    rates = variants.rates_under(scene, 1)
    assert list(rates) == list(SCHEDULES)
    for runner, run in zip(scene.runners, scene.runs(), strict=True):
        assert rates[runner.schedule.key].tolist() == simulate(run).rates.tolist()
    fresh = replace(scene.runs()[1], schedule=variants.fitted("linear", 40))
    assert rates["linear"].tolist() == simulate(fresh).rates.tolist()
