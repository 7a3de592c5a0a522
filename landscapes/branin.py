"""Branin's function: three global minima in a winding valley.

The derivative along y is zero on the parabola y = b x² - c x + 6. There the loss is 10 + 10 (1 - t) cos x, so the
minima lie at the odd multiples of π and the saddles at the even ones.
"""

import numpy as np

from core.kernel import kernel
from core.records import Landscape, Point
from core.source import Source
from core.vmath import sincos

B, C = 5.1 / (4.0 * np.pi**2), 5.0 / np.pi
SWING = 10.0 * (1.0 - 1.0 / (8.0 * np.pi))


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        rise = y[i] - x[i] * (B * x[i] - C) - 6.0
        f[i] = rise * rise + SWING * sincos(x[i])[1] + 10.0


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        rise = y[i] - x[i] * (B * x[i] - C) - 6.0
        gx[i] = 2.0 * rise * (C - 2.0 * B * x[i]) - SWING * sincos(x[i])[0]
        gy[i] = 2.0 * rise


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        rise, tilt = y[i] - x[i] * (B * x[i] - C) - 6.0, C - 2.0 * B * x[i]
        hxx[i] = 2.0 * tilt * tilt - 4.0 * B * rise - SWING * sincos(x[i])[1]
        hxy[i] = 2.0 * tilt
        hyy[i] = 2.0


def on_the_floor(n: int) -> Point:
    """The point of the parabola at x = nπ."""
    return n * np.pi, 1.275 * n * n - 5.0 * n + 6.0


BRANIN = Landscape(
    key="branin",
    name="Branin",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-5.0, 10.0), (0.0, 15.0)),
    starts={"on the high wall": (-3.8, 3.0), "on the pass": (0.1, 9.0), "far right": (7.0, 12.0)},
    minima=lambda *_: [on_the_floor(n) for n in (1, -1, 3)],
    saddles=lambda *_: [on_the_floor(n) for n in (0, 2)],
    contour="log",
    soft=1.0,
    formula=r"\Bigl(y - \frac{5.1}{4\pi^2}x^2 + \frac5\pi x - 6\Bigr)^2 + 10\Bigl(1 - \frac1{8\pi}\Bigr)\cos x + 10",
    lesson="Several minima are equally good. Which one a run finds depends on the start, the method and its rate.",
    watch="Three runners turn to the minimum at the upper left. Momentum crosses the pass at x = 0 and finds another "
    "minimum, which is just as deep.",
    source=Source(
        "Franklin H. Branin",
        "Widely convergent method for finding multiple solutions of simultaneous nonlinear equations",
        1972,
        "https://doi.org/10.1147/rd.165.0504",
    ),
)
