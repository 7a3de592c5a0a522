"""The training loop: one network, one vector of weights, one method, a batch a step.

It owns batches, the loss and the order of things, and knows neither network nor method by name. The step kernels are
those of the landscapes: a vector of weights is a row of lanes.
"""

import numpy as np
from numba import int64, uint64, void

from core.engine.links import as_probe, as_step
from core.engine.noise import VALUE, clamp
from core.engine.samples import choose
from core.engine.world import METHOD
from core.kernel import (
    COUNTS,
    LINKS,
    MAT,
    VEC,
    inlined,
    kernel,
    typed,
)
from core.network.draws import ORDERS
from core.network.links import as_backward, as_forward
from core.rng import bits
from core.vmath import exp, log

BLOCK = 64
"""The pictures whose loss is computed at once where all are asked for: their numbers stay in the cache."""

FEW = 2048
"""The most pictures that `core.engine.samples` puts in order."""


@kernel
def likelihood(scores, labels, n, classes, errors):
    """The sum of the losses of n pictures, the negative logarithms of the probability of their classes, by softmax.

    If `errors` is 1, the slopes of the mean loss take the place of the scores.
    """
    total = 0.0
    for i in range(n):
        row = scores[i * classes : (i + 1) * classes]
        top, true = row[0], row[labels[i]]
        for c in range(classes):
            top = max(top, row[c])
        mass = 0.0
        for c in range(classes):
            row[c] = exp(row[c] - top)
        for c in range(classes):
            mass += row[c]
        total += log(mass) - (true - top)
        if errors == 1:
            share = 1.0 / (mass * n)
            for c in range(classes):
                row[c] *= share
            row[labels[i]] -= 1.0 / n
    return total


@inlined
def slope(forward, backward, shape, n, theta, images, labels, seed, t, work, scores, g):
    """The mean loss of n pictures at theta, whose slopes go to g."""
    forward(shape, n, theta, images, seed, t, work, scores)
    loss = likelihood(scores, labels, n, shape[1], 1) / n
    backward(shape, n, theta, images, work, scores, g)
    return loss


@kernel
def shorten(limit, g):
    """Scale a gradient whose norm over all weights exceeds the limit down to that norm."""
    total = 0.0
    for i in range(g.size):
        total += g[i] * g[i]
    norm = np.sqrt(total)
    if norm > limit:
        for i in range(g.size):
            g[i] *= limit / norm


@kernel
def gather(images, labels, rows, taken, width, batch, named):
    """Copy the pictures with these row numbers, and their labels."""
    for s in range(taken):
        named[s] = labels[rows[s]]
        low = rows[s] * width
        for k in range(width):
            batch[s * width + k] = images[low + k]


@kernel
def shuffle_many(seed, epoch, order):
    """Write the order of the pictures for this epoch into order, once, in place of `core.engine.samples.shuffle`, which
    has too few random numbers for more than FEW of them.
    """
    n = order.size - 1
    if order[n] == epoch:
        return
    for i in range(n):
        order[i] = i
    for i in range(n - 1, 0, -1):
        j = np.int64(bits(seed, ORDERS + epoch, 0, i) % np.uint64(i + 1))
        order[i], order[j] = order[j], order[i]
    order[n] = epoch


TRAIN = void(
    LINKS, COUNTS, METHOD, VEC, VEC, COUNTS, uint64, int64, VEC, VEC, MAT, MAT, COUNTS, COUNTS, COUNTS, VEC, VEC, VEC,
    VEC, COUNTS,
)  # fmt: skip


@typed(TRAIN)
def train(
    links, shape, method, clip, images, labels, seed, first, rates, theta, slots, lanes, order, rows, named, batch,
    work, scores, losses, taken,
):  # fmt: skip
    """Take the steps first, first + 1, ..., one for each rate, from theta and slots, which are the whole state.

    clip: the bound of the gradient (0: none), and whether it bounds the norm over all weights (0) or each number (1).
    lanes: float64[3, N], scratch. order: int64[pictures + 1] and rows: int64[batch], see core.engine.samples; named:
    int64[batch], batch: float64[batch * inputs], work and scores: the network's, all scratch. losses: float64[steps],
    the loss of each step's batch before the step. taken[0] becomes the number of steps taken, which is less than asked
    for where a loss is not finite.
    """
    forward, backward = as_forward(links[0]), as_backward(links[1])
    probe, step = as_probe(links[2]), as_step(links[3])
    g, at, rate = lanes[0], lanes[1], lanes[2]
    seen = at if method.probing else theta
    for k in range(rates.size):
        t = first + k
        if order.size - 1 > FEW:
            shuffle_many(seed, (t - 1) // ((order.size - 2 + rows.size) // rows.size), order)
        n = choose(0, seed, np.uint64(0), t, order, rows)
        gather(images, labels, rows, n, shape[0], batch, named)
        for i in range(theta.size):
            rate[i] = rates[k]
        if method.factor:
            for i in range(theta.size):
                slots[slots.shape[0] - 1, i] = rates[k] / method.eta
        if method.probing:
            probe(0, theta, g, slots, t, rate, method.h, at)
        losses[k] = slope(forward, backward, shape, n, seen, batch, named, seed, t, work, scores, g)
        if not np.isfinite(losses[k]):
            break
        if clip[0] > 0.0 and clip[1] == VALUE:
            clamp(clip[0], g)
        elif clip[0] > 0.0:
            shorten(clip[0], g)
        step(theta, g, slots, t, rate, method.h)
        taken[0] += 1


ASSESS = void(LINKS, COUNTS, VEC, VEC, COUNTS, VEC, VEC, COUNTS, VEC)


@typed(ASSESS)
def assess(links, shape, theta, images, labels, work, scores, guesses, told):
    """The mean loss of all pictures, in told[0], the share that is sorted right, in told[1], and the class of each.

    work and scores have room for BLOCK pictures. Nothing is dropped.
    """
    forward = as_forward(links[0])
    width, classes, count, right, total = shape[0], shape[1], labels.size, 0, 0.0
    for low in range(0, count, BLOCK):
        n = min(BLOCK, count - low)
        forward(shape, n, theta, images[low * width : (low + n) * width], np.uint64(0), 0, work, scores)
        for i in range(n):
            best = 0
            for c in range(1, classes):
                if scores[i * classes + c] > scores[i * classes + best]:
                    best = c
            guesses[low + i] = best
            right += best == labels[low + i]
        total += likelihood(scores, labels[low : low + n], n, classes, 0)
    told[0], told[1] = total / count, right / count


WHOLE = void(LINKS, COUNTS, VEC, VEC, COUNTS, VEC, VEC, VEC, VEC, VEC)


@typed(WHOLE)
def whole_slope(links, shape, theta, images, labels, work, scores, part, g, told):
    """The mean loss of all pictures, in told[0], and its slopes, in g, block by block. part: float64[N], scratch."""
    forward, backward = as_forward(links[0]), as_backward(links[1])
    width, count = shape[0], labels.size
    for i in range(g.size):
        g[i] = 0.0
    told[0] = 0.0
    for low in range(0, count, BLOCK):
        n = min(BLOCK, count - low)
        some, named = images[low * width : (low + n) * width], labels[low : low + n]
        loss = slope(forward, backward, shape, n, theta, some, named, np.uint64(0), 0, work, scores, part)
        told[0] += loss * (n / count)
        for i in range(g.size):
            g[i] += part[i] * (n / count)
