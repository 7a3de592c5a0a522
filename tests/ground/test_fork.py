"""Forks: they share the origin's path bit for bit, then go on from its position and memory."""

from dataclasses import replace

import numpy as np
import pytest

from core.engine.ending import REASONS, TOLERANCE
from core.kernel import COMPILED
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import MAX_RUNS, MAX_STEPS, Run, optimizer, schedule
from runs.simulate import method_of, rates_of, simulate, world_of, world_of_run
from tests.ground import naive
from tests.ground.walks import held, recorded, same

STEPS = 60 if COMPILED else 14
AT = STEPS // 2
ARRAYS = ("positions", "losses", "gradients", "used", "rates", "memory")
FRAMED = Ground(landscape("rosenbrock"), (20.0, 0.1, 0.0, 1.0, 1.2))
MOVING = Ground(landscape("moving_bowl"))
WANING = schedule("cosine", {"T_max": 20, "floor": 0.1})
WARY = schedule("plateau", {"patience": 0, "factor": 0.7, "threshold": 0.5})
"""A schedule that cuts the rate whenever the loss has not halved."""


def asked(method="gd", ground=MOVING, steps=STEPS, **changes):
    """A simple run; `changes` are fields of Run."""
    start = next(iter(ground.starts().values()))
    run = Run(ground, optimizer(method), suggested_rate(ground, method), schedule(), start, steps)
    return replace(run, **changes)


def fork(origin, at, **changes):
    """A fork of a run, with other settings."""
    return replace(origin, origin=origin, at=at, **changes)


def arrays(walk, low=0, high=None):
    """What is recorded from step `low` to step `high`, for states and for steps."""
    return [getattr(walk, name)[low:high] for name in ARRAYS]


def answer(walk):
    """Everything in a Trajectory except its run."""
    return [*arrays(walk), walk.status, str(walk.at), walk.why]


# The past.


@pytest.mark.parametrize("plan", [WANING, WARY], ids=lambda plan: plan.key)
@pytest.mark.parametrize("ground", [FRAMED, MOVING], ids=lambda ground: ground.entry.key)
@pytest.mark.parametrize("method", OPTIMIZERS)
def test_a_fork_that_changes_nothing_is_its_origin(method, ground, plan):
    run = asked(method, ground, schedule=plan, warmup=10, noise=0.1, seed=3)
    walk = simulate(run)
    assert len(walk.positions) > AT + 1
    for at in (0, 1, AT, STEPS - 1, STEPS, MAX_STEPS):
        once = fork(run, at)
        assert same(answer(simulate(once)), answer(walk))
        again = replace(once, origin=once, at=min(at + 2, MAX_STEPS)) if at < MAX_STEPS else once
        assert same(answer(simulate(again)), answer(walk))


@pytest.mark.parametrize("method", OPTIMIZERS)
def test_a_fork_has_the_past_of_its_origin_and_a_rate_of_its_own(method):
    run = asked(method, FRAMED, schedule=WARY, noise=0.05)
    walk, other = simulate(run), simulate(fork(run, AT, rate=run.rate / 3))
    assert same(arrays(other, high=AT), arrays(walk, high=AT))
    assert same([other.positions[AT], other.memory[AT]], [walk.positions[AT], walk.memory[AT]])
    assert other.rates[AT] == pytest.approx(walk.rates[AT] / 3)


# The future.


@pytest.mark.parametrize("ground", [Ground(landscape("rosenbrock")), MOVING], ids=lambda ground: ground.entry.key)
@pytest.mark.parametrize("method", OPTIMIZERS)
def test_a_fork_goes_on_as_a_plain_loop_whose_rates_are_spliced(method, ground):
    run = asked(method, ground, schedule=WANING)
    other = fork(run, AT, rate=run.rate / 2, schedule=schedule("step", {"every": 5}), warmup=AT + 4)
    rates, rows = np.append(rates_of(run)[:AT], rates_of(other)[AT:]), world_of(ground, steps=STEPS).c

    def feel(at, t):
        return naive.touch(LANDSCAPES[ground.entry.key], rows[min(t, len(rows)) - 1])(at, t)

    with np.errstate(all="ignore"):
        points, _ = naive.stride(OPTIMIZERS[method], np.array(run.method.values), np.array(run.start), rates, feel)
    walk = simulate(other)
    n = len(walk.positions)
    assert n > AT + 1
    assert same([walk.positions, walk.rates], [points[:n], rates[: n - 1]])


@pytest.mark.parametrize("end", [0, 1], ids=["least", "most"])
@pytest.mark.parametrize("method", [key for key, way in OPTIMIZERS.items() if way.params])
def test_other_hyper_parameters_act_on_the_memory_that_is_handed_over(method, end):
    run = asked(method, noise=0.2)
    other = fork(run, AT, method=optimizer(method, {p.key: p.slider[end] for p in OPTIMIZERS[method].params}))
    walk, past = simulate(other), simulate(run)
    engine = recorded(
        LANDSCAPES["moving_bowl"], OPTIMIZERS[method], world_of_run(run), [past.positions[AT]],
        rates_of(run)[AT:], h=method_of(other).h, first=AT + 1, slots=past.memory[AT], eta=run.rate,
    )  # fmt: skip
    future = held(engine)
    assert same([walk.positions[AT:], walk.used[AT:], walk.memory[AT:]], [future.points, future.used, future.memory])


