"""A staircase of plateaus that leads down to a basin.

With u = x - 4 and r = (√(1 + u²) - 1) / w, the loss along x is h (r + c sin(2πr) / 2π). Its derivative by r alternates
between h (1 - c), on the plateaus, and h (1 + c), on the steps between them. Since c is below one, the loss falls
towards the minimum everywhere, so no other point is critical. Along y it is a gentle bowl.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source
from core.vmath import sincos_turns

BOTTOM = 4.0  # the minimum lies at (BOTTOM, 0)


@kernel
def loss(c, data, x, y, f):
    h, inverse, flat, k = c[0], 1.0 / c[1], c[2], c[3]
    for i in range(x.size):
        u = x[i] - BOTTOM
        # √(1 + u²) - 1, written so that nothing cancels close to the minimum.
        r = inverse * u * u / (1.0 + np.sqrt(1.0 + u * u))
        f[i] = h * (r + flat * sincos_turns(r)[0] / (2.0 * np.pi)) + 0.5 * k * y[i] * y[i]


@kernel
def grad(c, data, x, y, gx, gy):
    h, inverse, flat, k = c[0], 1.0 / c[1], c[2], c[3]
    for i in range(x.size):
        u = x[i] - BOTTOM
        root = np.sqrt(1.0 + u * u)
        r = inverse * u * u / (1.0 + root)
        gx[i] = h * (1.0 + flat * sincos_turns(r)[1]) * inverse * u / root
        gy[i] = k * y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    h, inverse, flat, k = c[0], 1.0 / c[1], c[2], c[3]
    for i in range(x.size):
        u = x[i] - BOTTOM
        root = np.sqrt(1.0 + u * u)
        sine, cosine = sincos_turns(inverse * u * u / (1.0 + root))
        slope = inverse * u / root
        bend = inverse / (root * root * root)
        hxx[i] = h * ((1.0 + flat * cosine) * bend - 2.0 * np.pi * flat * sine * slope * slope)
        hxy[i] = 0.0
        hyy[i] = k


STAIRCASE = Landscape(
    key="staircase",
    name="Staircase",
    family="plateau",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param("h", "h", 1.0, slider=(0.1, 10.0), valid=(0.01, 100.0), scale="log", help="Height of a step."),
        Param("w", "w", 1.5, slider=(0.75, 4.0), valid=(0.25, 10.0), help="Length of a step."),
        Param(
            "c",
            "c",
            0.95,
            slider=(0.0, 0.999),
            valid=(0.0, 0.9999),
            scale="one-minus-log",
            help="How flat the plateaus are: their slope is 1 - c times the mean slope.",
        ),
        Param("k", "k", 3.0, slider=(0.05, 20.0), valid=(1e-3, 1e3), scale="log", help="Curvature across."),
    ),
    box=((-5.0, 5.0), (-2.5, 2.5)),
    starts={"top step": (-4.6, 1.6), "on a plateau": (0.35, -1.5), "last step": (2.2, 1.0)},
    minima=lambda *_: [(BOTTOM, 0.0)],
    formula=r"h\,\Bigl(r + \frac{c}{2\pi}\sin 2\pi r\Bigr) + \tfrac12\,k\,y^2,\quad "
    r"r = \frac{\sqrt{1 + (x-4)^2} - 1}{w}",
    lesson="A loss that has not changed for long need not have reached its minimum. The next step down may still "
    "follow.",
    watch="See the stairs in gradient descent's loss curve: five times it seems to have finished. Momentum runs down "
    "all of them at once, past the minimum and off the map, and comes back.",
    source=Source(
        "David Saad and Sara A. Solla",
        "On-line learning in soft committee machines",
        1995,
        "https://doi.org/10.1103/PhysRevE.52.4225",
    ),
)
