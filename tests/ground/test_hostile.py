"""Extreme numbers: a run can be built or is refused with a sentence, and whatever is built has a finite answer."""

import re
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine.ending import REASONS, STATUSES
from core.kernel import COMPILED
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import FRAME, PLAIN, Entry, Ground, landscape
from runs.opening import curvature, opening, suggested_rate
from runs.run import RATE, SIGMA, Run, Runner, Scene, X, Y, optimizer
from runs.simulate import Trajectory, simulate
from runs.surface import grid, query
from runs.survey import survey
from tests.ground.strategies import NUMBERS, entry, frames, grounds, hostile, pick, picked, scenes, starts
from tests.sampling import some

STEPS = 20 if COMPILED else 4
PLACES = some(list(product(LANDSCAPES, SCHEDULES)), "places")


def check_sentence(error):
    """Whether this is a sentence that a visitor may read."""
    text = str(error)
    assert re.fullmatch(r"\S.* .*\.", text), text
    assert len(text) < 300
    assert "object at 0x" not in text


def attempt(make):
    """The result of `make`, or None if it refuses with a sentence."""
    try:
        return make()
    except ValueError as error:
        check_sentence(error)
        return None


def check(walk):
    """What holds for every answer."""
    n, run = len(walk.positions), walk.run
    taken = max(n - 1, 0)  # n is 0 if the loss at the start is not finite
    assert n <= run.steps + 1
    assert walk.positions.shape == walk.gradients.shape == (n, 2)
    assert walk.losses.shape == (n,)
    assert walk.used.shape == (taken, 2)
    assert walk.rates.shape == (taken,)
    assert walk.memory.shape == (n, OPTIMIZERS[run.method.key].rows, 2)
    for array in (walk.positions, walk.losses, walk.gradients, walk.used, walk.rates, walk.memory):
        assert np.all(np.isfinite(array))
    assert walk.word in STATUSES
    reason, _, _ = walk.why.partition(", before the fork")
    assert (walk.word == "diverged") == (n < run.steps + 1) == (reason in REASONS[1:])
    assert (walk.at is None) == (walk.word == "moving") == (walk.why == "")
    assert walk.at is None or 0 <= walk.at <= run.steps
    assert walk.at != 0 or (n, walk.word) == (0, "diverged")


@pytest.mark.few
@pytest.mark.parametrize("method", OPTIMIZERS)
def test_every_method_has_a_finite_answer_on_every_landscape_with_every_schedule(method):
    @settings(max_examples=1)
    @given(st.integers(0, 2**32))
    def ask(seed):
        random = Random(seed)
        for key, plan in PLACES:
            framed = random.choice([PLAIN, tuple(picked(random, p) for p in FRAME)])
            start, noise = (picked(random, X), picked(random, Y)), picked(random, SIGMA)
            ground, h = Ground(pick(random, LANDSCAPES, key), framed), pick(random, OPTIMIZERS, method)
            run = Run(ground, h, picked(random, RATE), pick(random, SCHEDULES, plan), start, STEPS, noise)
            check(simulate(run))

    ask()


def refused_or_survived(makes):
    """How many of these runs can be built; each of them must have a finite answer."""
    built = [run for make in makes if (run := attempt(make)) is not None]
    for run in built:
        check(simulate(run))
    return len(built)


BASE = opening().runs()[0]


def one_by_one(params):
    """Each parameter in turn at each of the numbers, the others at their defaults."""
    plain = [p.default for p in params]
    return [(*plain[:k], number, *plain[k + 1 :]) for k in range(len(params)) for number in NUMBERS]


@pytest.mark.few
@pytest.mark.parametrize("key", LANDSCAPES)
def test_a_landscape_refuses_or_survives_numbers_that_have_broken_programs(key):
    base = replace(BASE, ground=Ground(landscape(key)), steps=5)
    shared = [
        {name: place} for n in NUMBERS for name, place in (("start", (n, 0.5)), ("start", (0.5, n)), ("noise", n))
    ]
    refused_or_survived(
        lambda given=given: replace(base, ground=Ground(Entry(key, given)))
        for given in one_by_one(LANDSCAPES[key].params)
    )
    assert refused_or_survived(lambda given=given: replace(base, **given) for given in shared) > len(NUMBERS)


@pytest.mark.few
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_an_optimizer_refuses_or_survives_numbers_that_have_broken_programs(key):
    base = replace(BASE, method=optimizer(key), steps=5)
    refused_or_survived(
        lambda given=given: replace(base, method=Entry(key, given)) for given in one_by_one(OPTIMIZERS[key].params)
    )
    assert refused_or_survived(lambda n=n: replace(base, rate=n) for n in NUMBERS) >= 4


@settings(max_examples=200 if COMPILED else 100)
@given(
    st.one_of(entry(LANDSCAPES), hostile), st.one_of(frames, hostile, st.tuples(*[hostile] * 5)),
    st.one_of(entry(OPTIMIZERS), hostile), st.one_of(entry(SCHEDULES), hostile), hostile,
    st.one_of(starts, hostile, st.tuples(hostile, hostile)), st.one_of(st.just(5), hostile), hostile,
    st.one_of(st.just(1), hostile), st.one_of(st.just(0), hostile),
)  # fmt: skip
def test_building_works_or_gets_a_sentence(land, frame, method, plan, rate, start, steps, noise, seed, mark):
    ground = attempt(lambda: Ground(land, frame))
    runner = attempt(lambda: Runner(method, rate, plan, mark))
    run = attempt(lambda: Run(ground, method, rate, plan, start, steps, noise, seed))
    scene = attempt(lambda: Scene(ground, start, steps, (runner,), noise, seed))
    for key in (*NUMBERS, None, [], "x"):
        assert attempt(lambda key=key: Entry(key, (rate,))) is None or isinstance(key, str)
    for asked in (run, *(scene.runs() if scene else ())):
        assert asked is None or isinstance(simulate(replace(asked, steps=min(asked.steps, 20))), Trajectory)


@settings(max_examples=60 if COMPILED else 30)
@given(scenes())
def test_every_runner_of_any_valid_scene_has_a_finite_answer(scene):
    for run in replace(scene, steps=min(scene.steps, STEPS)).runs():
        check(simulate(run))


@settings(max_examples=60 if COMPILED else 20)
@given(grounds)
def test_any_valid_ground_has_a_map_and_suggested_rates(ground):
    for span in (1, 4):
        assert np.all(np.isfinite(grid(query(ground), 9, span).z))
    assert np.isfinite(curvature(ground))
    for method in OPTIMIZERS:
        assert RATE.slider[0] <= suggested_rate(ground, method) <= RATE.slider[1]
    for run in replace(opening(ground), steps=3).runs():
        check(simulate(run))
    assert all(X.check(x) == x and Y.check(y) == y for x, y in ground.starts().values())


@settings(max_examples=40 if COMPILED else 15)
@given(scenes(), st.lists(starts, min_size=1, max_size=5))
def test_a_survey_of_any_valid_run_has_outcomes(scene, places):
    runs = replace(scene, steps=min(scene.steps, 20)).runs()
    run = next(run for run in runs if run.origin is None)  # a survey takes no forks, and says so
    found = survey(run, np.array(places).T)
    assert found.status.tolist() == [s for s in found.status.tolist() if 0 <= s < len(STATUSES)]
    assert np.all((found.steps >= 0) & (found.steps <= run.steps))
    diverged = found.status == STATUSES.index("diverged")
    assert np.all(np.isfinite(found.positions[:, ~diverged]))
    assert np.all(np.isfinite(found.losses[~diverged]))
