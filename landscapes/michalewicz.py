"""Michalewicz's function: narrow gutters in a plain, with the minima where they cross.

The loss is the sum of -sin x sin^(2m)(x²/π) and -sin y sin^(2m)(2y²/π), so its minima are the pairs of their minima,
one along x and two along y. Between the gutters the loss is flat to the order 2m, so its critical points there do not
count as saddles. Only for m = 1 is it curved there, and then there is a saddle between the two minima. The literature
uses the square from 0 to π; beyond it the gutters get ever narrower.
"""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source
from core.vmath import sincos, sincos_turns

HALF = 0.5 / (np.pi * np.pi)  # x²/π in turns


@kernel
def gutter(z, k, m):
    """-sin z sin^(2m)(k z²/π) and its first and second derivatives with respect to z."""
    (sine, cosine), (s, w) = sincos(z), sincos_turns(k * HALF * z * z)
    power = 1.0  # becomes s to the power of 2m - 2
    for _ in range(m - 1):
        power *= s * s
    turn = 2.0 * k * z / np.pi
    first = 2.0 * m * s * w * turn
    second = 2.0 * m * (((2.0 * m - 1.0) * w * w - s * s) * turn * turn + 2.0 * k / np.pi * s * w)
    flat = s * s
    return (
        -power * sine * flat,
        -power * (cosine * flat + sine * first),
        -power * (2.0 * cosine * first + sine * (second - flat)),
    )


@kernel
def loss(c, data, x, y, f):
    m = int(c[0])
    for i in range(x.size):
        f[i] = gutter(x[i], 1.0, m)[0] + gutter(y[i], 2.0, m)[0]


@kernel
def grad(c, data, x, y, gx, gy):
    m = int(c[0])
    for i in range(x.size):
        gx[i] = gutter(x[i], 1.0, m)[1]
        gy[i] = gutter(y[i], 2.0, m)[1]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    m = int(c[0])
    for i in range(x.size):
        hxx[i] = gutter(x[i], 1.0, m)[2]
        hxy[i] = 0.0
        hyy[i] = gutter(y[i], 2.0, m)[2]


def root(slope: Callable[[float], float], left: float, right: float) -> float:
    """The zero of a function between two points at which it has opposite signs, by bisection."""
    positive = slope(left) > 0.0
    while left < (middle := 0.5 * (left + right)) < right:
        if (slope(middle) > 0.0) == positive:
            left = middle
        else:
            right = middle
    return right


def minima(m: float) -> list[Point]:
    """The crossings of the gutters: a little before x²/π = π/2, at y = π/2, and a little before 2y²/π = 3π/2."""

    def steepness(z: float, k: float) -> float:
        return cos(z) * sin(k * z * z / pi) + 4.0 * k * m * z / pi * sin(z) * cos(k * z * z / pi)

    x = root(lambda z: steepness(z, 1.0), 0.5 * pi, pi / 2.0**0.5)
    y = root(lambda z: steepness(z, 2.0), pi / 2.0**0.5, pi * 0.75**0.5)
    return [(x, 0.5 * pi), (x, y)]


def saddles(m: float) -> list[Point]:
    """Half-way along the gutter between the minima, at 2y²/π = π, if the loss is curved there."""
    return [(minima(m)[0][0], pi / 2.0**0.5)] if m == 1.0 else []


MICHALEWICZ = Landscape(
    key="michalewicz",
    name="Michalewicz",
    family="plateau",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "m",
            "m",
            10.0,
            slider=(1, 20),
            valid=(1, 50),
            kind="integer",
            help="How steep and narrow the gutters are.",
        ),
    ),
    box=((0.0, np.pi), (0.0, np.pi)),
    starts={"beside a gutter": (1.75, 1.95), "in a gutter": (2.2, 0.7), "on the plain": (1.0, 2.2)},
    minima=minima,
    saddles=saddles,
    formula=r"-\sin x\,\sin^{2m}\frac{x^2}{\pi} - \sin y\,\sin^{2m}\frac{2y^2}{\pi}",
    lesson="A gutter leads to the minimum. Beside the gutter there is hardly any slope to show where it is.",
    watch="Gradient descent is in the gutter from step 70 on and hardly moves along it. Momentum shoots down the "
    "gutter around step 125, after a long wait. RMSProp is at the minimum at step 16.",
    source=Source("Zbigniew Michalewicz", "Genetic Algorithms + Data Structures = Evolution Programs", 1992),
)
