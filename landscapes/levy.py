"""Lévy's function (number 13): ripples that grow outwards and are finer along y than along x.

The loss is the sum of a function of x and a function of y, so a point is critical if x and y are each critical.
"""

import numpy as np

from core.kernel import kernel
from core.records import Landscape
from core.source import Source
from core.vmath import sincos, sincos_turns

# Minima and maxima of each summand within the box, to 22 digits; for the summand in y, their distances from 1.
X_DEEP = (
    1.0, 3.79108219045050982045, -4.205434985718203664478, 7.723082150790461263232, -8.24455466546494496965,
)  # fmt: skip
X_HIGH = (
    2.768860451853793472583, -2.70531604038687073482, 6.109058808819237838867, -6.496199428308065287115,
    9.937873987907954288664,
)  # fmt: skip
Y_DEEP = (3.890649608461713285382, 5.930286250610243994254, 7.948452278487518939818, 9.959023320607937800592)
Y_HIGH = (3.256662218677807091714, 5.158843090997565031891, 7.114563457271405065015, 9.089475370442400693756)


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        u, v = 0.25 * (x[i] - 1.0), 0.25 * (y[i] - 1.0)
        wave, skew, fine = sincos_turns(0.5 * u)[0], sincos(np.pi * u + 1.0)[0], sincos_turns(v)[0]
        f[i] = wave * wave + u * u * (1.0 + 10.0 * skew * skew) + v * v * (1.0 + fine * fine)


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        u, v = 0.25 * (x[i] - 1.0), 0.25 * (y[i] - 1.0)
        (sw, cw), (ss, cs), (sf, cf) = sincos_turns(0.5 * u), sincos(np.pi * u + 1.0), sincos_turns(v)
        by_u = 2.0 * np.pi * sw * cw + 2.0 * u * (1.0 + 10.0 * ss * (ss + np.pi * u * cs))
        gx[i] = 0.25 * by_u
        gy[i] = 0.5 * v * (1.0 + sf * (sf + 2.0 * np.pi * v * cf))


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        u, v = 0.25 * (x[i] - 1.0), 0.25 * (y[i] - 1.0)
        (sw, cw), (ss, cs), (sf, cf) = sincos_turns(0.5 * u), sincos(np.pi * u + 1.0), sincos_turns(v)
        p, q = np.pi * u, 2.0 * np.pi * v
        by_uu = 2.0 * np.pi * np.pi * (cw * cw - sw * sw) + 2.0
        by_uu += 20.0 * (ss * ss + 4.0 * p * ss * cs + p * p * (cs * cs - ss * ss))
        by_vv = 2.0 * (1.0 + sf * sf + 4.0 * q * sf * cf + q * q * (cf * cf - sf * sf))
        hxx[i] = by_uu / 16.0
        hxy[i] = 0.0
        hyy[i] = by_vv / 16.0


def both_sides(distances: tuple[float, ...]) -> list[float]:
    """The points at these distances on either side of 1 that lie in the box."""
    return [1.0 + s * d for d in distances for s in (1.0, -1.0) if 1.0 + s * d < 10.0]


LEVY = Landscape(
    key="levy",
    name="Lévy",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-10.0, 10.0), (-10.0, 10.0)),
    starts={"two dents away": (6.0, 6.0), "far out": (-9.0, 8.0), "on a ridge": (2.77, 1.5)},
    minima=lambda *_: [(p, q) for p in X_DEEP for q in (1.0, *both_sides(Y_DEEP))],
    saddles=lambda *_: [
        *((p, q) for p in X_DEEP for q in both_sides(Y_HIGH)),
        *((p, q) for p in X_HIGH for q in (1.0, *both_sides(Y_DEEP))),
    ],
    contour="log",
    soft=1.0,
    formula=r"\sin^2\pi w + (w-1)^2\bigl[1 + 10\sin^2(\pi w + 1)\bigr] + (v-1)^2\bigl[1 + \sin^2 2\pi v\bigr],"
    r"\quad w = 1 + \tfrac{x-1}4,\; v = 1 + \tfrac{y-1}4",
    lesson="Ridges across the way hold a walker up in one coordinate long after the other coordinate has arrived.",
    watch="Gradient descent and RMSProp are held up in the same dent. Momentum gets farther in x. Adam gets farther "
    "in both and is the only one to arrive.",
    source=Source(
        "Alejandro V. Levy and Antonio Montalvo",
        "The tunneling algorithm for the global minimization of functions",
        1985,
        "https://doi.org/10.1137/0906002",
    ),
)
