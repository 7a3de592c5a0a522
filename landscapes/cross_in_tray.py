"""The cross in a tray: rows of minima, separated by ridges as thin as a blade.

With s = sin x sin y the loss is -(1 + |s| e^(100 - r/π))^(1/10) / 10,000. The ridges lie where s = 0. The 1 in the
bracket matters only where |s| is below about e^-100, so the ridges look sharp in any picture. All of a ridge has the
same height. The gradient is taken as zero on the ridges, and also where sin x or sin y is below 1e-150, which keeps all
numbers finite.

The paper has |100 - r/π|, which is the same within the box. Beyond r = 100π that loss would fall without bound, so the
bars are left out here, and the loss becomes flat instead.
"""

from math import atan2, hypot, pi

import numpy as np

from core.kernel import kernel
from core.records import Landscape, Point
from core.source import Source
from core.vmath import exp, log, sincos

CELLS = 3  # minima in a row on either side of the middle


@kernel
def blade(s, depth):
    """log(1 + s e^depth) and s e^depth / (1 + s e^depth), computed without overflow."""
    small = exp(-np.abs(depth))
    above = depth > 0.0
    one, part = (small if above else 1.0), (s if above else s * small)
    return (depth if above else 0.0) + log(one + part), part / (one + part)


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        r = np.sqrt(x[i] * x[i] + y[i] * y[i])
        s = np.abs(sincos(x[i])[0] * sincos(y[i])[0])
        f[i] = -1e-4 * exp(0.1 * blade(s, 100.0 - r / np.pi)[0])


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        r = np.sqrt(x[i] * x[i] + y[i] * y[i])
        (sin_x, cos_x), (sin_y, cos_y) = sincos(x[i]), sincos(y[i])
        tall, share = blade(np.abs(sin_x * sin_y), 100.0 - r / np.pi)
        scale, inverse = -1e-5 * exp(0.1 * tall) * share, 1.0 / (np.pi * r) if r > 0.0 else 0.0
        gx[i] = scale * ((cos_x / sin_x if np.abs(sin_x) > 1e-150 else 0.0) - x[i] * inverse)
        gy[i] = scale * ((cos_y / sin_y if np.abs(sin_y) > 1e-150 else 0.0) - y[i] * inverse)


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        r = np.sqrt(x[i] * x[i] + y[i] * y[i])
        (sin_x, cos_x), (sin_y, cos_y) = sincos(x[i]), sincos(y[i])
        tall, share = blade(np.abs(sin_x * sin_y), 100.0 - r / np.pi)
        scale, inverse = -1e-5 * exp(0.1 * tall) * share, 1.0 / r if r > 0.0 else 0.0
        up = 1.0 / sin_x if np.abs(sin_x) > 1e-150 else 0.0
        across = 1.0 / sin_y if np.abs(sin_y) > 1e-150 else 0.0
        p, q = x[i] * inverse, y[i] * inverse
        a, b = cos_x * up - p / np.pi, cos_y * across - q / np.pi
        mixed = 1.0 - 0.9 * share
        hxx[i] = scale * (mixed * a * a - up * up - inverse * q * q / np.pi)
        hxy[i] = scale * (mixed * a * b + inverse * p * q / np.pi)
        hyy[i] = scale * (mixed * b * b - across * across - inverse * p * p / np.pi)


def dent(k: int, m: int) -> Point:
    """The minimum of cell (k, m), counted outwards, where cot x = x / πr and cot y = y / πr.

    The two equations are solved by fixed-point iteration, which converges since cot hardly changes with the point.
    """
    x, y = (k + 0.5) * pi, (m + 0.5) * pi
    for _ in range(60):
        r = pi * hypot(x, y)
        x, y = k * pi + atan2(r, x), m * pi + atan2(r, y)
    return x, y


def minima() -> list[Point]:
    """All minima in the box, the four global ones first."""
    cells = [dent(k, m) for k in range(CELLS) for m in range(CELLS)]
    points = [(s * x, t * y) for x, y in cells for s in (1.0, -1.0) for t in (1.0, -1.0)]
    return sorted(points, key=lambda at: at[0] ** 2 + at[1] ** 2)


CROSS_IN_TRAY = Landscape(
    key="cross_in_tray",
    name="Cross in a tray",
    family="not smooth",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-10.0, 10.0), (-10.0, 10.0)),
    starts={"under a ridge": (-3.0, -0.7), "beside the cross": (0.4, 2.6), "in a corner": (9.1, 8.7)},
    minima=minima,
    formula=r"-10^{-4}\,\bigl(\,\bigl|\sin x\,\sin y\bigr|\;e^{100 - r/\pi} + 1\bigr)^{0.1},\quad r = \sqrt{x^2+y^2}",
    kinks="Where sin x or sin y is zero, on the ridges between the dents: the slope is taken as zero there.",
    lesson="An infinitely steep ridge keeps a walker in the cell in which it started, unless a step jumps over the "
    "ridge.",
    watch="Momentum shoots through two ridges in five steps and comes to rest three cells away. The others stay in "
    "the cell in which they started. It is one of the four cells with the deepest dents.",
    source=Source(
        "Sudhanshu K. Mishra",
        "Some new test functions for global optimization and performance of repulsive particle swarm method",
        2006,
        "https://doi.org/10.2139/ssrn.926132",
    ),
)
