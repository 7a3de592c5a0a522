"""The landscape of a network: planes, lines, curvature and the edge, against NumPy and naive versions."""

from dataclasses import replace
from itertools import pairwise
from threading import Event

import numpy as np
import pytest

from core.network.draws import DIRECTIONS, normals
from runs.catalog import NETWORKS
from runs.data import shelf as data
from runs.training import train, training
from runs.training.judge import judge
from runs.training.presets import first_training, usual
from runs.training.training import Training
from studies.slices import edge, planes
from studies.slices.curvature import largest, product_at, sharpest
from studies.slices.edge import edge_of, limit_of
from studies.slices.lines import line, shaken
from studies.slices.losses import Ground
from studies.slices.planes import (
    SIDES,
    axes_of,
    filter_normalised,
    heights,
    path_of,
    path_plane,
    plane_of_ends,
    random_plane,
    seen,
    sharpest_plane,
)
from tests.ground.networks import tiny

QUESTION = Training((usual("adam"),), network="softmax", batch=5)


@pytest.fixture
def few(monkeypatch):
    """Digits are a few pictures."""
    monkeypatch.setattr(data, "digits", tiny)
    return tiny()


@pytest.fixture
def end(few, monkeypatch):
    """A trained network of tanh with few weights."""
    monkeypatch.setattr(data, "digits", lambda: tiny(8, 4, 3))
    question = Training((usual("adam"), usual("gd")), network="mlp_tanh", batch=4, epochs=3)
    small = replace(NETWORKS["mlp_tanh"], hidden=(2,))
    monkeypatch.setattr(training, "NETWORKS", NETWORKS | {"mlp_tanh": small})
    return train.train(question)


def test_the_loss_on_some_pictures_is_that_of_the_first_ones(end):
    theta = end.weights[0, 0].copy()
    ground = Ground(end.question, None)
    assert ground.count == 8
    assert Ground(end.question, 5).count == 5
    assert ground.slope(theta)[0] == judge(end.question, theta, judged=False).loss == ground.losses(theta[None])[0]


def test_the_end_lies_at_the_origin_of_a_slice_and_points_are_computed_once(end, monkeypatch):
    theta, ground, asked = end.weights[0, 0], Ground(end.question, 7), []
    plane = random_plane(end.question, theta, 3)
    computed = Ground.plane
    monkeypatch.setattr(planes, "SIDES", (3, 5))
    monkeypatch.setattr(Ground, "plane", lambda self, *a: asked.append(a[3].size) or computed(self, *a))
    coarse, fine = heights(ground, plane)
    assert asked == [9, 16]
    assert np.array_equal(fine[::2, ::2], coarse)
    assert abs(fine[2, 2] - ground.slope(theta)[0]) <= 1e-12
    x, y = axes_of(plane, 5)
    there = theta + x[4] * plane.across + y[1] * plane.up
    assert abs(fine[1, 4] - ground.slope(there)[0]) <= 1e-12
    stop = Event()
    stop.set()
    assert not list(heights(ground, plane, stop))


@pytest.mark.plain
def test_each_size_of_a_slice_contains_the_one_before():
    assert all(later == 2 * (earlier - 1) + 1 for earlier, later in pairwise(SIDES))


@pytest.mark.plain
def test_a_random_direction_is_as_long_as_the_weights_unit_by_unit():
    question = first_training()
    theta = NETWORKS[question.network].start(question.shape, 1)
    across, up = (filter_normalised(question, theta, k) for k in range(2))
    network = NETWORKS[question.network]
    for (drawn, bias), (own, _) in zip(
        network.matrices(question.shape, across), network.matrices(question.shape, theta), strict=True
    ):
        assert np.allclose(np.linalg.norm(drawn, axis=0), np.linalg.norm(own, axis=0), rtol=1e-12)
        assert np.all(bias == 0.0)
    assert abs(across @ up) < 0.1 * np.linalg.norm(across) * np.linalg.norm(up)
    drawn = np.empty(theta.size)
    normals(np.uint64(question.seed), np.uint64(DIRECTIONS), drawn)
    ratio = network.matrices(question.shape, across)[0][0][:, 5] / network.matrices(question.shape, drawn)[0][0][:, 5]
    assert np.allclose(ratio, ratio[0], rtol=1e-9)


def test_normal_numbers_have_their_mean_and_spread():
    drawn = np.empty(4001)
    normals(np.uint64(1), np.uint64(5), drawn)
    assert abs(drawn.mean()) < 0.06
    assert abs(drawn.std() - 1.0) < 0.05
    assert np.unique(drawn).size == drawn.size


