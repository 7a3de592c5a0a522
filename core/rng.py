"""Counter-based random numbers: 64 bits that depend only on the seed, the walker, the step and a running number.

The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). There is no state, so a walker draws
the same numbers whether it runs alone, in a block or on any number of threads, compiled or not.
"""

import numpy as np

from core.kernel import COMPILED, kernel
from core.vmath import log, sincos

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
STRIDE = np.uint64(0xD1B54A32D192ED03)


@kernel
def mix(z):
    """A bijection of 64 bits in which every bit of the input moves every bit of the output."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def bits(seed, who, t, k):
    """The k-th 64 random bits of walker `who` at step t."""
    key = mix(np.uint64(seed) + GOLDEN * (np.uint64(who) + np.uint64(1)))
    return mix(key + STRIDE * (np.uint64(t) * np.uint64(4096) + np.uint64(k)))


@kernel
def uniform(drawn):
    """A float in the open interval (0, 1) from 64 bits; never 0, so that its logarithm is finite, and never 1."""
    # 52 random bits plus one half: with 53 bits the largest value would be rounded up to 1.
    return (np.float64(drawn >> np.uint64(12)) + 0.5) * 2.220446049250313e-16


@kernel
def gauss(first, second):
    """Two independent standard normal numbers from two times 64 bits (Box and Muller, 1958)."""
    size = np.sqrt(-2.0 * log(uniform(first)))
    s, c = sincos(2.0 * np.pi * uniform(second))
    return size * c, size * s


if not COMPILED:
    # NumPy warns when 64-bit products overflow, but the mixing relies on exactly that.
    mix, bits = (np.errstate(over="ignore")(f) for f in (mix, bits))
