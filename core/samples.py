"""Mini-batches: which samples a walker sees at a step. Counter-based, so that nothing is stored.

Rows are drawn with replacement; or taken from an order that is shuffled anew for every epoch, each sample once, the
last batch of an epoch being shorter where the batch does not divide the samples; or taken in the order they stand in.
"""

import numpy as np

from core.kernel import kernel
from core.rng import bits

SHUFFLED, DRAWN, ORDERED = range(3)

MOST_SAMPLES = 1024
"""More rows would run into each other's random numbers: those of one step are counted up to 4,096."""

PICKS = 64
"""Where the running numbers of the drawn rows begin; those below belong to the noise."""

SHUFFLES = 2048
"""Where the running numbers of an epoch's order begin; the number of the epoch stands where that of a step does."""

NOBODY = -1
"""Stands where a batch is shorter than others."""


@kernel
def shuffle(seed, who, epoch, order):
    """Write the order of an epoch into order[:-1], all orders being equally likely, and its number into the last place.

    By exchanging, from the last place down, each entry with one that is drawn from those not later (Fisher and Yates,
    1938; Durstenfeld, 1964).
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
    """The batch of this walker at step t = 1, 2, ...: rows[:m] become its samples; the answer is m.

    order: int64[samples + 1], what `shuffle` wrote last, or -1 in its last place; rows: int64[batch].
    """
    n, size = order.size - 1, rows.size
    if kind == DRAWN:
        for s in range(size):
            rows[s] = np.int64(bits(seed, who, t, PICKS + s) % np.uint64(n))
        return size
    each = (n + size - 1) // size  # batches an epoch
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
    """The batches of this walker at steps 1, 2, ...: chosen, int64[steps, batch], NOBODY where one is shorter."""
    for k in range(chosen.shape[0]):
        taken = choose(kind, seed, who, k + 1, order, rows)
        for s in range(rows.size):
            chosen[k, s] = rows[s] if s < taken else NOBODY
