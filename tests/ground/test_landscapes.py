"""Every landscape, compared with its naive version and with finite differences; its declared minima; and its frames."""

import cmath
import math
from dataclasses import replace

import numpy as np
import pytest

from core.engine.ending import CONVERGED, FAR
from core.kernel import COMPILED
from runs.catalog import LANDSCAPES
from runs.ground import Entry, Ground, landscape
from runs.run import Run, optimizer, schedule
from runs.simulate import simulate
from runs.surface import loss_at
from runs.survey import survey
from studies.stationary import resting_place
from tests.ground import naive_landscapes as naive
from tests.ground.tables import EPS, GROUNDS, MANY, SIDE, bends, losses, places, slopes, smooth_places

WITH_HESSIAN = [row for row in GROUNDS if row.values[0].hess is not None]
NAIVE = [row for row in GROUNDS if row.values[0].key in naive.LOSSES]
HOSTILE = np.array([np.nan, np.inf, -np.inf, 1e308, -1e308, 1e155, -1e20, 5e-324, -1e-310, 0.0, -0.0, 1e-170])


def close(found, wanted, share, moved=0.0):
    """Equal within a share of the value, or of the median where that is larger; `moved` is added to the scale."""
    scale = np.maximum(np.abs(wanted), np.median(np.abs(wanted))) + moved
    worst = np.max(np.abs(found - wanted) / (scale + 1e-300))
    assert worst <= share, f"off by {worst:.3g} of the scale, {share:.3g} is allowed"


def width(land):
    return max(high - low for low, high in land.box)


def drift(land, values, x, y):
    """How much the gradient changes when each coordinate moves by its own size (rounding: by EPS of it): [2, n]."""
    if land.hess is None:
        return np.zeros((2, x.size))
    return np.einsum("nij,jn->in", np.abs(bends(land, values, x, y)), np.abs([x, y]))


def around(land, values, point):
    """Points on a small circle, those in the directions of greatest and least curvature among them."""
    angle = np.linspace(0.1, 0.1 + 2 * np.pi, 24, endpoint=False)
    if land.hess is not None:
        vectors = np.linalg.eigh(bends(land, values, *np.array([point]).T.copy())[0])[1]
        angle = np.concatenate([angle, np.arctan2(vectors[1], vectors[0])])
    radius = 1e-4 * width(land)
    return point[0] + radius * np.cos(angle), point[1] + radius * np.sin(angle)


def test_every_naive_landscape_is_in_the_catalogue_and_has_its_gradient():
    assert set(naive.LOSSES) == set(naive.GRADIENTS) <= set(LANDSCAPES)


