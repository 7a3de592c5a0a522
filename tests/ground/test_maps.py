"""Maps: a pixel is a run, whatever the method, the landscape and the sides; and no pixel depends on another one."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.engine.ending import DIVERGED, FAR, TOLERANCE
from core.kernel import COMPILED
from runs import edit
from runs.bounds import Bounds
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.gradient_noise import GradientNoise
from runs.ground import Ground, landscape
from runs.map.map import STARTS, Map, first_map
from runs.map.presets import PRESETS
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from runs.surface import loss_at
from runs.survey import Question
from studies.maps import answer as maps
from studies.maps.answer import FIRST, LEFT, MOVING, RESTING, answer, survey_map
from tests.ground import naive_survey

STEPS, SIDE, SAMPLED = (40, 7, 14) if COMPILED else (6, 3, 3)
RATES = ("rate", "method.momentum")


def asked(land="himmelblau", method="momentum", rate=0.02, sides=STARTS, view=None, plan=None, **shared):
    ground = Ground(landscape(land))
    runner = Runner(optimizer(method), rate, plan or schedule())
    given = {"steps": STEPS, **shared}
    return Map(Scene(ground, next(iter(ground.starts().values())), runners=(runner,), **given), sides, view)


def expected(question, x, y):
    """Class and value of a pixel, computed slowly from every row of its run."""
    run, tolerance = question.run_at(x, y), question.base.tolerance
    way, points = simulate(run), run.ground.minima()
    rows = way.positions, way.used
    end = len(way.positions) if way.status == DIVERGED else run.steps + 1
    status, steps, _ = naive_survey.ending(*rows, end, run.steps, TOLERANCE)
    if status == DIVERGED:
        return LEFT, steps
    place, last = way.positions[steps], way.losses[steps]
    lows = loss_at(run.ground, np.array(points)) if points else []
    near = min(range(len(points)), key=lambda k: math.dist(points[k], place), default=None)
    if near is not None and abs(last - lows[near]) <= tolerance:
        own = int(lows[near] > min(lows) + 1e-9) if question.shapes else near
        return FIRST + own, next(k for k, f in enumerate(way.losses) if abs(f - lows[near]) <= tolerance)
    return (RESTING if status else MOVING), steps


def agrees(found, question, side):
    """Every pixel of a map is what its run says; its value, rounded up, is the step."""
    across, down = (span.places(side) for span in question.spans())
    for row in range(side):
        for column in range(side):
            kind, step = expected(question, float(across[column]), float(down[row]))
            assert (found.classes[row, column], math.ceil(found.values[row, column])) == (kind, step), (row, column)


@pytest.mark.parametrize("method", OPTIMIZERS)
def test_a_pixel_is_a_run_whatever_the_method(method):
    for sides in (STARTS, ("rate", "warmup")):
        question = asked("himmelblau", method, sides=sides, tolerance=0.05)
        agrees(survey_map(question, SAMPLED // 2 + 1), question, SAMPLED // 2 + 1)


@pytest.mark.parametrize("land", LANDSCAPES)
def test_a_pixel_is_a_run_whatever_the_landscape(land):
    question = asked(land, "gd", rate=0.1, tolerance=0.05)
    if question.base.ground.count:
        few = edit.with_ground_value(question.base, "samples", 8.0)
        question = replace(question, base=few)
    agrees(survey_map(question, 3), question, 3)


SIDES = {
    "rate and momentum": asked("bowl", sides=RATES),
    "momentum and rate": asked("bowl", sides=RATES[::-1]),
    "two numbers of the method": asked("bowl", "adam", 0.1, ("method.beta1", "method.beta2")),
    "rate under a schedule": asked("bowl", sides=("rate", "schedule.every"), plan=schedule("step", {"every": 3.0})),
    "warm-up below": asked("bowl", sides=("method.momentum", "warmup")),
    "clipping across": asked("two_valleys", sides=("clip", "rate")),
    "the shape of the ground": asked("bowl", sides=("rate", "landscape.kappa")),
    "the shape of the ground below": asked("two_valleys", sides=("method.momentum", "landscape.g"), tolerance=0.05),
    "noise across": asked("bowl", sides=("noise", "rate")),
    "batches across": asked("linear_regression", sides=("gradient.batch", "rate"), steps=STEPS),
    "late gradients below": asked("bowl", sides=("rate", "gradient.delay")),
    "a share of the rate": replace(
        asked("bowl", sides=RATES, plan=schedule("cosine")),
        base=edit.with_method_value(
            edit.with_method_value(asked("bowl", plan=schedule("cosine")).base, 0, "weight_decay", 0.1),
            0, "decay_form", 2.0,
        ),
    ),
    "noise": asked("bowl", sides=RATES, noise=0.1),
    "noisy starts": asked(noise=0.1, seed=5),
    "batches": asked("linear_regression", gradient=GradientNoise(batch=4.0)),
    "late gradients": asked(gradient=GradientNoise(delay=2.0)),
    "two depths": asked("two_valleys", "gd", 0.05, tolerance=0.05, steps=4 * STEPS),
    "nothing known": asked("monkey_saddle", "gd", 0.05),
    "at rest at once": asked("himmelblau", "newton", 1.0),
    "too fast": asked("bowl", "gd", 200.0),
    "moving ground": asked("moving_bowl", "gd", 0.1, tolerance=0.5),
}  # fmt: skip


@pytest.mark.parametrize("name", SIDES)
def test_a_pixel_is_a_run_whatever_the_sides(name):
    agrees(survey_map(SIDES[name], SIDE), SIDES[name], SIDE)


@pytest.mark.parametrize("name", PRESETS)
def test_ready_made_maps_show_what_they_are_called(name):
    question = PRESETS[name][1]()
    short = replace(question, base=edit.with_steps(question.base, STEPS))
    for one in short.each():
        agrees(survey_map(one, 3), one, 3)


def test_a_map_has_all_classes():
    found = [survey_map(SIDES[name], 16 if COMPILED else SIDE).classes for name in SIDES]
    assert {MOVING, LEFT, FIRST} <= set(np.unique(np.concatenate([one.ravel() for one in found])))
    newton = survey_map(asked("himmelblau", "newton", 1.0, steps=60), 9 if COMPILED else 3)
    assert newton.count(RESTING) > 0
    assert sum(newton.count(kind) for kind in range(FIRST + 4)) == newton.classes.size
    assert newton.arrived() == newton.classes.size - newton.count(RESTING) - newton.count(LEFT) - newton.count(MOVING)


def test_only_the_lowest_minima_count_as_arrived():
    found = survey_map(SIDES["two depths"], 9 if COMPILED else 3)
    assert found.deepest().sum() == 1 < len(found.minima)
    assert found.arrived() == found.count(FIRST + int(np.argmin(found.minima[:, 2])))


def test_departures_have_fractions_and_are_continuous():
    question = asked("bowl", "gd", sides=("rate", "warmup"), view=(0.3, 0.5, 0.0, 1.0))
    wide = replace(question, base=edit.with_steps(question.base, 200))
    found = survey_map(wide, 24 if COMPILED else 3)
    run = wide.run_at(0.5, 0.0)
    size = np.abs(simulate(run).positions).max(axis=1)
    assert found.classes[0, -1] == LEFT
    assert size[-1] <= FAR
    if COMPILED:
        left = found.values[0]
        assert np.all(np.diff(left) < 0)
        assert len(np.unique(left % 1)) == left.size


# No pixel depends on another one.


@pytest.mark.parametrize("name", ["rate and momentum", "two depths", "rate under a schedule"])
def test_a_pixel_has_the_same_bits_in_any_part_of_a_map(name, monkeypatch):
    whole = survey_map(SIDES[name], SIDE)
    monkeypatch.setattr(maps, "bounds", lambda: Bounds(10_000, 5))
    parts = survey_map(SIDES[name], SIDE)
    assert np.array_equal(whole.classes, parts.classes)
    assert np.array_equal(whole.values, parts.values)


def test_a_pixel_has_the_same_bits_in_any_view_in_which_it_has_the_same_place():
    question = asked(view=(-4.0, 4.0, -4.0, 4.0))
    quarter = replace(question, view=(0.0, 4.0, -4.0, 0.0))
    whole, part = survey_map(question, 8), survey_map(quarter, 4)
    assert np.array_equal(whole.classes[:4, 4:], part.classes)
    assert np.array_equal(whole.values[:4, 4:], part.values)


def test_the_loss_at_which_walkers_arrive_is_finite():
    run = asked().base.runs()[0]
    with pytest.raises(ValueError, match=r"^The loss to which walkers come must be finite\.$"):
        Question(run, np.zeros((2, 1)), within=1.0, floor=math.inf)


def test_a_map_is_kept():
    question = first_map().picture()
    short = replace(question, base=edit.with_steps(question.base, 3))
    assert answer(short, 2) is answer(replace(short), 2)


def test_the_present_start_does_not_change_a_map_of_starts():
    question = asked()
    moved = replace(question, base=edit.with_start(question.base, 1.0, 2.0))
    assert moved.picture() == question.picture() != question
    assert np.array_equal(survey_map(moved, SIDE).values, survey_map(question.picture(), SIDE).values)


def test_the_present_setting_does_not_change_a_map_of_settings():
    question = SIDES["rate and momentum"]
    turned = replace(question, base=question.scene_at(0.001, 0.5))
    assert turned.picture() == question.picture()
    assert turned.spans() == question.spans()
