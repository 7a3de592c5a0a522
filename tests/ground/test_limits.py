"""Theory on the map: on a quadratic the drawn lines are the edges of the map, to the pixel, for every method."""

from dataclasses import replace

import numpy as np
import pytest

from core.kernel import COMPILED
from runs import edit
from runs.ground import Ground, landscape
from runs.map.map import Map
from runs.run import Runner, Scene, optimizer, schedule
from runs.simulate import simulate
from studies.maps.answer import LEFT, survey_map
from studies.maps.limits import lines_of

KAPPA = 10.0
SIDE, STEPS, NEAR = (48, 10_000, 1e-3) if COMPILED else (4, 400, 0.1)
FORMS = [
    ("momentum", {"convention": 0.0}),
    ("momentum", {"convention": 1.0}),
    ("momentum", {"convention": 2.0}),
    ("nesterov", {"form": 0.0}),
    ("nesterov", {"form": 1.0}),
]


def asked(method, values=None, sides=("rate", "method.momentum"), view=None, land="bowl", **more):
    ground = Ground(landscape(land))
    runner = Runner(optimizer(method, values), 0.1, **more)
    return Map(Scene(ground, next(iter(ground.starts().values())), STEPS, (runner,)), sides, view)


def agree(question, limits):
    """All runs with a rate above the limit of their row diverge, and no other runs do.

    Very close to the limit errors grow so slowly that no number of steps decides.
    """
    gone = survey_map(question, SIDE).classes == LEFT
    ratio = question.spans()[0].places(SIDE) / np.array(limits)[:, None]
    told = np.abs(ratio - 1.0) > NEAR
    assert (ratio[told] > 1.0).any()
    assert (ratio[told] < 1.0).any()
    return np.array_equal(gone[told], ratio[told] > 1.0)


@pytest.mark.parametrize(("method", "values"), FORMS, ids=str)
def test_the_line_is_the_edge_of_the_map(method, values):
    whole = asked(method, values, view=(1e-3, 50.0, 0.0, 0.9))
    rates, momenta = lines_of(whole)[0].points
    question = replace(whole, view=(0.6 * rates.min(), 1.6 * rates.max(), 0.0, 0.9))
    assert agree(question, np.interp(question.spans()[1].places(SIDE), momenta, rates))


def test_gradient_descent_stops_to_converge_at_2_over_lambda():
    question = asked("gd", sides=("rate", "warmup"), view=(0.1, 0.3, 0.0, 1.0))
    (line,) = lines_of(question)
    assert np.allclose(line.points[0], 2.0 / KAPPA)
    assert line.name == "Convergence ends: η = 2/λ, λ = 10 at the minimum"
    assert agree(question, [2.0 / KAPPA] * SIDE)  # a warm-up of no steps, or of one, is none


def test_nesterov_stops_before_gradient_descent():
    rates, momenta = lines_of(asked("nesterov"))[0].points
    assert np.all(rates[momenta > 0] < 2.0 / KAPPA)
    assert np.isclose(rates[0], 2.0 / KAPPA)


@pytest.mark.parametrize("convention", [0.0, 1.0, 2.0])
def test_a_run_swings_above_the_second_line_and_creeps_below_it(convention):
    question = asked("momentum", {"convention": convention, "momentum": 0.5})
    rates, momenta = lines_of(question)[1].points
    critical = float(np.interp(0.5, momenta, rates))
    for factor, swings in ((0.8, False), (1.3, True)):
        along = edit.with_ground_value(question.base, "angle", 0.0)
        scene = edit.with_rate(edit.with_start(edit.with_steps(along, 200), 1.0, 0.0), 0, critical * factor)
        assert bool((simulate(scene.runs()[0]).positions[:, 0] < -1e-12).any()) is swings


def test_the_sides_may_be_exchanged():
    rates, momenta = lines_of(asked("momentum"))[0].points
    swapped = lines_of(asked("momentum", sides=("method.momentum", "rate")))[0].points
    assert np.array_equal(swapped, np.stack([momenta, rates]))


NONE = {
    "another method": asked("adam", sides=("rate", "method.beta1")),
    "a schedule": asked("momentum", schedule=schedule("cosine")),
    "weight decay": asked("momentum", {"weight_decay": 0.1}),
    "dampening": asked("momentum", {"convention": 1.0, "dampening": 0.5}),
    "no rate": asked("momentum", sides=("method.momentum", "warmup")),
    "no minimum": asked("gd", sides=("rate", "warmup"), land="monkey_saddle"),
    "moving ground": asked("gd", sides=("rate", "warmup"), land="moving_bowl"),
}


@pytest.mark.parametrize("name", NONE)
def test_where_theory_says_nothing_there_is_no_line(name):
    assert lines_of(NONE[name]) == ()


def test_a_flat_direction_has_no_line_for_swinging():
    assert len(lines_of(asked("momentum", land="edge"))) == 1
