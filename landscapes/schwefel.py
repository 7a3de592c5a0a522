"""Schwefel's function (2.26): the deepest minimum lies in one corner, far away from the next best ones.

The loss is the sum of -x sin √|x| over both coordinates. With t = √|x| its derivative is zero where tan t = -t/2, and a
point is critical if that holds in both coordinates. On the axes the loss has a gradient but no second derivative: the
Hessian grows without bound towards them, and its infinite part is left out on them. Beyond the usual square the
function goes on, with ever deeper minima.
"""

from math import cos, inf, pi, sin

import numpy as np

from core.kernel import kernel
from core.records import Landscape
from core.source import Source
from core.vmath import sincos


def roots(count: int) -> list[float]:
    """The first `count` positive roots of 2 sin t + t cos t. Root number n lies between (n - 1/2) π and nπ."""
    found = []
    for n in range(1, count + 1):
        left, right = (n - 0.5) * pi, n * pi
        while left < (middle := 0.5 * (left + right)) < right:
            if (2.0 * sin(middle) + middle * cos(middle)) * (-1.0) ** n < 0.0:
                left = middle
            else:
                right = middle
        found.append(right)
    return found


ROOTS = roots(7)
# Right of zero the odd roots are minima, left of zero the even ones; the others are maxima.
DEEP = [t * t if n % 2 == 0 else -t * t for n, t in enumerate(ROOTS)]
HIGH = [-z for z in DEEP]
BOTTOM = 2.0 * DEEP[-1] * sin(ROOTS[-1])


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        sin_x, sin_y = sincos(np.sqrt(np.abs(x[i])))[0], sincos(np.sqrt(np.abs(y[i])))[0]
        f[i] = BOTTOM - x[i] * sin_x - y[i] * sin_y


@kernel
def slope(z):
    root = np.sqrt(np.abs(z))
    sine, cosine = sincos(root)
    return -sine - 0.5 * root * cosine


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        gx[i] = slope(x[i])
        gy[i] = slope(y[i])


@kernel
def bend(z):
    root = np.sqrt(np.abs(z))
    sine, cosine = sincos(root)
    inverse = 1.0 / root if root > 0.0 else 0.0
    return np.sign(z) * (0.25 * sine - 0.75 * inverse * cosine)


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = bend(x[i])
        hxy[i] = 0.0
        hyy[i] = bend(y[i])


SCHWEFEL = Landscape(
    key="schwefel",
    name="Schwefel",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    infimum=lambda *_: -inf,
    box=((-500.0, 500.0), (-500.0, 500.0)),
    starts={"in a row of dents": (24.0, 184.0), "wrong corner": (-350.0, -250.0), "on a ridge": (302.5, 380.0)},
    minima=lambda *_: [(p, q) for p in reversed(DEEP) for q in reversed(DEEP)],
    saddles=lambda *_: [pair for p in DEEP for q in HIGH for pair in ((p, q), (q, p))],
    formula=r"837.9658 - x\,\sin\sqrt{|x|} - y\,\sin\sqrt{|y|}",
    kinks="On both axes: the gradient is exact, but the Hessian is infinite beside the axes and left out on them.",
    lesson="The second-best dent lies far from the best one, so what a search finds near one is misleading.",
    watch="There is a row of dents. Gradient descent and Adam stop in the first one, Momentum in the second. "
    "RMSProp's leaps carry it to the third. The deepest dent lies in the upper right corner.",
    source=Source("Hans-Paul Schwefel", "Numerical Optimization of Computer Models", 1981),
)
