"""Networks: losses and slopes against PyTorch, differences and naive versions; starts, dropout, products."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.kernel import COMPILED
from core.network.draws import MASKS, WEIGHTS, drop
from core.network.links import network_links
from core.network.matrix import add_product, add_turned_product, dense, dense_back, dense_slopes
from core.network.network import Network, dense_layer
from core.network.trainer import assess, likelihood
from core.rng import bits, uniform
from core.source import Source
from runs.catalog import NETWORKS, OPTIMIZERS
from runs.run import optimizer
from tests.ground.networks import SMALL, over_all, slopes, small, trained

with np.load(Path(__file__).parent.parent / "golden" / "networks.npz") as found:
    GOLDEN = dict(found)
CASES = list(zip(json.loads(str(GOLDEN["manifest"]))["cases"], GOLDEN["paths"], strict=True))

GOLDEN_SHAPES = {"softmax": (64, 10), "mlp_relu": (64, 10, 8), "mlp_tanh": (64, 10, 8), "convnet": (64, 10, 4, 8)}
WALKED, SAMPLES = (6, 3, 4), 40

keys = pytest.mark.parametrize("key", NETWORKS)


def golden_weights(size):
    return 0.4 * np.sin(1.0 + 1.7 * np.arange(size))


def golden_pictures(count, inputs):
    return np.round(0.5 + 0.5 * np.sin(3.1 * np.arange(count * inputs) ** 1.1), 4)


def test_every_network_is_tested():
    assert list(NETWORKS) == sorted(SMALL) == sorted(GOLDEN_SHAPES)


@keys
def test_losses_and_slopes_are_pytorchs(key):
    shape = GOLDEN_SHAPES[key]
    network = replace(NETWORKS[key], hidden=shape[2:])
    theta = golden_weights(network.size(shape))
    loss, g = slopes(network, shape, theta, golden_pictures(5, 64), np.arange(5) * 3 % 10)
    assert abs(loss - GOLDEN[f"{key} loss"]) <= 1e-12
    assert np.max(np.abs(g - GOLDEN[f"{key} slopes"])) <= 1e-12


@pytest.mark.few
@pytest.mark.parametrize(
    ("case", "path"), CASES, ids=[f"{k}-{c['library']}-{c['method']}" for k, (c, _) in enumerate(CASES)]
)
def test_200_steps_of_a_method_are_those_of_its_library(case, path):
    network, shape = replace(NETWORKS["mlp_tanh"], hidden=WALKED[2:]), WALKED
    way = OPTIMIZERS[case["method"]]
    given = {
        p.key: p.read(v) if isinstance(v := case["hyper"][p.key], str) else v
        for p in way.params
        if p.key in case["hyper"]
    }
    values = optimizer(way.key, given).values
    images, labels = golden_pictures(SAMPLES, shape[0]), np.arange(SAMPLES) % shape[1]
    start = golden_weights(network.size(shape))
    for steps, wanted in list(zip((20, 200), path, strict=True))[: 2 if COMPILED else 1]:
        weights, *_, taken = trained(network, shape, start, images, labels, way.key, values, [case["rate"]] * steps, 16)
        assert taken == steps
        assert np.max(np.abs(weights - wanted)) <= 1e-8
        assert np.max(np.abs(wanted - start)) > 1e-4


@keys
@pytest.mark.parametrize("step", [0, 5])
def test_slopes_are_differences_of_losses(key, step):
    network, shape, theta, images, labels = small(key)
    _, g = slopes(network, shape, theta, images, labels, step)
    h = 1e-6
    for i in range(0, theta.size, 1 if COMPILED else 9):
        away = np.zeros(theta.size)
        away[i] = h
        high, low = (slopes(network, shape, theta + side * away, images, labels, step)[0] for side in (1.0, -1.0))
        assert abs((high - low) / (2 * h) - g[i]) <= 1e-8


@keys
def test_steps_of_dropout_differ_and_nothing_else_does(key):
    network, shape, theta, images, labels = small(key)
    plain, one, two = (slopes(network, shape, theta, images, labels, step)[0] for step in (0, 1, 2))
    assert (len({plain, one, two}) == 3) == network.dropout
    assert slopes(network, shape, theta, images, labels, 1)[0] == one
    assert (slopes(network, shape, theta, images, labels, 1, seed=4)[0] != one) == network.dropout


@keys
def test_a_block_has_the_bits_of_its_pictures(key):
    network, shape, theta, images, labels = small(key, count=70)
    loss, g = over_all(network, shape, theta, images, labels)
    head, rest = 64 * shape[0], (64 / 70, 6 / 70)
    parts = [
        slopes(network, shape, theta, images[:head], labels[:64]),
        slopes(network, shape, theta, images[head:], labels[64:]),
    ]
    assert loss == parts[0][0] * rest[0] + parts[1][0] * rest[1]
    assert np.array_equal(g, parts[0][1] * rest[0] + parts[1][1] * rest[1])


@keys
def test_all_pictures_are_judged(key):
    network, shape, theta, images, labels = small(key, count=70)
    told, guesses = np.empty(2), np.full(70, -1)
    work, scores = np.empty(network.room(shape, 64)), np.empty(64 * shape[1])
    assess(network_links(network), np.array(shape), theta, images, labels, work, scores, guesses, told)
    assert abs(told[0] - over_all(network, shape, theta, images, labels)[0]) <= 1e-12
    assert told[1] == np.mean(guesses == labels)
    one = np.empty(shape[1])
    for k in (0, 63, 64, 69):
        single = images[k * shape[0] : (k + 1) * shape[0]]
        network.forward(np.array(shape), 1, theta, single, np.uint64(0), 0, np.empty(network.room(shape, 1)), one)
        assert guesses[k] == np.argmax(one)


def test_the_loss_is_the_logarithm_of_the_probability():
    scores = np.array([[1.0, 2.0, -1.0], [800.0, 0.0, -800.0], [0.0, 0.0, 0.0]])
    labels = np.array([1, 1, 2])
    wanted = [
        math.log(sum(math.exp(s - row[k]) for s in row)) for row, k in zip(scores[[0, 2]], labels[[0, 2]], strict=True)
    ]
    errors = scores.ravel().copy()
    total = likelihood(errors, labels, 3, 3, 1)
    assert abs(total - (sum(wanted) + 800.0)) <= 1e-12 * 800
    share = np.exp(scores - scores.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    assert np.max(np.abs(errors.reshape(3, 3) - (share - np.eye(3)[labels]) / 3)) <= 1e-16


@pytest.mark.parametrize("n", [1, 2, 4, 7])
@pytest.mark.parametrize("k", [1, 3, 4, 9])
@pytest.mark.parametrize("m", [1, 5, 8])
def test_products_are_those_of_matrices(n, k, m):
    rng = np.random.default_rng(n + 10 * k + 100 * m)
    a, w, d, b = rng.normal(size=(n, k)), rng.normal(size=(k, m)), rng.normal(size=(n, m)), rng.normal(size=m)
    out = np.ones((n, m))
    add_product(a.ravel(), w.ravel(), out.reshape(-1), n, k, m)
    assert np.allclose(out, 1.0 + a @ w, rtol=0, atol=1e-13)
    out = np.ones((k, m))
    add_turned_product(a.ravel(), d.ravel(), out.reshape(-1), n, k, m)
    assert np.allclose(out, 1.0 + a.T @ d, rtol=0, atol=1e-13)
    theta = np.concatenate(([9.0], w.ravel(), b, [9.0]))
    out = np.empty((n, m))
    assert dense(theta, 1, a.ravel(), out.reshape(-1), n, k, m) == theta.size - 1
    assert np.allclose(out, a @ w + b, rtol=0, atol=1e-13)
    g = np.full(theta.size, 9.0)
    dense_slopes(g, 1, a.ravel(), d.ravel(), n, k, m)
    assert np.allclose(g, np.concatenate(([9.0], (a.T @ d).ravel(), d.sum(0), [9.0])), rtol=0, atol=1e-13)
    out = np.empty((n, k))
    dense_back(theta, 1, d.ravel(), np.empty(k * m), out.reshape(-1), n, k, m)
    assert np.allclose(out, d @ w.T, rtol=0, atol=1e-13)


def test_a_row_of_a_product_does_not_depend_on_its_neighbours():
    rng = np.random.default_rng(1)
    a, w = rng.normal(size=(5, 11)), rng.normal(size=(11, 6))
    whole, alone = np.zeros(30), np.zeros(6)
    add_product(a.ravel(), w.ravel(), whole, 5, 11, 6)
    for i in range(5):
        alone[:] = 0.0
        add_product(a[i], w.ravel(), alone, 1, 11, 6)
        assert np.array_equal(whole[6 * i : 6 * i + 6], alone)


@keys
def test_training_starts_as_glorot_draws(key):
    network = NETWORKS[key]
    shape = network.shape(64, 10)
    theta = network.start(shape, 1)
    assert theta.size == network.size(shape) == {"softmax": 650, "convnet": 5130}.get(key, 2410)
    for place, (layer, (matrix, bias)) in enumerate(
        zip(network.layers(shape), network.matrices(shape, theta), strict=True)
    ):
        wide = math.sqrt(6.0 / (layer.fan_in + layer.fan_out))
        assert np.all(bias == 0.0)
        assert 0.9 * wide < np.max(np.abs(matrix)) < wide
        assert abs(matrix.mean()) < 4 * wide / math.sqrt(3 * matrix.size)
        drawn = wide * (2.0 * uniform(np.uint64(bits(np.uint64(1), np.uint64(WEIGHTS + place), 0, 1))) - 1.0)
        assert abs(matrix[0, 1] - drawn) <= 1e-15
    assert np.array_equal(theta, network.start(shape, 1))
    assert not np.array_equal(theta, network.start(shape, 2))


def test_masks_drop_their_share_and_keep_the_mean():
    x, mask = np.ones(4000), np.empty(4000)
    drop(np.uint64(1), 0, 3, 0.25, 40, 100, x, mask)
    assert set(np.unique(x)) == {0.0, 1.0 / 0.75}
    assert abs(np.mean(x == 0.0) - 0.25) < 0.03
    assert np.array_equal(x, mask)
    assert (x[5] == 0.0) == (uniform(np.uint64(bits(np.uint64(1), np.uint64(MASKS), 3, 5))) < 0.25)
    x[:] = 2.0
    drop(np.uint64(1), 0, 0, 0.25, 40, 100, x, mask)
    assert np.all(x == 2.0)
    assert np.all(mask == 1.0)


@keys
def test_a_network_with_weights_that_are_no_numbers_has_no_loss(key):
    network, shape, theta, images, labels = small(key)
    assert not np.isfinite(slopes(network, shape, np.full(theta.size, np.nan), images, labels)[0])


FIELDS = {
    "key": "net", "name": "Net", "formula": "x", "lesson": "A lesson.", "forward": min, "backward": min,
    "layers": lambda shape: (dense_layer("scores", *shape[:2]),), "room": lambda shape, n: 1,
    "source": Source("Somebody", "A title", 2000),
}  # fmt: skip


@pytest.mark.plain
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": "Net"}, "is no key"), ({"name": " "}, "no name"), ({"formula": ""}, "no formula"),
        ({"lesson": ""}, "no lesson"), ({"first": "colours"}, "pictures or filters"), ({"hidden": (0,)}, "one unit"),
    ],
)  # fmt: skip
def test_a_bad_record_is_refused(change, said):
    Network(**FIELDS)
    with pytest.raises(ValueError, match=said):
        Network(**(FIELDS | change))


@keys
def test_the_point_ahead_of_nesterov_is_where_pytorchs_form_is(key):
    network, shape, theta, images, labels = small(key, count=12)
    ahead, plain = (optimizer("nesterov", {"momentum": 0.8, "form": form}).values for form in (0.0, 1.0))
    weights, slots, losses, _ = trained(network, shape, theta, images, labels, "nesterov", ahead, [0.1] * 5, 5)
    wanted, _, others, _ = trained(network, shape, theta, images, labels, "nesterov", plain, [0.1] * 5, 5)
    assert np.max(np.abs(weights - 0.8 * slots[0] - wanted)) <= 1e-12
    assert np.max(np.abs(losses - others)) <= 1e-12
    assert np.max(np.abs(weights - wanted)) > 1e-4
