"""Easom's function: one deep hole in a plain that is flat everywhere else.

With z measured from the hole's middle (π, π), each coordinate contributes a factor cos z e^(-z²). Around the hole there
are four very shallow minima, where tan z = -2z in both coordinates, and four saddles. The minima and saddles farther
out are less than a hundred-millionth of the hole's depth deep, and are not declared.
"""

import numpy as np

from core.kernel import kernel
from core.records import Landscape
from core.source import Source
from core.vmath import exp, sincos

DENT = 1.836597203152125722751  # the first positive root of tan z = -2z


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        u, v = x[i] - np.pi, y[i] - np.pi
        f[i] = -sincos(u)[1] * sincos(v)[1] * exp(-u * u - v * v)


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        u, v = x[i] - np.pi, y[i] - np.pi
        (su, cu), (sv, cv), depth = sincos(u), sincos(v), exp(-u * u - v * v)
        gx[i] = depth * cv * (su + 2.0 * u * cu)
        gy[i] = depth * cu * (sv + 2.0 * v * cv)


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        u, v = x[i] - np.pi, y[i] - np.pi
        (su, cu), (sv, cv), depth = sincos(u), sincos(v), exp(-u * u - v * v)
        hxx[i] = depth * cv * ((3.0 - 4.0 * u * u) * cu - 4.0 * u * su)
        hxy[i] = -depth * (su + 2.0 * u * cu) * (sv + 2.0 * v * cv)
        hyy[i] = depth * cu * ((3.0 - 4.0 * v * v) * cv - 4.0 * v * sv)


EASOM = Landscape(
    key="easom",
    name="Easom",
    family="plateau",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-1.0, 7.0), (-1.0, 7.0)),
    starts={"at the brink": (1.8, 4.4), "on the slope": (2.4, 2.7), "on the plain": (0.2, 1.0)},
    minima=lambda *_: [(np.pi, np.pi), *((np.pi + s * DENT, np.pi + t * DENT) for s in (1, -1) for t in (1, -1))],
    saddles=lambda *_: [(p * np.pi, q * np.pi) for p in (0.5, 1.5) for q in (0.5, 1.5)],
    formula=r"-\cos x\,\cos y\;e^{-(x-\pi)^2 - (y-\pi)^2}",
    lesson="On a plain without a slope no gradient helps. Everything then depends on where the run begins.",
    watch="Gradient descent needs 46 steps to find the slope, RMSProp 5. Now start on the plain: gradient descent "
    "and Momentum do not move at all.",
    source=Source("Eric E. Easom", "A survey of global optimization techniques, University of Louisville", 1990),
)
