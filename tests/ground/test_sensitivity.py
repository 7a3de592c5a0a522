"""How much a run depends on its start: the growth on a bowl in closed form, elsewhere two runs of the engine."""

from dataclasses import replace

import numpy as np
import pytest

from core.engine.ending import DIVERGED, TOLERANCE
from core.kernel import COMPILED
from runs import edit
from runs.ground import Ground, landscape
from runs.map import codec as map_codec
from runs.map.edit import of_settings, with_measure, with_methods
from runs.map.map import Map, first_map, weight
from runs.map.measure import PLAIN, Measure, offered
from runs.run import Runner, Scene, optimizer
from runs.simulate import simulate
from studies.maps.answer import LEFT
from studies.maps.measures import VALUE, measured
from studies.maps.sensitivity import APART, DIRECTION, LEAST
from tests.ground import naive_survey

SENSITIVE = Measure("sensitivity")
SIDE = 6 if COMPILED else 2  # even: at the minimum itself a run rests at once
STEPS = 150 if COMPILED else 8


def asked(land="himmelblau", method="momentum", rate=0.013, steps=STEPS, values=None, **more):
    ground = Ground(landscape(land, values))
    return Map(Scene(ground, (0.3, 0.2), steps, (Runner(optimizer(method), rate),), **more), measure=SENSITIVE)


def ends(question, x, y):
    """Where a run ends, or comes to rest as a survey sees it; None if it diverges."""
    way, steps = simulate(question.run_at(x, y)), question.base.steps
    if way.status == DIVERGED:
        return None
    return way.positions[naive_survey.ending(way.positions, way.used, steps + 1, steps, TOLERANCE)[1]]


@pytest.mark.parametrize(
    "question",
    [asked(), asked(rate=0.02), asked("bumpy_bowl", "gd", 0.15), asked(noise=0.3), asked("rosenbrock", "gd", 0.002)],
    ids=["swinging", "fast", "ripples", "noisy", "some diverge"],
)
def test_a_pixel_says_how_far_two_runs_end_from_each_other(question):
    found = measured(question.picture(), SIDE)
    across, down = (span.places(SIDE) for span in question.spans())
    for row in range(SIDE):
        for column in range(SIDE):
            x, y = float(across[column]), float(down[row])
            one, other = ends(question, x, y), ends(question, x + APART * DIRECTION[0], y + APART * DIRECTION[1])
            if one is None or other is None:
                assert found.classes[row, column] == LEFT
                continue
            told = np.log(max(float(np.hypot(*(one - other))), LEAST) / APART) / question.base.steps
            assert found.classes[row, column] == VALUE
            assert found.values[row, column] == pytest.approx(told, rel=1e-9)


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.5, 1.9])
def test_on_a_round_bowl_a_difference_shrinks_by_the_factor_of_a_step(rate):
    found = measured(asked("bowl", "gd", rate, 10, {"kappa": 1.0}).picture(), SIDE)
    assert np.all(found.classes == VALUE)
    assert np.allclose(found.values, np.log(abs(1.0 - rate)), atol=1e-6)


def test_beyond_the_limit_a_difference_grows():
    found = measured(asked("bowl", "gd", 2.2, 10, {"kappa": 1.0}).picture(), SIDE)
    assert np.allclose(found.values, np.log(1.2), atol=1e-6)


def test_it_belongs_to_maps_of_starts_and_costs_two_maps():
    question = asked()
    assert weight(question, 32) == 2 * weight(replace(question, measure=PLAIN), 32)
    assert of_settings(question).measure == PLAIN
    assert with_methods(question, 1).measure == SENSITIVE
    assert with_methods(question, 2).measure == PLAIN
    assert with_measure(replace(question, measure=PLAIN), "sensitivity") == question
    assert with_measure(question, "steps").measure == PLAIN
    assert offered(of_starts=True) == ("steps", "sensitivity")
    assert offered(of_starts=False) == ("steps", "loss", "area", "arrive", "diverge")
    assert map_codec.read(map_codec.write(question)).map == question


WRONG = [
    (lambda: Map(of_settings(first_map()).base, ("rate", "method.momentum"), measure=SENSITIVE),
     "Only a map of starts shows how much a run depends on its start."),
    (lambda: Map(first_map().base, measure=Measure("sensitivity", 16)), "Sensitivity belongs to one start each."),
    (lambda: Map(first_map().base, measure=Measure("loss")),
     "Only a map of settings shows other measures or several starts."),
]  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_elsewhere_it_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        make()


def test_another_landscape_keeps_the_measure():
    base = edit.on_ground(asked().base, Ground(landscape("bowl")), (0.1, 0.1))
    assert map_codec.read(map_codec.write(replace(asked(), base=base))).map.measure == SENSITIVE
