"""Random numbers of networks: the weights at their start, and the masks of dropout. Each depends on its place alone."""

from core.kernel import kernel
from core.rng import bits, gauss, uniform

WEIGHTS, MASKS, DIRECTIONS, ORDERS = 1 << 32, 1 << 33, 1 << 34, 1 << 35
"""The walkers to whom the random numbers of starts, dropout, directions and orders of many pictures belong: every
layer, direction and epoch has one of its own, from here on. Batches of few pictures belong to walker 0."""


@kernel
def spread(seed, who, wide, out):
    """Fill a vector with numbers that are distributed evenly between -wide and wide."""
    for i in range(out.size):
        out[i] = wide * (2.0 * uniform(bits(seed, who, 0, i)) - 1.0)


@kernel
def drop(seed, place, t, share, n, m, x, mask):
    """Set the given share of the numbers of x, n x m, to zero in step t, and scale the others so that the mean stays.

    mask: float64[n * m], the factors. The masks of step 0 drop nothing.
    """
    for i in range(n * m):
        kept = t == 0 or uniform(bits(seed, MASKS + place, t, i)) >= share
        mask[i] = (1.0 if t == 0 else 1.0 / (1.0 - share)) if kept else 0.0
        x[i] *= mask[i]


@kernel
def normals(seed, who, out):
    """Fill a vector with independent standard normal numbers."""
    for i in range(0, out.size, 2):
        p, q = gauss(bits(seed, who, 0, i), bits(seed, who, 0, i + 1))
        out[i] = p
        if i + 1 < out.size:
            out[i + 1] = q
