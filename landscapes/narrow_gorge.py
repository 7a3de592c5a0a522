"""A winding gorge: on one side of its floor a gentle slope, on the other a wall that rises exponentially.

With d = y - a sin x, the distance from the floor line, the cross-section is b (e^(kd) - kd - 1) / k²: a parabola of
curvature b close to the floor, a straight slope where d < 0, and a wall where d > 0. The floor falls gently towards
x = 3. The derivative across is zero on the floor line only, so the minimum is the only critical point.
"""

from math import sin

import numpy as np

from core import vmath
from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

END = 3.0  # the x coordinate of the minimum


@kernel
def loss(c, data, x, y, f):
    b, k, a, s = c[0], c[1], c[2], c[3]
    for i in range(x.size):
        u, z = x[i] - END, k * (y[i] - a * vmath.sincos(x[i])[0])
        wall = b / (k * k) * (vmath.exp(z) - z - 1.0)
        f[i] = s * u * u / (1.0 + np.sqrt(1.0 + u * u)) + wall


@kernel
def grad(c, data, x, y, gx, gy):
    b, k, a, s = c[0], c[1], c[2], c[3]
    for i in range(x.size):
        sine, cosine = vmath.sincos(x[i])
        u = x[i] - END
        push = b / k * (vmath.exp(k * (y[i] - a * sine)) - 1.0)
        gx[i] = s * u / np.sqrt(1.0 + u * u) - push * a * cosine
        gy[i] = push


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    b, k, a, s = c[0], c[1], c[2], c[3]
    for i in range(x.size):
        sine, cosine = vmath.sincos(x[i])
        u = x[i] - END
        root, steep = np.sqrt(1.0 + u * u), vmath.exp(k * (y[i] - a * sine))
        hxx[i] = s / (root * root * root) + b * a * (steep * a * cosine * cosine + (steep - 1.0) / k * sine)
        hxy[i] = -b * steep * a * cosine
        hyy[i] = b * steep


NARROW_GORGE = Landscape(
    key="narrow_gorge",
    name="Winding gorge",
    family="ravine",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "b", "b", 10.0, slider=(1.0, 200.0), valid=(0.1, 1000.0), scale="log", help="Curvature across the floor."
        ),
        Param(
            "k",
            "k",
            2.0,
            slider=(0.2, 4.0),
            valid=(0.05, 10.0),
            scale="log",
            help="How suddenly the walls rise: by a factor of e every 1/k.",
        ),
        Param("a", "a", 0.8, slider=(0.0, 1.5), valid=(0.0, 3.0), help="How far the gorge swings from side to side."),
        Param("s", "s", 0.5, slider=(0.05, 5.0), valid=(1e-3, 100.0), scale="log", help="Slope of the floor."),
    ),
    box=((-4.0, 4.0), (-2.5, 2.5)),
    starts={"on the slope": (-3.6, -1.8), "on the wall": (-2.0, 0.6), "on the floor": (-1.5, -0.8)},
    minima=lambda _b, _k, a, _s: [(END, a * sin(END))],
    contour="log",
    soft=0.5,
    formula=r"s\,\bigl(\sqrt{1 + (x-3)^2} - 1\bigr) + b\,\frac{e^{kd} - kd - 1}{k^2},\quad d = y - a\sin x",
    lesson="The largest safe rate differs from bend to bend, and speed along the floor carries a walker into the "
    "next wall.",
    watch="The floor winds: Momentum is through both bends and at the minimum by step 100. At the end gradient "
    "descent is past the second bend, and RMSProp and Adam have yet to reach it.",
    source=Source(
        "Arnold Zellner",
        "Bayesian estimation and prediction using asymmetric loss functions",
        1986,
        "https://doi.org/10.1080/01621459.1986.10478289",
    ),
)
