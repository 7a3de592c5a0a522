"""Bukin's function number 6: a curved valley with a floor as sharp as a knife edge, and the minimum on that floor.

Across the parabola y = x²/100 the loss rises like a square root, infinitely steep at first; along the parabola it
hardly changes. On the parabola the kernels take the root's gradient and curvature, which are infinite, as zero. At the
kink x = -10 of the second term they take its derivative as zero. So a walker placed on the minimum stays there.
"""

import numpy as np

from core.kernel import kernel
from core.records import Landscape
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        f[i] = 100.0 * np.sqrt(np.abs(y[i] - 0.01 * x[i] * x[i])) + 0.01 * np.abs(x[i] + 10.0)


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        d = y[i] - 0.01 * x[i] * x[i]
        root = np.sqrt(np.abs(d))
        push = 50.0 * np.sign(d) / root if root > 0.0 else 0.0
        gx[i] = -0.02 * x[i] * push + 0.01 * np.sign(x[i] + 10.0)
        gy[i] = push


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        d = y[i] - 0.01 * x[i] * x[i]
        inverse = 1.0 / np.sqrt(np.abs(d)) if d != 0.0 else 0.0
        bend, tilt = -25.0 * inverse * inverse * inverse, -0.02 * x[i]
        hxx[i] = bend * tilt * tilt - np.sign(d) * inverse
        hxy[i] = bend * tilt
        hyy[i] = bend


BUKIN_N6 = Landscape(
    key="bukin_n6",
    name="Bukin number 6",
    family="not smooth",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-15.0, -5.0), (-3.0, 3.0)),
    starts={"above the edge": (-13.0, 2.9), "below the edge": (-6.0, -2.0), "on the edge": (-5.0, 0.25)},
    minima=lambda *_: [(-10.0, 1.0)],
    formula=r"100\,\sqrt{\bigl|y - 0.01\,x^2\bigr|} + 0.01\,|x + 10|",
    kinks="On y = x²/100: beside this curve the slope across it is infinite, and on the curve it is left out. Also "
    "at x = -10, where the slope of the second part is taken as zero.",
    lesson="The ground gets steeper towards the edge: steps in proportion to the slope are thrown back farther and "
    "farther.",
    watch="All four reach the sharp edge and then bounce on it. None comes nearer to the minimum than 3. Put Newton "
    "here: it looks for level ground, finds none, and is gone at step 20.",
    source=Source(
        "A. D. Bukin", "New minimization strategy for non-smooth functions, Budker Institute of Nuclear Physics", 1997
    ),
)
