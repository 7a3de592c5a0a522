"""Small networks and pictures, so that what they do can be computed uncompiled and by naive means."""

from dataclasses import replace

import numpy as np

from core.network.links import network_links
from core.network.trainer import likelihood, train, whole_slope
from runs.catalog import NETWORKS, OPTIMIZERS
from runs.data.pictures import Pictures, made
from runs.simulate import Method

SMALL = {
    "softmax": (9, 3), "mlp_relu": (9, 3, 4), "mlp_tanh": (9, 3, 5), "convnet": (49, 3, 2, 3),
}  # fmt: skip
"""Inputs, classes and hidden sizes by network. The filters' values, 5 x 5, leave one row and column after pooling."""


def small(key, count=7, seed=1):
    """A network, its shape, weights off the start, and pictures with their classes."""
    shape = SMALL[key]
    network = replace(NETWORKS[key], hidden=shape[2:])
    rng = np.random.default_rng(seed)
    theta = network.start(shape, seed) + 0.05 * rng.normal(size=network.size(shape))
    return network, shape, theta, rng.random(count * shape[0]), rng.integers(0, shape[1], count)


def slopes(network, shape, theta, images, labels, step=0, seed=3):
    """The mean loss and its slopes by the kernels, with the masks of a step."""
    n, sizes = labels.size, np.array(shape)
    work, scores, g = np.full(network.room(shape, n), np.nan), np.empty(n * shape[1]), np.empty(theta.size)
    network.forward(sizes, n, theta, images, np.uint64(seed), step, work, scores)
    loss = likelihood(scores, labels, n, shape[1], 1) / n
    network.backward(sizes, n, theta, images, work, scores, g)
    return loss, g


def over_all(network, shape, theta, images, labels):
    """The mean loss and its slopes, block by block."""
    g, told, part = np.empty(theta.size), np.empty(1), np.empty(theta.size)
    work, scores = np.empty(network.room(shape, 64)), np.empty(64 * shape[1])
    whole_slope(network_links(network), np.array(shape), theta, images, labels, work, scores, part, g, told)
    return told[0], g


def trained(network, shape, theta, images, labels, key, values, rates, batch, seed=7, clip=(0.0, 0.0)):
    """Train by the loop; the weights, the memory, the loss of each batch, and the number of steps taken."""
    way, size = OPTIMIZERS[key], theta.size
    method = Method(
        np.array(values, np.float64), way.rows, 1, int(way.probe is not None), int("factor" in way.needs), 0, 0,
        eta=float(rates[0]),
    )  # fmt: skip
    weights, slots, taken = theta.copy(), np.zeros((max(way.rows, 1), size)), np.zeros(1, np.int64)
    losses, room = np.full(len(rates), np.nan), max(batch, 64)
    train(
        network_links(network, way), np.array(shape), method, np.array(clip), images, labels, np.uint64(seed), 1,
        np.array(rates, np.float64), weights, slots, np.empty((3, size)), np.full(labels.size + 1, -1),
        np.empty(batch, np.int64), np.empty(batch, np.int64), np.empty(batch * shape[0]),
        np.empty(network.room(shape, room)), np.empty(room * shape[1]), losses, taken,
    )  # fmt: skip
    return weights, slots, losses, int(taken[0])


def tiny(trained_on=12, judged_by=6, side=4, seed=5) -> Pictures:
    """A few pictures of ten classes."""
    rng = np.random.default_rng(seed)
    n = trained_on + judged_by
    return made("digits", "a few pictures", rng.random((n, side, side)), np.arange(n) % 10, trained_on, "nobody")
