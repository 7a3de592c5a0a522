"""Rastrigin's function: a bowl with more than a hundred minima on a regular lattice."""

from math import acos, copysign, pi, sin

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source
from core.vmath import sincos_turns

REACH = 5  # minima of one coordinate within the box, on either side of the middle one


@kernel
def loss(c, data, x, y, f):
    A = c[0]
    for i in range(x.size):
        cos_x, cos_y = sincos_turns(x[i])[1], sincos_turns(y[i])[1]
        f[i] = 2.0 * A + x[i] * x[i] + y[i] * y[i] - A * (cos_x + cos_y)


@kernel
def grad(c, data, x, y, gx, gy):
    k = 2.0 * np.pi * c[0]
    for i in range(x.size):
        gx[i] = 2.0 * x[i] + k * sincos_turns(x[i])[0]
        gy[i] = 2.0 * y[i] + k * sincos_turns(y[i])[0]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    k = 4.0 * np.pi * np.pi * c[0]
    for i in range(x.size):
        hxx[i] = 2.0 + k * sincos_turns(x[i])[1]
        hxy[i] = 0.0
        hyy[i] = 2.0 + k * sincos_turns(y[i])[1]


def level(A: float, left: float, right: float) -> float:
    """The zero of x + πA sin 2πx, half the derivative along a coordinate, between points where the signs differ."""
    sign = copysign(1.0, left + pi * A * sin(2.0 * pi * left))
    while left < (middle := 0.5 * (left + right)) < right:
        if sign * (middle + pi * A * sin(2.0 * pi * middle)) > 0.0:
            left = middle
        else:
            right = middle
    return right


def dents_and_ridges(A: float) -> tuple[list[float], list[float]]:
    """The minima and the maxima of one coordinate within the box.

    The derivative rises on [k - α, k + α] and falls on [k + α, k + 1 - α], where cos 2πα = -1/(2π²A). It has at most
    one zero on each of these intervals. With shallow ripples (small A) only the one at 0 is left.
    """
    if 2.0 * pi * pi * A <= 1.0:
        return [0.0], []
    alpha = acos(-1.0 / (2.0 * pi * pi * A)) / (2.0 * pi)
    ripple = pi * A * sin(2.0 * pi * alpha)
    deep = [level(A, k - alpha, float(k)) for k in range(1, REACH + 1) if k - alpha < ripple]
    high = [level(A, k + alpha, k + 1.0 - alpha) for k in range(REACH) if k + 1.0 - alpha < ripple]
    return [0.0, *deep, *(-p for p in deep)], [*high, *(-p for p in high)]


def minima(A: float) -> list[Point]:
    """The pairs of two minima, the lowest first."""
    deep, _ = dents_and_ridges(A)
    return sorted(((p, q) for p in deep for q in deep), key=lambda at: at[0] ** 2 + at[1] ** 2)


def saddles(A: float) -> list[Point]:
    """The pairs of a minimum in one coordinate and a maximum in the other."""
    deep, high = dents_and_ridges(A)
    return [point for p in deep for q in high for point in ((p, q), (q, p))]


RASTRIGIN = Landscape(
    key="rastrigin",
    name="Rastrigin",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(Param("A", "A", 10.0, slider=(0.0, 20.0), valid=(0.0, 100.0), help="Depth of the dents."),),
    box=((-5.12, 5.12), (-5.12, 5.12)),
    starts={"far out": (4.3, -3.7), "two dents away": (1.7, 0.6), "on a ridge": (-2.5, 2.45)},
    minima=minima,
    saddles=saddles,
    formula=r"2A + x^2 - A\cos 2\pi x + y^2 - A\cos 2\pi y",
    lesson="The slope points to the nearest dent and not to the middle of the bowl. A method has to ignore small "
    "dents here.",
    watch="All four end in the first dent, 32 above the lowest loss. Raise Momentum's η to 0.01: it gets over two "
    "ridges and ends lower.",
    source=Source("L. A. Rastrigin", "Systems of extremal control", 1974),
)
