"""A bowl that moves during a run: its minimum goes round a circle, one turn in T steps.

At step t the minimum lies at the angle φ + 360° (t - 1)/T, and every step uses the loss and the gradient of the bowl at
that moment. The parameters, and the picture of the landscape, are those of the first step.
"""

from math import cos, radians, sin

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source
from core.vmath import sincos_turns


@kernel
def loss(c, data, x, y, f):
    kappa, radius = c[0], c[1]
    sine, cosine = sincos_turns(c[3] / 360.0)
    for i in range(x.size):
        u, v = x[i] - radius * cosine, y[i] - radius * sine
        f[i] = 0.5 * (u * u + kappa * v * v)


@kernel
def grad(c, data, x, y, gx, gy):
    kappa, radius = c[0], c[1]
    sine, cosine = sincos_turns(c[3] / 360.0)
    for i in range(x.size):
        gx[i] = x[i] - radius * cosine
        gy[i] = kappa * (y[i] - radius * sine)


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = 1.0
        hxy[i] = 0.0
        hyy[i] = c[0]


def track(steps: int, kappa: float, radius: float, period: float, phase: float) -> np.ndarray:
    """The rows of c at steps 1, 2, ..., steps + 1. Only the angle changes."""
    rows = np.tile([kappa, radius, period, phase], (steps + 1, 1))
    rows[:, 3] += 360.0 * np.arange(steps + 1) / period
    return rows


def minima(_kappa: float, radius: float, _period: float, phase: float) -> list[Point]:
    """The minimum at the first step."""
    return [(radius * cos(radians(phase)), radius * sin(radians(phase)))]


MOVING_BOWL = Landscape(
    key="moving_bowl",
    name="Moving bowl",
    family="moving",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "kappa",
            "κ",
            5.0,
            slider=(1.0, 100.0),
            valid=(1.0, 1e4),
            scale="log",
            help="Condition number: how many times steeper the bowl is along y than along x.",
        ),
        Param("radius", "R", 1.2, slider=(0.1, 2.0), valid=(0.0, 100.0), help="Radius of the circle."),
        Param(
            "period",
            "T",
            200.0,
            slider=(20.0, 2000.0),
            valid=(2.0, 1e6),
            scale="log",
            help="The number of steps in which the minimum goes round once.",
        ),
        Param(
            "phase",
            "φ",
            0.0,
            slider=(-180.0, 180.0),
            valid=(-360.0, 360.0),
            help="Where the minimum begins on the circle, in degrees.",
        ),
    ),
    box=((-2.5, 2.5), (-2.5, 2.5)),
    starts={"outside": (-2.0, 1.5), "in the middle": (0.0, 0.0), "ahead": (0.0, 1.2)},
    minima=minima,
    contour="log",
    soft=0.2,
    formula=r"\tfrac12\bigl[(x - R\cos\varphi_t)^2 + \kappa\,(y - R\sin\varphi_t)^2\bigr],\quad "
    r"\varphi_t = \varphi + 360^\circ\,\frac{t-1}{T}",
    lesson="A walker that follows the minimum lags behind it, most on flat ground. With a fading rate it loses the "
    "minimum.",
    watch="The minimum goes round a circle once in 200 steps. Momentum follows most closely. RMSProp, with its short "
    "steps, cuts the corners.",
    source=Source(
        "Bernard Widrow, John M. McCool, Michael G. Larimore and C. Richard Johnson",
        "Stationary and nonstationary learning characteristics of the LMS adaptive filter",
        1976,
        "https://doi.org/10.1109/PROC.1976.10286",
    ),
    track=track,
)