def some_places(land, values):
    """The points; fewer for a landscape made of data, since each of them is evaluated once for every sample."""
    thin = max(1, len(land.samples(values)) // 4) if COMPILED else 1
    return tuple(a[::thin].copy() for a in places(land))


@pytest.mark.whole
@pytest.mark.parametrize(("land", "values"), NAIVE)
def test_the_loss_is_that_of_the_naive_version(land, values):
    x, y = some_places(land, values)
    wanted = [naive.LOSSES[land.key](math, p, q, *values) for p, q in zip(x.tolist(), y.tolist(), strict=True)]
    moved = np.sum(np.abs(slopes(land, values, x, y) * [x, y]), axis=0)
    close(losses(land, values, x, y), np.array(wanted), 24 * EPS, moved)


@pytest.mark.whole
@pytest.mark.parametrize(("land", "values"), NAIVE)
def test_the_gradient_is_that_of_the_naive_version(land, values):
    x, y = some_places(land, values)
    wanted = [naive.GRADIENTS[land.key](p, q, *values) for p, q in zip(x.tolist(), y.tolist(), strict=True)]
    for found, part, moved in zip(
        slopes(land, values, x, y), np.array(wanted).T, drift(land, values, x, y), strict=True
    ):
        close(found, part, 16 * EPS, moved)


@pytest.mark.parametrize(("land", "values"), NAIVE)
def test_the_gradient_is_the_imaginary_part_of_the_naive_loss(land, values):
    x, y = some_places(land, values)
    f, tiny = naive.LOSSES[land.key], 1e-150
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    along = [f(cmath, complex(p, tiny), q, *values).imag / tiny for p, q in points]
    across = [f(cmath, p, complex(q, tiny), *values).imag / tiny for p, q in points]
    for found, part, moved in zip(slopes(land, values, x, y), (along, across), drift(land, values, x, y), strict=True):
        close(found, np.array(part), 16 * EPS, moved)


def test_every_landscape_that_is_not_smooth_says_where():
    assert set(naive.KINKS) == set(naive.ON_KINKS) == {key for key, land in LANDSCAPES.items() if land.kinks}


@pytest.mark.parametrize(("land", "values"), [row for row in GROUNDS if row.values[0].kinks])
def test_on_a_kink_the_gradient_is_the_declared_subgradient(land, values):
    points = naive.ON_KINKS[land.key]
    assert all(naive.KINKS[land.key](*point, *values) == 0.0 for point in points)
    x, y = np.array(points).T.copy()
    wanted = np.array([naive.GRADIENTS[land.key](*point, *values) for point in points]).T
    assert slopes(land, values, x, y) == pytest.approx(wanted, rel=1e-12, abs=1e-12 * np.max(np.abs(wanted)))
    assert np.all(np.isfinite(kernels(land, values, x, y)))


@pytest.mark.parametrize(("land", "values"), [row for row in GROUNDS if row.values[0].kinks])
def test_where_there_are_kinks_loss_and_gradient_are_finite_as_far_as_a_walker_may_go(land, values):
    far = np.concatenate([s * np.geomspace(1e-300, FAR, SIDE) for s in (1.0, -1.0)] + [[0.0]])
    x, y = (a.ravel() for a in np.meshgrid(far, far))
    assert np.all(np.isfinite(losses(land, values, x, y)))
    assert np.all(np.isfinite(slopes(land, values, x, y)))


def central(f, x, y, e):
    """Derivatives of f(x, y) along x and y by central differences of the fourth order."""
    return [
        (8 * (f(x + u, y + v) - f(x - u, y - v)) - (f(x + 2 * u, y + 2 * v) - f(x - 2 * u, y - 2 * v))) / (12 * e)
        for u, v in ((e, 0.0), (0.0, e))
    ]


@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_the_gradient_is_the_difference_of_losses(land, values):
    x, y = smooth_places(land, values, 4e-3 * width(land))
    wanted = central(lambda p, q: losses(land, values, p, q), x, y, 1e-4 * width(land))
    for found, part in zip(slopes(land, values, x, y), wanted, strict=True):
        close(found, part, 1e-6, np.mean(np.abs(part)))


@pytest.mark.parametrize(("land", "values"), WITH_HESSIAN)
def test_the_hessian_is_the_difference_of_gradients(land, values):
    x, y = smooth_places(land, values, 4e-3 * width(land))
    by_x, by_y = central(lambda p, q: slopes(land, values, p, q), x, y, 1e-4 * width(land))
    found, typical = bends(land, values, x, y), np.mean(np.abs([by_x, by_y]))
    for row, column, wanted in ((0, 0, by_x[0]), (0, 1, by_x[1]), (1, 0, by_y[0]), (1, 1, by_y[1])):
        scale = np.maximum(np.abs(wanted), typical)
        assert np.all(np.abs(found[:, row, column] - wanted) <= 1e-5 * scale)


@pytest.mark.whole
@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_declared_points_are_level(land, values):
    points = np.array([*land.minima(*values), *land.saddles(*values)], float).reshape(-1, 2)
    allowed = 1e-14 * np.median(np.abs(slopes(land, values, *places(land))))
    if land.hess is not None:  # the error of a point that is right to twelve digits
        stiff = np.max(np.abs(bends(land, values, *points.T.copy())), axis=(1, 2), initial=0.0)
        allowed = allowed + 1e-12 * stiff * (1.0 + np.max(np.abs(points), axis=1, initial=0.0))
    assert np.all(np.abs(slopes(land, values, *points.T.copy())) <= allowed)
    apart = np.linalg.norm(points[:, None] - points[None], axis=2) + np.eye(len(points))
    assert np.min(apart, initial=np.inf) > 1e-6, "two declared points are one"


@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_around_a_declared_minimum_the_ground_is_higher(land, values):
    for point in land.minima(*values)[:MANY]:
        height = losses(land, values, *np.array([point]).T.copy())
        assert np.all(losses(land, values, *around(land, values, point)) > height)


@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_around_a_declared_saddle_the_ground_is_both_higher_and_lower(land, values):
    for point in land.saddles(*values)[:MANY]:
        height = losses(land, values, *np.array([point]).T.copy())
        circle = losses(land, values, *around(land, values, point))
        assert np.min(circle) < height < np.max(circle)


@pytest.mark.parametrize(("land", "values"), WITH_HESSIAN)
def test_the_hessian_is_definite_at_minima_and_indefinite_or_zero_at_saddles(land, values):
    minima, saddles = (np.array(f(*values), float).reshape(-1, 2) for f in (land.minima, land.saddles))
    low, high = np.linalg.eigvalsh(bends(land, values, *minima.T.copy())).T
    # Infinitely sharp kinks are left out of the Hessian, and along a valley of minima there is no curvature.
    sharp = np.array([land.kinks != "" and naive.KINKS[land.key](*point, *values) == 0.0 for point in minima], bool)
    flat = np.abs(low) <= 1e-9 * high if land.valley else low > 0
    assert np.all(np.where(sharp, low >= 0, flat & (high > 0)))
    low, high = np.linalg.eigvalsh(bends(land, values, *saddles.T.copy())).T
    assert np.all((low < 0) & (high > 0) | (low == 0) & (high == 0))


@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_no_place_in_the_box_is_lower_than_the_lowest_minimum(land, values):
    minima = np.array(land.minima(*values), float).reshape(-1, 2)
    if len(minima):
        bottom = losses(land, values, *minima.T.copy()).min()
        assert np.min(losses(land, values, *places(land))) >= bottom - 1e-12
    else:
        x, y = places(land)
        assert np.min(losses(land, values, 100 * x, 100 * y)) < np.min(losses(land, values, x, y))


@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_starts_are_inside_the_box_and_not_at_an_answer(land, values):
    (x0, x1), (y0, y1) = land.box
    for x, y in land.starts.values():
        assert x0 <= x <= x1
        assert y0 <= y <= y1
        assert all(math.dist((x, y), point) > 1e-9 for point in land.minima(*values))


@pytest.mark.parametrize("land", LANDSCAPES.values(), ids=LANDSCAPES)
def test_declared_points_lie_in_the_box_at_the_defaults(land):
    values = [p.default for p in land.params]
    (x0, x1), (y0, y1) = land.box
    for x, y in [*land.minima(*values), *land.saddles(*values)]:
        assert x0 <= x <= x1
        assert y0 <= y <= y1


def kernels(land, values, x, y):
    """Loss, gradient and, where there is one, Hessian, one under the other."""
    rows = [losses(land, values, x, y)[None], slopes(land, values, x, y)]
    if land.hess is not None:
        rows.append(bends(land, values, x, y).reshape(-1, 4).T)
    return np.concatenate(rows)


@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_hostile_lanes_raise_nothing_and_leave_their_neighbours_alone(land, values):
    x, y = (a.ravel() for a in np.meshgrid(HOSTILE, HOSTILE))
    calm = np.linspace(*land.box[0], x.size), np.linspace(*land.box[1], x.size)
    mixed = [np.stack([good, bad]).T.ravel() for good, bad in zip(calm, (x, y), strict=True)]
    with np.errstate(all="ignore"):
        found = kernels(land, values, *mixed)
    assert np.array_equal(found[:, ::2], kernels(land, values, *calm))
    lost = np.isnan(x) & np.isnan(y)
    assert np.isnan(found[0, 1::2][lost]).all(), "the loss of no number is no number"


@pytest.mark.whole
@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_a_lane_has_the_same_bits_alone_in_seven_and_in_many(land, values):
    x, y = (a[-MANY:].copy() for a in places(land))
    whole = kernels(land, values, x, y)
    for size in (1, 7):
        parts = [kernels(land, values, x[i : i + size].copy(), y[i : i + size].copy()) for i in range(0, 21, size)]
        count = min(21, x.size)
        assert np.array_equal(np.concatenate(parts, axis=1)[:, :count], whole[:, :count])


@pytest.mark.parametrize(("land", "values"), GROUNDS)
def test_all_is_finite_at_and_right_beside_every_declared_point(land, values):
    points = np.array([*land.minima(*values), *land.saddles(*values)], float).reshape(-1, 1, 2)[:MANY]
    beside = points + np.array([0.0, 5e-324, -1e-310, 1e-200, -1e-170])[None, :, None]
    assert np.all(np.isfinite(kernels(land, values, *beside.reshape(-1, 2).T.copy())))


# The frame: any landscape rotated, stretched and shifted.

FRAMED = (30.0, 0.7, -0.4, 1.5, 0.6)


def framed(land):
    values = tuple(p.default for p in land.params)
    return Ground(Entry(land.key, values), FRAMED), values


@pytest.mark.few
@pytest.mark.parametrize("land", LANDSCAPES.values(), ids=LANDSCAPES)
def test_a_frame_carries_every_declared_point_and_its_surroundings_along(land):
    ground, values = framed(land)
    declared = [*land.minima(*values), *land.saddles(*values)]
    assert [*ground.minima(), *ground.saddles()] == ground.carry(declared)
    for point in declared[:MANY]:
        x, y = np.concatenate([np.array([point]).T, around(land, values, point)], axis=1)
        found, wanted = (
            loss_at(ground, np.array(ground.carry(list(zip(x, y, strict=True))))),
            losses(land, values, x, y),
        )
        # Near the kink of a square root, an error of 1e-16 becomes one of 1e-8.
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9 + 1e-4 * (wanted.max() - wanted.min()))


