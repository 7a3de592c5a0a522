"""A quadratic bowl of any condition number and rotation: the landscape on which everything has a closed form."""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source
from core.vmath import sincos


@kernel
def loss(c, data, x, y, f):
    kappa = c[0]
    s, k = sincos(c[1] * np.pi / 180.0)
    for i in range(x.size):
        u = k * x[i] + s * y[i]
        v = k * y[i] - s * x[i]
        f[i] = 0.5 * (u * u + kappa * v * v)


@kernel
def grad(c, data, x, y, gx, gy):
    kappa = c[0]
    s, k = sincos(c[1] * np.pi / 180.0)
    for i in range(x.size):
        u = k * x[i] + s * y[i]
        v = kappa * (k * y[i] - s * x[i])
        gx[i] = k * u - s * v
        gy[i] = s * u + k * v


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    kappa = c[0]
    s, k = sincos(c[1] * np.pi / 180.0)
    for i in range(x.size):
        hxx[i] = k * k + kappa * s * s
        hxy[i] = (1.0 - kappa) * k * s
        hyy[i] = s * s + kappa * k * k


BOWL = Landscape(
    key="bowl",
    name="Bowl",
    family="bowl",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "kappa",
            "κ",
            10.0,
            slider=(1.0, 1000.0),
            valid=(1.0, 1e4),
            scale="log",
            help="Condition number: how many times steeper the bowl is across than along.",
        ),
        Param(
            "angle",
            "φ",
            30.0,
            slider=(-90.0, 90.0),
            valid=(-360.0, 360.0),
            help="Direction of the long axis, in degrees from the x axis.",
        ),
    ),
    box=((-2.0, 2.0), (-2.0, 2.0)),
    starts={"on the wall": (-1.6, 0.8), "along the floor": (-1.5, -0.8), "corner": (1.8, -1.8)},
    minima=lambda *_: [(0.0, 0.0)],
    contour="log",
    soft=0.5,
    formula=r"\tfrac12\,(u^2 + \kappa\,v^2),\quad "
    r"u = x\cos\varphi + y\sin\varphi,\quad v = y\cos\varphi - x\sin\varphi",
    lesson="The steepest direction limits the learning rate. The flattest direction decides how long the run takes.",
    watch="The runs go down the steep side first, then along the floor: see the corner in gradient descent's path. "
    "Now set κ to 50: its η is above 2/κ, and it leaves the bowl.",
    source=Source("Gabriel Goh", "Why momentum really works, Distill", 2017, "https://distill.pub/2017/momentum/"),
)
