"""Ready-made maps: what their titles and their notes claim is true of what they show."""

import numpy as np

from core.kernel import COMPILED
from runs.map.presets import PRESETS
from studies.maps.answer import FIRST, survey_map
from studies.maps.measures import measured
from studies.stationary import curvature

SIDE = 48 if COMPILED else 4


def shown(name):
    return PRESETS[name][1]()


def test_momentum_at_its_best_circles_from_a_quarter_of_all_starts_and_gradient_descent_from_none():
    best, plain = (survey_map(one, SIDE) for one in shown("circling").each())
    assert plain.arrived() == plain.classes.size
    lost = 1.0 - best.arrived() / best.classes.size
    assert 0.2 < lost < 0.35 if COMPILED else lost < 1.0


def test_more_than_one_valley_is_there_only_where_the_ground_is_not_convex():
    question, edge = shown("growing"), 1.0 / (4.0 * np.pi**2)
    classes, heights = survey_map(question, SIDE).classes, question.spans()[1].places(SIDE)
    assert not np.any(classes[heights < edge] == FIRST + 1)
    assert np.any(classes[heights > 4 * edge] == FIRST + 1)
    for factor, convex in ((0.99, True), (1.01, False)):
        ground = question.scene_at(0.1, factor * edge).ground
        places = [(x, y) for x in np.linspace(-1.0, 1.0, 21).tolist() for y in np.linspace(-1.0, 1.0, 21).tolist()]
        least = min(np.linalg.eigvalsh(curvature(ground, place))[0] for place in places)
        assert bool(least > 0.0) is convex


def test_the_start_decides_at_the_boundaries_and_not_elsewhere():
    values = measured(shown("parting").picture(), SIDE).values
    fine = values[np.isfinite(values)]
    assert np.median(fine) < 0.0
    assert fine.max() > np.median(fine) + 0.02