@pytest.mark.few
@pytest.mark.parametrize("land", LANDSCAPES.values(), ids=LANDSCAPES)
def test_under_a_frame_the_gradient_is_the_difference_of_losses(land):
    ground, values = framed(land)
    x, y = (a[:: a.size // 12][:12] for a in smooth_places(land, values, 4e-3 * width(land)))
    points = np.array(ground.carry(list(zip(x, y, strict=True))))
    runs = [Run(ground, optimizer("gd"), 1e-9, schedule(), (p, q), 1) for p, q in points.tolist()]
    found = np.array([simulate(run).gradients[0] for run in runs]).T
    wanted = central(lambda p, q: loss_at(ground, np.column_stack([p, q])), *points.T, 5e-5 * width(land))
    for one, part in zip(found, wanted, strict=True):
        close(one, part, 1e-6, np.mean(np.abs(part)))


# Valleys and ground that moves.


@pytest.mark.parametrize("key", [key for key, land in LANDSCAPES.items() if land.valley])
def test_a_run_that_comes_to_rest_in_a_valley_is_at_a_minimum_wherever_that_is(key):
    land = LANDSCAPES[key]
    rests = [
        simulate(Run(Ground(landscape(key)), optimizer("gd"), 0.02, schedule(), start, 2000))
        for start in (*land.starts.values(), *land.saddles(*(p.default for p in land.params)))
    ]
    away = [min(math.dist(walk.positions[-1], point) for point in walk.run.ground.minima()) for walk in rests]
    assert all(walk.status == CONVERGED for walk in rests)
    assert max(away[: len(land.starts)]) > 1e-3, "not only the declared points are such"
    assert [resting_place(walk) != "" for walk in rests] == [bool(walk.losses[-1] > 0.1) for walk in rests]
    if len(rests) > len(land.starts):
        assert resting_place(rests[-1]) == "at a saddle"


MOVING = [row for row in GROUNDS if row.values[0].track is not None]


@pytest.mark.parametrize(("land", "values"), MOVING)
@pytest.mark.parametrize("method", ["gd", "nesterov", "adam"])
def test_every_step_of_a_run_is_on_the_ground_of_that_step(method, land, values):
    walk = simulate(Run(Ground(Entry(land.key, values)), optimizer(method), 0.01, schedule(), (0.3, -0.2), 40))
    rows = land.rows(40, values)
    assert rows.shape == (41, len(values))
    assert tuple(rows[0]) == values
    for c, (x, y), height, slope in zip(rows, walk.positions, walk.losses, walk.gradients, strict=True):
        at = np.array([x]), np.array([y])
        assert losses(land, tuple(c), *at)[0] == height
        assert np.array_equal(slopes(land, tuple(c), *at).ravel(), slope)


@pytest.mark.parametrize(("land", "values"), MOVING)
def test_a_survey_ends_each_walker_on_the_ground_of_its_own_step(land, values):
    starts = np.array([land.minima(*values)[0], (1.0, -1.0), (0.2, 0.4)])
    run = Run(Ground(Entry(land.key, values)), optimizer("gd"), 1e-4, schedule(), (0.0, 0.0), 48)
    found = survey(run, starts.T, np.array([1.0, 1.0, 1e7]))  # the last walker leaves after few steps
    assert found.steps[:2].tolist() == [48, 48]
    assert 0 < found.steps[2] < 10
    rows = land.rows(48, values)
    for step, (x, y), height in zip(found.steps, found.positions.T, found.losses, strict=True):
        assert losses(land, tuple(rows[step]), np.array([x]), np.array([y]))[0] == height
    walk = simulate(replace(run, start=tuple(starts[1].tolist())))
    assert walk.losses[-1] == found.losses[1]


def test_behind_a_minimum_that_goes_round_gradient_descent_lags_as_linear_theory_says():
    kappa, radius, period, phase, rate = 3.0, 1.2, 80.0, 25.0, 0.1
    ground = Ground(Entry("moving_bowl", (kappa, radius, period, phase)))
    walk = simulate(Run(ground, optimizer("gd"), rate, schedule(), (0.0, 0.0), 600))
    turn = cmath.exp(2j * math.pi / period)
    # x and y are the real and imaginary part of z turn**k where z turn = (1 - ηλ) z + ηλ m.
    minimum = radius * cmath.exp(1j * math.radians(phase)) * turn ** np.arange(601)
    lag_x, lag_y = (rate * curvature / (turn - 1 + rate * curvature) for curvature in (1.0, kappa))
    wanted = np.column_stack([(lag_x * minimum).real, (lag_y * minimum).imag])
    assert walk.positions[400:] == pytest.approx(wanted[400:], abs=1e-12)
    assert abs(lag_x) < abs(lag_y) < 1.0, "the flatter direction lags more"


TRACKS = [
    pytest.param(lambda steps, *values: [values] * 3, "too few rows", id="too short"),
    pytest.param(lambda steps, *values: np.zeros((steps + 1, 1)), "too few rows", id="too narrow"),
    pytest.param(lambda steps, *values: np.ones((steps + 1, 4)), "does not begin", id="another beginning"),
]


@pytest.mark.parametrize(("track", "sentence"), TRACKS)
def test_a_track_that_does_not_fit_is_refused_with_a_sentence(track, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(LANDSCAPES["moving_bowl"], track=track)


def test_the_uncompiled_lane_is_really_uncompiled():
    land = next(iter(LANDSCAPES.values()))
    assert hasattr(land.loss, "py_func") is COMPILED
