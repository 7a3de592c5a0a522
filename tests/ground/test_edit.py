"""Changes of a scene: each changes what it says and nothing else, and refuses the impossible with a sentence."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel import COMPILED
from runs import codec, edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import FRAME, Ground, landscape
from runs.opening import opening, suggested_rate
from runs.run import MAX_RUNS, Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from tests.ground.strategies import scenes

SCENE = Scene(
    Ground(landscape("bowl", {"kappa": 20.0}), (10.0, 0.0, 0.0, 1.0, 1.0)), (1.0, -1.0), 200,
    (
        Runner(optimizer("momentum", {"momentum": 0.5}), 0.02, schedule("step"), mark=1),
        Runner(optimizer("adam", {"beta1": 0.8}), 0.1, mark=4, hidden=True),
        Runner(optimizer("gd"), 0.3, schedule("cosine"), mark=6),
    ),
    0.25, 7,
)  # fmt: skip


FORKED = replace(
    SCENE,
    runners=(
        replace(SCENE.runners[0], mark=0, rate=0.04, origin=1, at=20),
        SCENE.runners[0],
        replace(SCENE.runners[0], mark=2, rate=0.01, method=optimizer("momentum"), origin=0, at=90),
        *SCENE.runners[1:],
    ),
)
"""A runner with a fork and a fork of that, and two that have nothing to do with them."""


def full():
    """A scene with the largest number of runners."""
    return replace(SCENE, runners=tuple(Runner(optimizer("gd"), 0.1, mark=m) for m in range(MAX_RUNS)))


def differing(one, other):
    """The fields in which two values differ."""
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}


# Settings that the whole scene shares: (function, arguments, the fields that change, what to examine, its value
# afterwards).

SHARED = [
    (edit.with_start, (0.5, 2.0), {"start"}, lambda s: s.start, (0.5, 2.0)),
    (edit.with_steps, (5,), {"steps"}, lambda s: s.steps, 5),
    (edit.with_noise, (0.0,), {"noise"}, lambda s: s.noise, 0.0),
    (edit.with_seed, (11,), {"seed"}, lambda s: s.seed, 11),
    (edit.with_tolerance, (0.5,), {"tolerance"}, lambda s: s.tolerance, 0.5),
    (edit.with_against, ("length",), {"against"}, lambda s: s.against, "length"),
    (edit.with_curve, ("stride",), {"curve"}, lambda s: s.curve, "stride"),
    (edit.with_axes, ("equal",), {"axes"}, lambda s: s.axes, "equal"),
    (edit.with_ground_value, ("kappa", 5.0), {"ground"}, lambda s: s.ground.entry.values, (5.0, 30.0)),
    (edit.with_ground_value, ("angle", 0), {"ground"}, lambda s: s.ground.entry.values, (20.0, 0.0)),
    (edit.with_frame_value, ("shift_x", 1.5), {"ground"}, lambda s: s.ground.frame, (10.0, 1.5, 0.0, 1.0, 1.0)),
]


@pytest.mark.parametrize(("deed", "given", "changed", "look", "wanted"), SHARED)
def test_what_is_shared_changes_for_all_and_nothing_else_does(deed, given, changed, look, wanted):
    after = deed(SCENE, *given)
    assert differing(SCENE, after) == changed
    assert look(after) == wanted


def test_a_value_of_the_ground_leaves_its_frame_and_the_other_way_round():
    assert edit.with_ground_value(SCENE, "kappa", 5.0).ground.frame == SCENE.ground.frame
    assert edit.with_frame_value(SCENE, "rotation", 5.0).ground.entry == SCENE.ground.entry


@pytest.mark.parametrize("key", LANDSCAPES)
def test_another_landscape_is_unframed_and_has_its_own_start_and_rates(key):
    after = edit.with_landscape(SCENE, key)
    ground = Ground(landscape(key))
    assert (after.ground, after.start) == (ground, next(iter(LANDSCAPES[key].starts.values())))
    assert (after.steps, after.noise, after.seed) == (200, 0.25, 7)
    for old, new in zip(SCENE.runners, after.runners, strict=True):
        assert replace(new, rate=old.rate) == old
        assert new.rate == suggested_rate(ground, old.method.key)


# What belongs to one runner.


@pytest.mark.parametrize("index", range(3))
def test_a_change_of_a_runner_is_that_runner_s_alone(index):
    runner = SCENE.runners[index]
    changes = [
        (edit.with_rate(SCENE, index, 0.7), replace(runner, rate=0.7)),
        (edit.with_schedule(SCENE, index, "cosine"), replace(runner, schedule=schedule("cosine"))),
        (edit.with_own(SCENE, index, "warmup", 25), replace(runner, warmup=25)),
        (edit.toggled(SCENE, index), replace(runner, hidden=not runner.hidden)),
        (edit.with_runner(SCENE, index, replace(runner, rate=0.9)), replace(runner, rate=0.9)),
    ]
    for after, wanted in changes:
        assert differing(SCENE, after) <= {"runners"}
        assert after.runners == (*SCENE.runners[:index], wanted, *SCENE.runners[index + 1 :])


def test_showing_is_hiding_twice():
    assert edit.toggled(edit.toggled(SCENE, 1), 1) == SCENE


def test_a_value_of_a_method_or_a_schedule_changes_by_its_key():
    after = edit.with_method_value(SCENE, 1, "eps", 0.5)
    assert after.runners[1].method == optimizer("adam", {"beta1": 0.8, "eps": 0.5})
    assert after.runners[0] == SCENE.runners[0]
    later = edit.with_schedule_value(after, 2, "T_max", 50)
    assert later.runners[2].schedule == schedule("cosine", {"T_max": 50})
    assert later.runners[:2] == after.runners[:2]


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("index", range(3))
def test_another_method_keeps_the_values_it_shares(index, key):
    old = SCENE.runners[index]
    new = edit.with_method(SCENE, index, key).runners[index]
    had = dict(zip((p.key for p in OPTIMIZERS[old.method.key].params), old.method.values, strict=True))
    assert (new.method.key, new.rate) == (key, suggested_rate(SCENE.ground, key))
    assert (new.schedule, new.mark, new.hidden) == (old.schedule, old.mark, old.hidden)
    for param, value in zip(OPTIMIZERS[key].params, new.method.values, strict=True):
        assert value == had.get(param.key, had.get(param.like, param.default))


def test_a_value_that_another_method_does_not_take_is_left_behind(monkeypatch):
    narrow = replace(
        OPTIMIZERS["nesterov"],
        params=tuple(
            replace(p, default=0.1, slider=(0.0, 0.2), valid=(0.0, 0.2)) if p.key == "momentum" else p
            for p in OPTIMIZERS["nesterov"].params
        ),
    )
    monkeypatch.setattr(edit, "OPTIMIZERS", {**OPTIMIZERS, "nesterov": narrow})
    monkeypatch.setattr("runs.run.OPTIMIZERS", {**OPTIMIZERS, "nesterov": narrow})
    assert edit.with_method(SCENE, 0, "nesterov").runners[0].method.values == (0.1, 0.0)


# Who runs.


def test_a_newcomer_takes_the_first_free_mark_and_everybody_keeps_theirs():
    scene, marks = SCENE, [1, 4, 6]
    for free in (0, 2, 3, 5, 7):
        assert edit.free_mark(scene) == free
        before = {r.mark: r for r in scene.runners}
        scene, marks = edit.added(scene, "adam"), sorted([*marks, free])
        assert [r.mark for r in scene.runners] == marks
        assert all(r == before.get(r.mark, r) for r in scene.runners)
    new = [r for r in scene.runners if r.mark not in {r.mark for r in SCENE.runners}]
    assert new == [Runner(optimizer("adam"), suggested_rate(SCENE.ground, "adam"), mark=r.mark) for r in new]


@pytest.mark.parametrize("index", range(3))
def test_a_copy_is_its_original_with_another_mark_and_in_sight(index):
    after = edit.duplicated(SCENE, index)
    (copy,) = [r for r in after.runners if r.mark == 0]
    assert copy == replace(SCENE.runners[index], mark=0, hidden=False)
    assert after.runners == (copy, *SCENE.runners)


@pytest.mark.parametrize("index", range(3))
def test_who_leaves_leaves_the_others_their_marks(index):
    after = edit.removed(SCENE, index)
    assert after.runners == tuple(r for r in SCENE.runners if r != SCENE.runners[index])


# Forks.


def test_a_fork_is_its_origin_until_something_is_changed():
    after = edit.forked(SCENE, 1, 30)
    (fork,) = [r for r in after.runners if r.mark == 0]
    assert fork == replace(SCENE.runners[1], mark=0, hidden=False, origin=4, at=30)
    assert after.runners == (fork, *SCENE.runners)
    assert edit.with_method_value(after, 0, "beta1", 0.5).runners[0].method == optimizer("adam", {"beta1": 0.5})


@pytest.mark.parametrize(
    ("index", "at", "origin"), [(2, 91, 2), (2, 90, 0), (2, 21, 0), (2, 20, 1), (0, 20, 1), (0, 0, 1)]
)
def test_a_fork_before_a_fork_s_own_step_is_one_of_its_origin(index, at, origin):
    after = edit.forked(FORKED, index, at)
    fork, origins = after.runner(3), FORKED.runner(origin)
    assert fork == replace(origins, mark=3, origin=origin, at=at)
    walks = [simulate(after.runs()[i]) for i, r in enumerate(after.runners) if r.mark in (3, origin)]
    assert walks[0].positions.tobytes() == walks[1].positions.tobytes()


def test_a_fork_s_step_can_be_changed_between_those_of_its_neighbours():
    assert edit.with_at(FORKED, 0, 89).runners[0] == replace(FORKED.runners[0], at=89)
    assert edit.with_at(FORKED, 2, 21).runners[2].at == 21


def test_a_run_that_diverges_can_be_forked_up_to_its_last_state():
    scene = edit.with_rate(SCENE, 2, 10.0)
    end = len(simulate(scene.runs()[2]).positions)
    assert edit.forked(scene, 2, end - 1).runners[0].at == end - 1
    with pytest.raises(ValueError, match=rf"^Gradient descent ended at step {end}, so it cannot be forked .* {end}\.$"):
        edit.forked(scene, 2, end)


def test_a_copy_of_a_fork_is_a_fork_of_the_same_origin_and_a_copy_of_an_origin_has_none():
    assert edit.duplicated(FORKED, 0).runner(3) == replace(FORKED.runners[0], mark=3)
    assert edit.duplicated(FORKED, 1).runner(3) == replace(FORKED.runners[1], mark=3)


def test_forks_leave_from_the_last_one_on():
    after = edit.removed(edit.removed(FORKED, 2), 0)
    assert after == SCENE


@pytest.mark.parametrize("index", range(3))
def test_another_method_is_that_of_origin_and_forks_alike(index):
    after = edit.with_method(FORKED, index, "nesterov")
    best = suggested_rate(SCENE.ground, "nesterov")
    for old, new in zip(FORKED.runners[:3], after.runners[:3], strict=True):
        assert (new.method.key, new.method.values[0]) == ("nesterov", old.method.values[0])
        assert new.rate == pytest.approx(best * old.rate / 0.02, rel=1e-11)
        assert (new.origin, new.at, new.mark) == (old.origin, old.at, old.mark)
    assert after.runners[3:] == FORKED.runners[3:]
    assert {r.method.key for r in edit.with_method(FORKED, 4, "lion").runners} == {"momentum", "adam", "lion"}


def test_on_another_landscape_a_fork_keeps_what_it_differs_by():
    after = edit.with_landscape(FORKED, "booth")
    best = suggested_rate(after.ground, "momentum")
    assert after.runners[1].rate == best
    assert [r.rate / best for r in after.runners[:3]] == pytest.approx([2.0, 1.0, 0.5])
    far = replace(FORKED, runners=(replace(FORKED.runners[0], rate=1e6), replace(FORKED.runners[1], rate=1e-9)))
    assert edit.with_landscape(far, "booth").runners[0].rate == 1e6


def test_fewer_steps_keep_a_fork_for_when_there_are_more():
    assert edit.with_steps(edit.with_steps(FORKED, 10), 200) == FORKED


CHANGES = [
    *((edit.with_landscape, (key,)) for key in ("booth", "plateau")),
    *((edit.with_method, (index, key)) for index in range(3) for key in ("bfgs", "momentum", "gd")),
    *((deed, (index,)) for deed in (edit.removed, edit.duplicated, edit.toggled) for index in range(3)),
    *((deed, (index, at)) for deed in (edit.forked, edit.with_at) for index in range(3) for at in (0, 3, 19)),
]


@settings(max_examples=60 if COMPILED else 20)
@given(scenes(), st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4))
def test_any_changes_one_after_the_other_give_a_scene_or_a_sentence(scene, changes):
    scene = replace(scene, steps=20)
    for deed, given_ in changes:
        said = "."
        try:
            scene = deed(scene, *given_)
        except ValueError as refusal:
            said = str(refusal)
        assert said.endswith(".")
        assert codec.read(codec.write(scene)) == codec.Reading(scene, ())
        assert len(scene.runs()) == len(scene.runners)


# What is refused.

PLACES = [
    (edit.with_rate, (0.1,)),
    (edit.with_runner, (SCENE.runners[0],)),
    (edit.with_method, ("gd",)),
    (edit.with_method_value, ("beta1", 0.5)),
    (edit.with_schedule, ("step",)),
    (edit.with_own, ("warmup", 10)),
    (edit.with_schedule_value, ("factor", 0.5)),
    (edit.forked, (5,)),
    (edit.with_at, (5,)),
    (edit.duplicated, ()),
    (edit.removed, ()),
    (edit.toggled, ()),
]


@pytest.mark.parametrize(("deed", "given"), PLACES, ids=lambda v: getattr(v, "__name__", ""))
@pytest.mark.parametrize("index", [-1, 3, 10**6])
def test_a_place_where_nobody_runs_gets_a_sentence(deed, given, index):
    with pytest.raises(ValueError, match=rf"^There is no runner number {index + 1}\.$"):
        deed(SCENE, index, *given)


REFUSED = [
    (edit.with_landscape, (SCENE, "flatland"), r"There is no landscape 'flatland'\."),
    (edit.with_ground_value, (SCENE, "speed", 1.0), r"bowl has no parameter 'speed'\."),
    (edit.with_ground_value, (SCENE, "kappa", 0.0), r"κ \(kappa\) must be a number from 1 to 10000, not 0\."),
    (edit.with_frame_value, (SCENE, "speed", 1.0), r"frame has no parameter 'speed'\."),
    (edit.with_frame_value, (SCENE, "scale_x", 0.0), r"s_x \(scale_x\) must be a number from .*, not 0\."),
    (edit.with_start, (SCENE, float("nan"), 0.0), r"x \(x\) must be a number from .*, not nan\."),
    (edit.with_steps, (SCENE, 10**6), r"Steps \(steps\) must be a whole number from 1 to 10000, not 10⁶\."),
    (edit.with_noise, (SCENE, -1.0), r"Noise σ \(noise\) must be a number from 0 to 10⁶, not −1\."),
    (edit.with_seed, (SCENE, -1), r"Seed \(seed\) must be a whole number from .*, not −1\."),
    (edit.with_tolerance, (SCENE, -1.0), r"Tolerance \(tolerance\) must be a number from .*, not −1\."),
    (edit.with_against, (SCENE, "time"), r"Against \(against\) must be one of .*, not 'time'\."),
    (edit.with_rate, (SCENE, 0, 0.0), r"η \(rate\) must be a number from .*, not 0\."),
    (edit.with_method, (SCENE, 0, "sgd"), r"There is no optimizer 'sgd'\."),
    (edit.with_method_value, (SCENE, 1, "rho", 0.5), r"adam has no parameter 'rho'\."),
    (edit.with_method_value, (SCENE, 1, "beta1", 1.0), r"β₁ \(beta1\) must be a number from .*, not 1\."),
    (edit.with_own, (SCENE, 0, "warmup", -1), r"Warm-up \(warmup\) must be a whole number from 0 to 10000, not −1\."),
    (edit.with_schedule, (SCENE, 0, "steps"), r"There is no schedule 'steps'\."),
    (edit.with_schedule_value, (SCENE, 0, "T_max", 5), r"step has no parameter 'T_max'\."),
    (edit.with_runner, (SCENE, 0, SCENE.runners[1]), r"The runners of a scene must be in the order of .*\."),
    (edit.forked, (SCENE, 0, 200), r"A runner cannot be forked at step 200, because the last step is 200\."),
    (edit.forked, (SCENE, 0, -1), r"Fork at \(at\) must be a whole number from 0 to 10000, not −1\."),
    (edit.forked, (SCENE, 0, 1.5), r"Fork at \(at\) must be a whole number from 0 to 10000, not 1\.5\."),
    (edit.forked, (full(), 0, 5), r"A scene has at most 8 runners\."),
    (edit.with_at, (SCENE, 0, 5), r"Momentum is not a fork: it runs from the start\."),
    (edit.with_at, (FORKED, 0, 90), r"A fork of a fork must begin after it: later than step 90, not at step 90\."),
    (
        edit.removed,
        (FORKED, 1),
        r"Momentum cannot be removed while a fork of it runs\. Hide it, or remove the fork first\.",
    ),
    (edit.free_mark, (full(),), r"A scene has at most 8 runners\."),
    (edit.added, (full(), "adam"), r"A scene has at most 8 runners\."),
    (edit.added, (SCENE, "sgd"), r"There is no optimizer 'sgd'\."),
    (edit.duplicated, (full(), 2), r"A scene has at most 8 runners\."),
    (edit.removed, (replace(SCENE, runners=SCENE.runners[:1]), 0), r"The last runner cannot be removed: .*\."),
]


@pytest.mark.parametrize(("deed", "given", "sentence"), REFUSED)
def test_a_change_that_cannot_be_gets_a_sentence(deed, given, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        deed(*given)


def test_every_frame_and_every_parameter_can_be_changed_to_its_bounds():
    for scene in (SCENE, opening()):
        for end in (0, 1):
            for param in FRAME:
                at = edit.with_frame_value(scene, param.key, param.valid[end]).ground.frame
                assert at[[p.key for p in FRAME].index(param.key)] == param.valid[end]
            for index, runner in enumerate(scene.runners):
                for param in OPTIMIZERS[runner.method.key].params:
                    edit.with_method_value(scene, index, param.key, param.valid[end])
                for param in SCHEDULES[runner.schedule.key].params:
                    edit.with_schedule_value(scene, index, param.key, param.valid[end])
