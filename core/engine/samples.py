"""Mini-batches: which samples a walker sees at a step. The choice is counter-based, so nothing has to be stored.

There are three orders. Rows are drawn with replacement; or every epoch shuffles the samples anew and uses each once; or
the samples are used in their given order. The last batch of an epoch is shorter if the batch size does not divide the
number of samples.
"""

import numpy as np

from core.kernel import kernel
from core.rng import bits

SHUFFLED, DRAWN, ORDERED = range(3)

MOST_SAMPLES = 1024
"""The most samples: a step has 4,096 running numbers in all, and more samples would use some of them twice."""

PICKS = 64
"""The first running number for drawing rows; the numbers below belong to the noise."""

SHUFFLES = 2048
"""The first running number for shuffling an epoch; the epoch's number then takes the place of the step's."""

NOBODY = -1
"""Padding for batches that are shorter than others."""


@kernel
def shuffle(seed, who, epoch, order):
    """Write a random order of the samples for this epoch into order[:-1], and the epoch's number into the last place.

    This is the Fisher-Yates shuffle (Fisher and Yates, 1938; Durstenfeld, 1964): every order is equally likely.
    """
    n = order.size - 1
    for i in range(n):
        order[i] = i
    for i in range(n - 1, 0, -1):
        j = np.int64(bits(seed, who, epoch, SHUFFLES + i) % np.uint64(i + 1))
        order[i], order[j] = order[j], order[i]
    order[n] = epoch


@kernel
def choose(kind, seed, who, t, order, rows):
    """Write this walker's batch at step t = 1, 2, ... into rows[:m], as row numbers of the data, and return m.

    order: int64[samples + 1], as `shuffle` wrote it last, or -1 in its last place before that; rows: int64[batch].
    """
    n, size = order.size - 1, rows.size
    if kind == DRAWN:
        for s in range(size):
            rows[s] = np.int64(bits(seed, who, t, PICKS + s) % np.uint64(n))
        return size
    each = (n + size - 1) // size  # batches per epoch
    epoch = (t - 1) // each
    first = (t - 1 - epoch * each) * size
    taken = min(size, n - first)
    if kind == SHUFFLED and order[n] != epoch:
        shuffle(seed, who, epoch, order)
    for s in range(taken):
        rows[s] = order[first + s] if kind == SHUFFLED else first + s
    return taken


@kernel
def follow(kind, seed, who, order, rows, chosen):
    """Write this walker's batches at steps 1, 2, ... into chosen, int64[steps, batch], padded with NOBODY."""
    for k in range(chosen.shape[0]):
        taken = choose(kind, seed, who, k + 1, order, rows)
        for s in range(rows.size):
            chosen[k, s] = rows[s] if s < taken else NOBODY
