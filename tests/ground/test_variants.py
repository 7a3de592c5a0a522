"""One method under several schedules."""

from dataclasses import replace
from itertools import combinations

import pytest

from runs import codec, edit, variants
from runs.catalog import SCHEDULES
from runs.opening import opening
from runs.run import schedule
from runs.simulate import simulate
from runs.surface import lowest


def test_in_the_opening_a_rate_that_fades_ends_far_below_one_that_stays():
    scene = variants.opening()
    assert variants.keys(scene) == ("hand_drawn", "constant", "step", "cosine")
    late = [simulate(run).losses[-60:].mean() - lowest(scene.ground) for run in scene.runs()]
    assert late[1] > 4 * late[2] > 16 * late[3]
    assert codec.read(codec.write(scene)).scene == scene


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
    scene = edit.with_schedule_value(variants.opening(), 2, "every", 20.0)
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
    scene = edit.with_schedule_value(edit.with_steps(variants.opening(), 40), 2, "every", 7.0)
    rates = variants.rates_under(scene, 1)
    assert list(rates) == list(SCHEDULES)
    for runner, run in zip(scene.runners, scene.runs(), strict=True):
        assert rates[runner.schedule.key].tolist() == simulate(run).rates.tolist()
    fresh = replace(scene.runs()[1], schedule=variants.fitted("linear", 40))
    assert rates["linear"].tolist() == simulate(fresh).rates.tolist()