@pytest.mark.plain
def test_the_plane_of_a_path_is_numpys():
    rng = np.random.default_rng(2)
    path = np.cumsum(rng.normal(size=(9, 40)) * np.linspace(3, 1, 9)[:, None], axis=0)
    path = np.vstack([path, np.full((2, 40), np.nan)])
    plane = path_plane(path)
    away = path[:9] - path[8]
    _, sizes, rows = np.linalg.svd(away, full_matrices=False)
    assert np.allclose(plane.shares, sizes[:2] ** 2 / np.sum(sizes**2), rtol=1e-10)
    for mine, theirs in zip((plane.across, plane.up), rows, strict=False):
        assert abs(abs(mine @ theirs) - 1.0) <= 1e-10
    at, far = seen(plane, path[:9])
    back = plane.origin + at @ np.stack([plane.across, plane.up])
    assert np.allclose(np.linalg.norm(path[:9] - back, axis=1), far, rtol=0, atol=1e-10)
    assert np.allclose(far[8], 0.0, atol=1e-12)
    left, right, bottom, top = plane.span
    assert np.all((at[:, 0] > left) & (at[:, 0] < right) & (at[:, 1] > bottom) & (at[:, 1] < top))


@pytest.mark.plain
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: path_plane(np.zeros((2, 5))), "fewer than three"),
        (lambda: path_plane(np.outer([3.0, 2.0, 1.0], np.ones(5))), "straight line"),
        (lambda: plane_of_ends(np.ones(4), np.ones(4), np.zeros(4)), "the same"),
        (lambda: plane_of_ends(np.zeros(4), np.ones(4), 2 * np.ones(4)), "on a line"),
    ],
)  # fmt: skip
def test_what_has_no_plane_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.plain
def test_the_plane_of_three_ends_contains_them():
    ends = np.random.default_rng(3).normal(size=(3, 20))
    plane = plane_of_ends(*ends)
    at, far = seen(plane, ends)
    assert np.allclose(far, 0.0, atol=1e-12)
    assert np.allclose(at[0], 0.0, atol=1e-12)
    assert at[1, 0] > 0.0
    assert abs(at[1, 1]) <= 1e-12
    assert at[2, 1] > 0.0


def dense_hessian(ground, theta, h=1e-5):
    rows = [(ground.slope(theta + h * e)[1] - ground.slope(theta - h * e)[1]) / (2 * h) for e in np.eye(theta.size)]
    return 0.5 * (np.array(rows) + np.array(rows).T)


def test_products_with_the_hessian_and_its_largest_eigenvalues(end):
    ground, theta = Ground(end.question, None), end.weights[0, 0].copy()
    hessian, product = dense_hessian(ground, theta), product_at(ground, theta)
    v = np.sin(np.arange(theta.size))
    assert np.max(np.abs(product(v) - hessian @ v)) <= 1e-6
    assert np.all(product(np.zeros(theta.size)) == 0.0)
    values, vectors = np.linalg.eigh(hessian)
    bends = sharpest(ground, theta)
    assert np.allclose(bends.values, values[[-1, -2]], rtol=1e-4)
    assert abs(abs(bends.vectors[0] @ vectors[:, -1]) - 1.0) <= 1e-4
    assert bends.settled
    assert bends.history[-1] == bends.values[0]
    assert np.all(np.diff(bends.history) >= -1e-9)
    assert bends.error <= 1e-4 * bends.values[0]
    plane = sharpest_plane(theta, bends)
    assert plane.eigenvalues == tuple(bends.values)
    assert abs(plane.span[1] ** 2 * bends.values[0] / 2 - planes.RISE) <= 1e-9


@pytest.mark.plain
def test_lanczos_against_numpy():
    rng = np.random.default_rng(4)
    for size in (1, 2, 5, 60):
        a = rng.normal(size=(size, size))
        a = a + a.T
        found = largest(lambda v, a=a: a @ v, size, 2, close=1e-10)
        wanted = np.linalg.eigvalsh(a)[::-1][:2]
        assert np.allclose(found.values, wanted, rtol=1e-8)
        assert np.allclose(found.vectors @ a, found.values[:, None] * found.vectors, atol=1e-5)
    assert largest(lambda v: 0.0 * v, 5, 1).values[0] == 0.0
    slow = largest(lambda v: np.arange(1.0, 301.0) ** 0.01 * v, 300, 2, close=1e-15)
    assert not slow.settled


