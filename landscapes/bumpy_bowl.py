"""A round bowl with ripples like an egg box, of any amplitude and wavelength.

In u = x + y and v = x - y the loss is a sum of two functions, u²/4 + A (1 - cos ku)/2 with k = 2π/L and the same in v.
A point is therefore critical if u and v are each a critical point of that function.
"""

from math import acos, pi, sin

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source
from core.vmath import sincos_turns

EDGE = 3.0


@kernel
def loss(c, data, x, y, f):
    A, turns = c[0], 1.0 / c[1]
    for i in range(x.size):
        ripple = sincos_turns(turns * x[i])[1] * sincos_turns(turns * y[i])[1]
        f[i] = 0.5 * (x[i] * x[i] + y[i] * y[i]) + A * (1.0 - ripple)


@kernel
def grad(c, data, x, y, gx, gy):
    turns = 1.0 / c[1]
    push = 2.0 * np.pi * turns * c[0]
    for i in range(x.size):
        (sin_x, cos_x), (sin_y, cos_y) = sincos_turns(turns * x[i]), sincos_turns(turns * y[i])
        gx[i] = x[i] + push * sin_x * cos_y
        gy[i] = y[i] + push * cos_x * sin_y


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    turns = 1.0 / c[1]
    bend = 4.0 * np.pi * np.pi * turns * turns * c[0]
    for i in range(x.size):
        (sin_x, cos_x), (sin_y, cos_y) = sincos_turns(turns * x[i]), sincos_turns(turns * y[i])
        hxx[i] = 1.0 + bend * cos_x * cos_y
        hxy[i] = -bend * sin_x * sin_y
        hyy[i] = hxx[i]


def level(b: float, left: float, right: float) -> float:
    """The zero of the derivative z + b sin z between two points at which it has opposite signs."""
    positive = left + b * sin(left) > 0.0
    while left < (middle := 0.5 * (left + right)) < right:
        if (middle + b * sin(middle) > 0.0) == positive:
            left = middle
        else:
            right = middle
    return right


def dents_and_ridges(A: float, L: float) -> tuple[list[float], list[float]]:
    """The minima and the maxima of the function of u (or v), within the box.

    With z = ku and b = Ak² the derivative z + b sin z rises on [2πn - α, 2πn + α], where cos α = -1/b, and falls in
    between. It has at most one zero on each of these intervals. With shallow ripples only the one at 0 is left.
    """
    k = 2.0 * pi / L
    b = A * k * k
    if b <= 1.0:
        return [0.0], []
    alpha = acos(-1.0 / b)
    crest = b * sin(alpha)
    waves = range(1, int(2.0 * EDGE / L) + 2)
    deep = [level(b, 2.0 * pi * n - alpha, 2.0 * pi * n) / k for n in waves if 2.0 * pi * n - alpha < crest]
    high = [
        level(b, 2.0 * pi * (n - 1) + alpha, 2.0 * pi * n - alpha) / k for n in waves if 2.0 * pi * n - alpha < crest
    ]
    return [0.0, *deep, *(-u for u in deep)], [*high, *(-u for u in high)]


def inside(pairs: list[Point]) -> list[Point]:
    """The points for these pairs (u, v) that lie in the box, sorted by distance from the origin."""
    points = [(0.5 * (u + v), 0.5 * (u - v)) for u, v in pairs]
    near = [at for at in points if max(abs(at[0]), abs(at[1])) <= EDGE]
    return sorted(near, key=lambda at: at[0] ** 2 + at[1] ** 2)


def minima(A: float, L: float) -> list[Point]:
    """The pairs of two minima."""
    deep, _ = dents_and_ridges(A, L)
    return inside([(u, v) for u in deep for v in deep])


def saddles(A: float, L: float) -> list[Point]:
    """The pairs of a minimum in one variable and a maximum in the other."""
    deep, high = dents_and_ridges(A, L)
    return inside([pair for u in deep for v in high for pair in ((u, v), (v, u))])


BUMPY_BOWL = Landscape(
    key="bumpy_bowl",
    name="Bumpy bowl",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param("A", "A", 0.3, slider=(0.0, 1.0), valid=(0.0, 10.0), help="Amplitude of the ripples."),
        Param("L", "L", 1.0, slider=(0.5, 3.0), valid=(0.25, 10.0), scale="log", help="Wavelength of the ripples."),
    ),
    box=((-EDGE, EDGE), (-EDGE, EDGE)),
    starts={"on the rim": (-2.6, 1.9), "two dents away": (1.4, 0.2), "on a ridge": (0.5, 0.5)},
    minima=minima,
    saddles=saddles,
    formula=r"\tfrac12\,(x^2 + y^2) + A\,\Bigl(1 - \cos\frac{2\pi x}{L}\,\cos\frac{2\pi y}{L}\Bigr)",
    lesson="Ripples that are shorter than a step average out. Ripples that are longer than a step do not.",
    watch="Gradient descent and RMSProp stop in the same dent, Adam rolls one dent farther, Momentum another one. "
    "None reaches the middle.",
    source=Source(
        "Elad Hazan, Kfir Y. Levy and Shai Shalev-Shwartz",
        "On graduated optimization for stochastic non-convex problems",
        2016,
        "https://arxiv.org/abs/1503.03712",
    ),
)
