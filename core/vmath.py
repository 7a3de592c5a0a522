"""Branch-free sin, cos, exp, log and logistic function, which LLVM can turn into SIMD code.

LLVM cannot look into the C library's functions, so a loop that calls them is not vectorised and costs 40 to 60 ns per
lane. The functions here are a range reduction and a polynomial: fdlibm's (Sun Microsystems, 1993) for sin, cos and log,
Taylor's for exp. Every product and sum that must not be rounded twice is an explicit fused multiply-add, so that a lane
has the same bits in the vector body and in the scalar remainder of a loop.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import float64
from numba.extending import intrinsic

from core.kernel import COMPILED, kernel


def _fused(_context, _a, _b, _c):
    return float64(float64, float64, float64), lambda _ctx, builder, _sig, args: builder.fma(*args)


def _pieced(a, b, c):
    """a * b + c for uncompiled code: the product and the sum, each corrected by its rounding error (Dekker, 1971)."""
    a, b, c = float(a), float(b), float(c)
    product = a * b
    a_high, b_high = a * 134217729.0, b * 134217729.0
    a_high, b_high = a_high - (a_high - a), b_high - (b_high - b)
    a_low, b_low = a - a_high, b - b_high
    rest = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    total = product + c
    shadow = total - product
    return np.float64(total + ((product - (total - shadow)) + (c - shadow) + rest))


fma: Callable[..., Any] = intrinsic(_fused) if COMPILED else _pieced
"""a * b + c, rounded once. Uncompiled, the result is nearly as exact for numbers below 1e300."""


PI_2 = (1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33)  # pi/2 in three parts
TAU = (6.283185307179586, 2.4492935982947064e-16)  # 2 pi in two parts
LN2 = (6.93147180369123816490e-01, 1.90821492927058770002e-10)  # the first part ends in 21 zero bits
LOG2_E = 1.4426950408889634
MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it rounds a float to an integer, held in its last bits
MAGIC_BITS = np.int64(0x4338000000000000)
ROOT_HALF = np.int64(0x3FE6A09E667F3BCD)  # the bits of sqrt(1/2)


@kernel
def octant(r):
    """Sine and cosine of r, where |r| is at most slightly more than pi/4."""
    z = r * r
    p = fma(z, 1.58969099521155010221e-10, -2.50507602534068634195e-08)
    p = fma(z, fma(z, p, 2.75573137070700676789e-06), -1.98412698298579493134e-04)
    p = fma(z, fma(z, p, 8.33333333332248946124e-03), -1.66666666666666324348e-01)
    q = fma(z, -1.13596475577881948265e-11, 2.08757232129817482790e-09)
    q = fma(z, fma(z, q, -2.75573143513906633035e-07), 2.48015872894767294178e-05)
    q = fma(z, fma(z, q, -1.38888888888741095749e-03), 4.16666666666666019037e-02)
    half = 0.5 * z
    w = 1.0 - half
    return fma(r * z, p, r), w + (((1.0 - w) - half) + z * z * q)


@kernel
def sincos(x):
    """Sine and cosine of x, for |x| up to 1e7; nan if x is infinite or nan."""
    k = np.rint(x * 0.6366197723675814)
    s, c = octant(fma(-k, PI_2[2], fma(-k, PI_2[1], fma(-k, PI_2[0], x))))
    quarter = k - 4.0 * np.floor(0.25 * k)
    odd = (quarter == 1.0) | (quarter == 3.0)
    sine, cosine = (c if odd else s), (s if odd else c)
    return (-sine if quarter >= 2.0 else sine), (-cosine if (quarter == 1.0) | (quarter == 2.0) else cosine)


@kernel
def arch(u):
    """The sine of 2 pi u, where |u| is at most a quarter.

    The first two terms of the series cancel near the maximum, so their sum keeps its rounding error. The polynomial for
    the rest was fitted at Chebyshev nodes with 60 digits; its error is 5e-18.
    """
    w = u * u
    p = fma(w, 0.10162984221418708, -0.7178998326714594)
    p = fma(w, fma(w, p, 3.819943123150421), -15.094642370071876)
    p = fma(w, fma(w, p, 42.058693942745315), -76.70585975305298)
    p = fma(w, p, 81.60524927607504)
    top = fma(w, -41.34170224039976, TAU[0])
    rest = fma(w, -41.34170224039976, TAU[0] - top) + TAU[1]
    return fma(u, top, u * fma(w, w * p, rest))


@kernel
def sincos_turns(x):
    """Sine and cosine of x turns, that is of 2 pi x, for every finite x. The range reduction is exact."""
    part = x - np.rint(x)
    size = np.abs(part)
    return np.copysign(arch(size if size < 0.25 else 0.5 - size), part), arch(0.25 - size)


@kernel
def power_of_two(k):
    """2**k for an integer-valued float k in [-1022, 1023], made by setting the bits of the exponent."""
    bits = np.float64(k + 1023.0 + MAGIC).view(np.int64) << np.int64(52)
    return np.int64(bits).view(np.float64)


@kernel
def exp(x):
    """e**x for every x: 0 below -746, infinite above 710, nan for nan."""
    inside = -746.0 if x < -746.0 else (710.0 if x > 710.0 else x)
    k = np.rint(inside * LOG2_E)
    r = fma(-k, LN2[1], fma(-k, LN2[0], inside))
    p = fma(r, 1.0 / 6227020800.0, 1.0 / 479001600.0)
    p = fma(r, fma(r, p, 1.0 / 39916800.0), 1.0 / 3628800.0)
    p = fma(r, fma(r, p, 1.0 / 362880.0), 1.0 / 40320.0)
    p = fma(r, fma(r, p, 1.0 / 5040.0), 1.0 / 720.0)
    p = fma(r, fma(r, p, 1.0 / 120.0), 1.0 / 24.0)
    p = fma(r, fma(r, p, 1.0 / 6.0), 0.5)
    p = fma(r, fma(r, p, 1.0), 1.0)
    low = np.floor(0.5 * k)  # the power of two is split into two factors: 2**1024 and 2**-1074 are not normal floats
    return p * power_of_two(low) * power_of_two(k - low)


@kernel
def log(x):
    """The natural logarithm, correct for subnormal numbers too: -inf at 0, nan below."""
    tiny = x < 2.2250738585072014e-308
    bits = np.float64(x * 18014398509481984.0 if tiny else x).view(np.int64)
    e = (bits - ROOT_HALF) >> np.int64(52)
    f = np.int64(bits - (e << np.int64(52))).view(np.float64) - 1.0  # the mantissa is in [sqrt(1/2), sqrt(2))
    k = np.int64(e + MAGIC_BITS).view(np.float64) - MAGIC - (54.0 if tiny else 0.0)
    s = f / (2.0 + f)
    z = s * s
    r = fma(z, 1.479819860511658591e-01, 1.531383769920937332e-01)
    r = fma(z, fma(z, r, 1.818357216161805012e-01), 2.222219843214978396e-01)
    r = z * fma(z, fma(z, fma(z, r, 2.857142874366239149e-01), 3.999999999940941908e-01), 6.666666666666735130e-01)
    half = 0.5 * f * f
    found = k * LN2[0] - ((half - (s * (half + r) + k * LN2[1])) - f)
    found = found if x < np.inf else x  # log(inf) is inf and log(nan) is nan
    return found if x > 0.0 else (-np.inf if x == 0.0 else np.nan)


@kernel
def sigmoid(x):
    """The logistic function 1 / (1 + e**-x)."""
    return 1.0 / (1.0 + exp(-x))
