"""A long straight ravine with steep walls and a floor that falls gently towards its one minimum."""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

END = 4.0  # the x coordinate of the minimum


@kernel
def loss(c, data, x, y, f):
    b, s = c[0], c[1]
    for i in range(x.size):
        u = x[i] - END
        # √(1 + u²) - 1, written so that nothing cancels close to the minimum.
        f[i] = s * u * u / (1.0 + np.sqrt(1.0 + u * u)) + 0.5 * b * y[i] * y[i]


@kernel
def grad(c, data, x, y, gx, gy):
    b, s = c[0], c[1]
    for i in range(x.size):
        u = x[i] - END
        gx[i] = s * u / np.sqrt(1.0 + u * u)
        gy[i] = b * y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    b, s = c[0], c[1]
    for i in range(x.size):
        u = x[i] - END
        root = np.sqrt(1.0 + u * u)
        hxx[i] = s / (root * root * root)
        hxy[i] = 0.0
        hyy[i] = b


RAVINE = Landscape(
    key="ravine",
    name="Ravine",
    family="ravine",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "b",
            "b",
            20.0,
            slider=(1.0, 1000.0),
            valid=(0.1, 1e4),
            scale="log",
            help="Curvature of the walls.",
        ),
        Param(
            "s",
            "s",
            0.5,
            slider=(0.05, 5.0),
            valid=(1e-3, 100.0),
            scale="log",
            help="Slope of the floor, far from the minimum.",
        ),
    ),
    box=((-5.0, 5.0), (-2.0, 2.0)),
    starts={"on the wall": (-4.5, 1.2), "on the floor": (-4.5, 0.0), "near the end": (2.0, -1.5)},
    minima=lambda *_: [(END, 0.0)],
    contour="log",
    soft=0.5,
    formula=r"s\,\bigl(\sqrt{1 + (x-4)^2} - 1\bigr) + \tfrac12\,b\,y^2",
    lesson="Steep walls and a flat floor: gradient descent bounces across the valley and hardly moves along it.",
    watch="Gradient descent is on the floor after five steps and then creeps: at the end it has not even reached x = "
    "-1. Momentum swings from wall to wall and is at the end of the floor at step 100.",
    source=Source(
        "Richard S. Sutton",
        "Two problems with backpropagation and other steepest-descent learning procedures for networks",
        1986,
    ),
)
