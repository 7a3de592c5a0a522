"""Landscapes with samples: the drawn data, the minima for typed data, and unusual data."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.critical_points import CLOSE, level_points, newton
from core.draws import normals, uniforms
from core.kernel import COMPILED
from runs.catalog import LANDSCAPES
from runs.data.typed import WIDEST, check_table
from runs.ground import Entry, Ground, landscape
from runs.surface import box_of, heights, loss_at, lowest
from tests.ground.naive_data import DRAWN, bell, even

MADE = {key: land for key, land in LANDSCAPES.items() if land.draw is not None}
ROWS = 40 if COMPILED else 12


def values(key, **given):
    """The parameters of a landscape, in order, with few samples."""
    return tuple(float({"samples": ROWS, **given}.get(p.key, p.default)) for p in LANDSCAPES[key].params)


# What is drawn.


def test_numbers_are_drawn_by_seed_row_and_column():
    for seed in (0, 1, 2**31):
        assert normals(seed, 5, 3) == pytest.approx(np.array([[bell(seed, i, k) for k in range(3)] for i in range(5)]))
        assert uniforms(seed, 5, 3).tolist() == [[even(seed, i, k) for k in range(3)] for i in range(5)]
    assert np.array_equal(normals(4, 9, 2)[:5], normals(4, 5, 2))


def test_drawn_numbers_have_the_moments_of_their_distributions():
    z, u = normals(3, 4000 if COMPILED else 400, 2), uniforms(3, 4000 if COMPILED else 400, 2)
    error = 4 / math.sqrt(len(z))
    for column in z.T:
        assert abs(column.mean()) < error
        assert abs((column**2).mean() - 1) < error * math.sqrt(2)
    for column in u.T:
        assert abs(column.mean() - 0.5) < error * math.sqrt(1 / 12)
        assert abs((column**2).mean() - 1 / 3) < error * math.sqrt(4 / 45)
    assert abs(np.mean(z[:, 0] * z[:, 1])) < error
    assert abs(np.corrcoef(z[:, 0], u[:, 1])[0, 1]) < error


@pytest.mark.parametrize("key", MADE)
def test_the_data_are_those_of_the_naive_version_and_could_be_typed_in(key):
    for seed in (1.0, 100.0):
        drawn = MADE[key].samples(values(key, data_seed=seed))
        assert drawn == pytest.approx(np.array(DRAWN[key](*values(key, data_seed=seed))), abs=1e-12)
        assert np.all(np.abs(drawn) < 100.0)
    if key != "neuron":  # its data form a curve and are not rounded
        table = tuple(map(tuple, drawn.tolist()))
        check_table(table, MADE[key].columns)
        assert max(len(repr(value)) for row in table for value in row) < WIDEST


@pytest.mark.parametrize("key", MADE)
def test_what_is_sown_changes_the_data_and_nothing_else_does(key):
    land, plain = MADE[key], values(key)
    for k, p in enumerate(land.params):
        other = (*plain[:k], p.slider[1] if plain[k] != p.slider[1] else p.slider[0], *plain[k + 1 :])
        changed = not np.array_equal(land.samples(other), land.samples(plain))
        quiet = key == "neuron" and p.key == "data_seed"  # without noise there is nothing to draw
        assert changed is (p.key in land.sown and not quiet), p.key


@pytest.mark.parametrize("key", MADE)
def test_a_ground_knows_how_many_samples_it_has_without_drawing_them(key):
    few = Ground(Entry(key, values(key)))
    assert few.count == len(few.samples()) == ROWS
    assert Ground(landscape("bowl")).count == 0


def test_samples_have_as_many_numbers_as_there_are_columns():
    land = MADE["linear_regression"]
    with pytest.raises(ValueError, match="a sample has 3 numbers"):
        replace(land, columns=land.columns[:2]).samples(values("linear_regression"))


# What is typed in.

RNG = np.random.default_rng(12)
LOOSE = np.round(np.column_stack([RNG.normal(0.5, 2.0, (ROWS, 2)), RNG.normal(1.0, 1.5, ROWS)]), 2)
TABLES = {
    "linear_regression": LOOSE,
    "sparse_features": LOOSE,
    "logistic_regression": np.column_stack([LOOSE[:, :2], LOOSE[:, 2] > LOOSE[:, 1]]),
    "robust_regression": LOOSE[:, 1:],
    "two_layer": np.column_stack([LOOSE[:, 0], np.tanh(LOOSE[:, 0]) + np.tanh(2 * LOOSE[:, 0]) + 0.05 * LOOSE[:, 1]]),
    "rare_large_gradient": LOOSE[:, :2],
    "neuron": np.column_stack([LOOSE[:, 0], np.tanh(0.7 * LOOSE[:, 0] - 1.0) + 0.05 * LOOSE[:, 1]]),
}


def typed(key, data, **given):
    """The landscape made of these data."""
    table = tuple(tuple(float(f"{value:.6g}") for value in row) for row in np.asarray(data).tolist())
    return Ground(landscape(key, given), table=table)


def derivatives(ground, points):
    """Gradients [2, n] and Hessians [n, 2, 2] of the landscape made of its table."""
    land, data = LANDSCAPES[ground.entry.key], ground.samples()
    x, y = np.array(points).T.copy()
    assert land.hess is not None
    g, h, c = np.empty((2, x.size)), np.empty((3, x.size)), np.array(ground.entry.values)
    land.grad(c, data, x, y, *g)
    land.hess(c, data, x, y, *h)
    return g, h[[0, 1, 1, 2]].T.reshape(-1, 2, 2)


def check_declared(ground):
    """Declared points have a zero gradient to nine digits, and nothing in view is lower than the lowest of them."""
    minima, saddles = ground.minima(), ground.saddles()
    if not minima:
        return
    g, h = derivatives(ground, [*minima, *saddles])
    off = [np.linalg.norm(np.linalg.lstsq(bend, slope, rcond=1e-9)[0]) for bend, slope in zip(h, g.T, strict=True)]
    assert np.all(np.array(off) <= CLOSE * np.maximum(1.0, np.linalg.norm([*minima, *saddles], axis=1)))
    seen = heights(ground, box_of(ground), 25 if COMPILED else 5).min()
    assert seen >= lowest(ground) - 1e-12 * (1 + abs(seen))


@pytest.mark.parametrize("key", MADE)
def test_minima_and_saddles_of_typed_data_are_right(key):
    ground = typed(key, TABLES[key])
    assert ground.minima()
    assert ground.minima() != Ground(landscape(key)).minima()
    check_declared(ground)


@pytest.mark.parametrize("size", [0.02, 19.0])
@pytest.mark.parametrize("key", ["neuron", "two_layer", "robust_regression", "logistic_regression"])
def test_the_unit_of_an_input_does_not_matter(key, size):
    stretch = [size, size if key == "logistic_regression" else 1.0, 1.0][: TABLES[key].shape[1]]
    plain, wide = typed(key, TABLES[key]), typed(key, TABLES[key] * stretch)
    pull = np.array([size, 1.0 if key in ("neuron", "robust_regression") else size])
    assert np.sort(np.array(wide.minima()) * pull, axis=0) == pytest.approx(
        np.sort(plain.minima(), axis=0), rel=1e-4, abs=1e-4
    )  # the typed data are rounded to six digits
    check_declared(wide)


def test_the_line_through_typed_points_is_that_of_the_normal_equations():
    u, t = TABLES["robust_regression"].T
    slope, height = np.polyfit(u, t, 1)
    assert typed("robust_regression", TABLES["robust_regression"], form=1.0).minima() == [
        pytest.approx((slope, height), rel=1e-9)
    ]


ODD = {
    "two rows": lambda w: np.arange(1.0, 2 * w + 1).reshape(2, w) % 4,
    "one distinct row": lambda w: np.ones((5, w)),
    "collinear features": lambda w: np.outer(np.arange(6.0), np.arange(1.0, w + 1)),
    "nothing but zeros": lambda w: np.zeros((4, w)),
    "as large as it may be": lambda w: 100.0 * np.sign(np.sin(1.0 + np.arange(8.0 * w).reshape(8, w))),
    "as small as can be typed": lambda w: 1e-9 * np.cos(np.arange(8.0 * w).reshape(8, w)),
    "labels alike": lambda w: np.column_stack([LOOSE[:, : w - 1], np.ones(ROWS)]),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("key", MADE)
def test_odd_data_raise_nothing(key, what):
    data = ODD[what](len(MADE[key].columns))
    if key == "logistic_regression":
        data[:, 2] = data[:, 2] > 0.5
    ground = typed(key, data)
    assert np.all(np.isfinite([*ground.minima(), *ground.saddles(), (0.0, 0.0)]))
    check_declared(ground)
    if COMPILED or ground.minima():  # otherwise the lowest point would be searched on the whole map, at every sample
        assert np.isfinite(lowest(ground))
    x0, x1, y0, y1 = box_of(ground)
    assert x1 - x0 > 1.0
    assert y1 - y0 > 1.0


# Logistic regression: is there a minimum?

SQUARE = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))


@pytest.mark.parametrize(("labels", "bounded"), [((1, 1, 0, 0), False), ((1, 0, 0, 1), True), ((1, 1, 1, 1), True)])
def test_where_a_line_divides_the_samples_there_is_no_minimum_without_ridge(labels, bounded):
    table = tuple((*point, float(label)) for point, label in zip(SQUARE, labels, strict=True))
    ground = Ground(landscape("logistic_regression"), table=table)
    assert bool(ground.minima()) is bounded
    far = loss_at(ground, np.array([(t, 0.0) for t in (1.0, 10.0, 100.0)]))
    assert bool(np.all(np.diff(far) < 0)) is not bounded
    assert len(Ground(landscape("logistic_regression", {"ridge": 0.1}), table=table).minima()) == 1


# The search.


def bowl(x, y):
    return 2 * x - 2, 8 * y, 0 * x + 2, 0 * x, 0 * x + 8


def four(x, y):
    """x⁴/4 - x²/2 and the same of y: minima at (±1, ±1), a maximum at the origin, and four saddles."""
    return x**3 - x, y**3 - y, 3 * x * x - 1, 0 * x, 3 * y * y - 1


def test_newton_finds_the_bottom_and_what_is_out_of_reach_is_no_number():
    starts = np.array([[0.0, 5.0], [0.0, -3.0]])
    assert newton(bowl, starts) == pytest.approx(np.array([[1.0, 1.0], [0.0, 0.0]]))
    assert np.isnan(newton(bowl, starts, np.array([[0.5], [9.0]]))).all()


def test_every_minimum_and_saddle_is_found_once_and_no_maximum():
    x, y = np.meshgrid(np.linspace(-1.7, 1.9, 7), np.linspace(-1.8, 1.6, 7))
    minima, saddles = level_points(four, np.stack([x.ravel(), y.ravel()]))
    assert np.array(minima) == pytest.approx(np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)]))
    assert np.array(saddles) == pytest.approx(np.array([(-1, 0), (0, -1), (0, 1), (1, 0)]), abs=1e-12)


def test_on_level_ground_there_is_nothing_to_find():
    assert level_points(lambda x, y: (0 * x, 0 * x, 0 * x, 0 * x, 0 * x), np.ones((2, 3))) == ([], [])


def test_the_points_of_the_neuron_are_those_that_are_known_with_22_digits():
    land = LANDSCAPES["neuron"]
    at = tuple(p.default for p in land.params)
    assert land.minima(*at) == [pytest.approx((1.422871910352347694609, -0.6749849582552746795038), rel=1e-13)]
    assert land.saddles(*at) == [pytest.approx((-0.8518835948128271557338, -3.554332685899257776531), rel=1e-12)]


def test_a_network_whose_inputs_tell_nothing_apart_has_no_points():
    """Of two layers if all are zero, of a neuron if all are equal."""
    for key, inputs in (("two_layer", (0.0, 0.0)), ("neuron", (1.5, 1.5))):
        ground = Ground(landscape(key), table=tuple(zip(inputs, (1.0, -1.0), strict=True)))
        assert (ground.minima(), ground.saddles()) == ([], [])