def test_a_kink_of_relu_does_not_count_as_curvature(few):
    class Kinked(Ground):
        def slope(self, theta):
            return 0.0, np.array([theta[0] + (5.0 if theta[1] > 1e-9 else 0.0), 2.0 * theta[1]])

    product = product_at(Kinked(QUESTION), np.zeros(2))
    assert np.allclose(product(np.array([0.6, 0.8])), [0.6, 1.6], atol=1e-6)
    assert np.allclose(product(np.array([0.6, -0.8])), [0.6, -1.6], atol=1e-6)


def test_a_line_between_ends_has_their_losses_and_a_barrier(end):
    ground = Ground(end.question, None)
    first, second = end.weights[0, 0], end.weights[1, 0]
    found = line(ground, first, second)
    assert abs(found.losses[0] - ground.slope(first)[0]) <= 1e-12
    assert abs(found.losses[-1] - ground.slope(second)[0]) <= 1e-12
    chord = (1 - found.shares) * found.losses[0] + found.shares * found.losses[-1]
    assert abs(found.barrier - max(found.losses - chord)) <= 1e-12
    assert found.barrier >= 0.0
    assert line(ground, first, first).barrier == 0.0


def test_shaken_weights_raise_the_loss_by_the_curvature(end):
    ground, theta = Ground(end.question, None), end.weights[0, 0].copy()
    found = shaken(ground, theta)
    direction = filter_normalised(end.question, theta, 0)
    rise = ground.slope(theta + found.radii[-1] * direction)[0] - ground.slope(theta)[0]
    assert found.low[-1] - 1e-12 <= rise <= found.high[-1] + 1e-12
    assert np.all((found.low <= found.mean) & (found.mean <= found.high))


@pytest.mark.plain
def test_the_limits_of_the_edge():
    question = first_training()
    assert limit_of(edge_of(question, "gd", 0.5).entrants[0]) == 4.0
    assert abs(limit_of(edge_of(question, "adam", 0.01).entrants[0]) - 3800.0) <= 1e-9
    assert edge_of(question, "gd").batch == 1437
    with pytest.raises(ValueError, match="not known"):
        edge_of(question, "lion")
    with pytest.raises(ValueError, match="steps are possible"):
        edge.edge(edge_of(question, "gd"), 0)


def test_the_edge_looks_at_loss_and_curvature(end, monkeypatch):
    monkeypatch.setattr(edge, "LOOKS", 3)
    told = []
    question = edge_of(end.question, "gd", 0.5)
    found = edge.edge(question, 6, told.append)
    assert list(found.steps) == [0, 2, 4, 6]
    assert [len(one.steps) for one in told] == [1, 2, 3, 4]
    ground, theta = Ground(question, None), question.record.start(question.shape, question.seed)
    for k, step in enumerate(range(0, 7, 2)):
        assert abs(found.losses[k] - ground.slope(theta)[0]) <= 1e-9
        for _ in range(2 if step < 6 else 0):
            theta = theta - 0.5 * ground.slope(theta)[1]
    assert abs(found.curvature[3] / np.linalg.eigvalsh(dense_hessian(ground, theta))[-1] - 1.0) <= 0.02
    assert np.all(np.isfinite(found.curvature))
    stop = Event()
    stop.set()
    assert edge.edge(question, 6, cancelled=stop).steps.size == 0


def test_adams_curvature_is_preconditioned(end, monkeypatch):
    monkeypatch.setattr(edge, "LOOKS", 1)
    question = edge_of(end.question, "adam", 0.01)
    found = edge.edge(question, 2)
    assert np.isnan(found.curvature[0])
    ground = Ground(question, None)
    theta = question.record.start(question.shape, question.seed)
    m, v = np.zeros(theta.size), np.zeros(theta.size)
    for t in (1, 2):
        g = ground.slope(theta)[1]
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        theta = theta - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    p = (np.sqrt(v / (1 - 0.999**2)) + 1e-8) * (1 - 0.9**2)
    wanted = np.linalg.eigvalsh(dense_hessian(ground, theta) / np.sqrt(np.outer(p, p)))[-1]
    assert abs(found.curvature[1] - wanted) <= 0.02 * wanted


def test_the_edge_ends_where_weights_are_no_numbers(end, monkeypatch):
    class Lost(train.Learner):
        def advance(self, steps):
            self.theta[:] = np.nan
            super().advance(steps)

    monkeypatch.setattr(edge, "LOOKS", 3)
    monkeypatch.setattr(edge, "Learner", Lost)
    assert list(edge.edge(edge_of(end.question, "gd"), 3).steps) == [0]


def test_the_known_part_of_a_path(end):
    assert path_of(end, 0).shape == (end.path_steps.size, end.question.size)