def test_momentum_that_loses_its_momentum_goes_on_as_gradient_descent():
    run = asked("momentum", steps=STEPS)
    walk = simulate(fork(run, AT, method=optimizer("momentum", {"momentum": 0.0})))
    at = walk.positions[AT]
    for k in range(AT, STEPS):
        at = at - run.rate * walk.gradients[k]
        assert same([walk.positions[k + 1]], [at])


def test_forks_of_forks_have_the_rates_of_one_after_the_other():
    run = asked(rate=0.01, noise=0.1)
    rates = [0.01]
    for k in range(1, MAX_RUNS):
        run = fork(run, k, rate=0.01 * (k + 1))
        rates += [0.01 * (k + 1)]
    walk = simulate(run)
    assert run.generation == MAX_RUNS - 1
    assert walk.rates[: MAX_RUNS - 1].tolist() == rates[:-1]
    assert np.all(walk.rates[MAX_RUNS - 1 :] == rates[-1])
    assert walk.positions[1:] == pytest.approx(walk.positions[:-1] - walk.rates[:, None] * walk.used, abs=1e-12)


def test_a_fork_s_answer_cannot_be_written_to_and_is_finite():
    walk = simulate(fork(asked("adam", schedule=WARY), AT, rate=0.3))
    for array in arrays(walk):
        assert np.all(np.isfinite(array))
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


# Schedules that react.


def factors(walk, plan):
    """The factors of a schedule that cuts the rate (factor q, patience 0, a threshold), from the losses of a walk: [n -
    1]."""
    cut, threshold = plan.values[1:3]
    factor, best, found = 1.0, walk.losses[0], []
    for f in walk.losses[:-1]:
        found.append(factor)
        factor *= 1.0 if f == walk.losses[0] or f < best * (1.0 - threshold) else cut
        best = min(f, best) if f < best * (1.0 - threshold) else best
    return np.array(found)


@pytest.mark.parametrize("before", [schedule(), schedule("plateau", {"patience": 3}), WARY], ids=str)
def test_a_schedule_that_reacts_has_seen_the_losses_from_the_start(before):
    run = asked(ground=FRAMED, rate=1e-4, schedule=before)
    past, walk = simulate(run), simulate(fork(run, AT, schedule=WARY))
    assert same([walk.rates[:AT]], [past.rates[:AT]])
    assert walk.rates[AT:] == pytest.approx(1e-4 * factors(walk, WARY)[AT:], rel=1e-12)
    assert walk.rates[AT] < 1e-4


def test_a_schedule_that_reacts_leaves_nothing_behind():
    run = asked(ground=FRAMED, rate=1e-4, schedule=WARY)
    walk = simulate(fork(run, AT, schedule=schedule()))
    assert walk.rates[AT - 1] < 1e-4
    assert np.all(walk.rates[AT:] == 1e-4)


# Ends.


def broken():
    """A run that leaves the range of its ground, and the step at which it does."""
    run = asked(ground=Ground(landscape("bowl")), rate=3.0, steps=200)
    return run, len(simulate(run).positions)


def test_a_run_that_would_diverge_can_be_saved_at_its_last_step():
    run, end = broken()
    saved = simulate(fork(run, end - 1, rate=0.01, steps=200))
    assert (saved.word, len(saved.positions)) == ("moving", 201)
    doomed = simulate(fork(run, 1, rate=4.0))
    assert (doomed.word, doomed.why) == ("diverged", REASONS[2])
    assert doomed.at == len(doomed.positions) < end


def test_a_fork_of_a_run_that_had_ended_is_that_run_and_says_so():
    run, end = broken()
    past, late = simulate(run), fork(run, end, rate=0.01)
    for other in (late, fork(late, end + 2, rate=0.02)):
        walk = simulate(other)
        assert walk.run == other
        assert same(arrays(walk), arrays(past))
        assert (walk.word, walk.at) == ("diverged", end)
        assert walk.why == f"{past.why}, before the fork at step {other.at}"


def test_a_fork_of_a_run_that_could_not_even_start_has_no_state_either():
    run = asked(ground=Ground(landscape("narrow_gorge")), start=(0.0, 1e5))
    past, walk = simulate(run), simulate(fork(run, 0))
    assert len(past.positions) == len(walk.positions) == 0
    assert (walk.word, walk.at, walk.why) == ("diverged", 0, f"{past.why}, before the fork at step 0")


def test_a_fork_beyond_the_last_step_is_its_origin_so_far():
    run = asked("adam", rate=0.1)
    walk, later = simulate(run), simulate(fork(run, STEPS + 1, rate=0.2))
    assert later.run.at == STEPS + 1
    assert same(answer(later), answer(walk))


def test_a_fork_is_judged_by_the_whole_of_its_way():
    run = asked(ground=Ground(landscape("bowl")), rate=0.1, steps=400)
    walk = simulate(fork(run, 3, rate=0.15))
    assert walk.word == "converged"
    assert 3 < (walk.at or 0) < 400
    assert np.all(np.hypot(*walk.gradients[walk.at :].T) <= TOLERANCE)
