"""A convex bowl on which heavy ball, tuned as textbooks advise, goes round in a triangle and never arrives.

The curvature is κ inside a triangle and 1 far outside of it: f = κ|x|²/2 - (κ - 1) d²/2, where d is the distance to the
triangle. Its corners are chosen so that three points on the unit circle are a cycle of heavy ball with the rate and the
momentum that are optimal for quadratics with curvatures between 1 and κ.
"""

from math import sqrt

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

HALF, HIGH = -0.5, 0.5 * sqrt(3.0)
"""Cosine and sine of a third of a turn."""


@kernel
def textbook(kappa):
    """The learning rate and the momentum that are optimal for quadratics with curvatures between 1 and κ."""
    root = np.sqrt(kappa)
    shrink = (root - 1.0) / (root + 1.0)
    return 4.0 / ((root + 1.0) * (root + 1.0)), shrink * shrink


@kernel
def corner(kappa):
    """One corner of the triangle; the others lie a third and two thirds of a turn further round the origin."""
    rate, momentum = textbook(kappa)
    scale = 1.0 / ((kappa - 1.0) * rate)
    return (
        scale * (1.0 + momentum - rate - HALF * (1.0 + momentum)),
        scale * (momentum - 1.0) * HIGH,
    )


@kernel
def beyond(u, v, x, y):
    """How (x, y) lies to the triangle with corner (u, v): from its nearest point to (x, y), and along the nearest side.

    Inside, both vectors are zero. Where a corner is nearest, the second one is.
    """
    nearest, far_x, far_y, along_x, along_y = np.inf, 0.0, 0.0, 0.0, 0.0
    within = True
    for _ in range(3):
        next_u, next_v = HALF * u - HIGH * v, HIGH * u + HALF * v
        side_x, side_y, from_x, from_y = next_u - u, next_v - v, x - u, y - v
        within = within and side_x * from_y - side_y * from_x >= 0.0
        square = side_x * side_x + side_y * side_y
        share = min(max((side_x * from_x + side_y * from_y) / square, 0.0), 1.0)
        off_x, off_y = from_x - share * side_x, from_y - share * side_y
        distance = off_x * off_x + off_y * off_y
        if distance < nearest:
            at_corner = not 0.0 < share < 1.0
            unit = 0.0 if at_corner else 1.0 / np.sqrt(square)
            nearest, far_x, far_y, along_x, along_y = distance, off_x, off_y, unit * side_x, unit * side_y
        u, v = next_u, next_v
    if within:
        return True, 0.0, 0.0, 0.0, 0.0
    return False, far_x, far_y, along_x, along_y


@kernel
def loss(c, data, x, y, f):
    kappa = c[0]
    u, v = corner(kappa)
    for i in range(x.size):
        _, dx, dy, _, _ = beyond(u, v, x[i], y[i])
        f[i] = 0.5 * kappa * (x[i] * x[i] + y[i] * y[i]) - 0.5 * (kappa - 1.0) * (dx * dx + dy * dy)


@kernel
def grad(c, data, x, y, gx, gy):
    kappa = c[0]
    u, v = corner(kappa)
    for i in range(x.size):
        _, dx, dy, _, _ = beyond(u, v, x[i], y[i])
        gx[i] = kappa * x[i] - (kappa - 1.0) * dx
        gy[i] = kappa * y[i] - (kappa - 1.0) * dy


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    kappa = c[0]
    u, v = corner(kappa)
    for i in range(x.size):
        within, _, _, along_x, along_y = beyond(u, v, x[i], y[i])
        low = kappa if within else 1.0
        more = kappa - 1.0
        hxx[i] = low + more * along_x * along_x
        hxy[i] = more * along_x * along_y
        hyy[i] = low + more * along_y * along_y


CYCLING_BOWL = Landscape(
    key="cycling_bowl",
    name="Cycling bowl",
    family="bowl",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "kappa",
            "κ",
            100.0,
            slider=(10.0, 1000.0),
            valid=(2.0, 1e6),
            scale="log",
            help="The largest curvature. The smallest is 1.",
        ),
    ),
    box=((-2.0, 2.0), (-2.0, 2.0)),
    starts={"to the circle": (1.74, -0.57), "on the circle": (1.0, 0.0), "to the minimum": (1.2, 1.5)},
    minima=lambda *_: [(0.0, 0.0)],
    contour="log",
    soft=0.5,
    formula=r"\tfrac{\kappa}{2}\,\lvert\theta\rvert^2 - \tfrac{\kappa - 1}{2}\,\operatorname{dist}(\theta, C)^2",
    lesson="A rate and a momentum that are optimal for every quadratic may circle for ever on a bowl that is convex "
    "but not quadratic.",
    watch="All four arrive. Now give Momentum η = 0.033 and γ = 0.67, which are optimal for quadratics with these "
    "curvatures: it jumps round a triangle for ever.",
    source=Source(
        "Baptiste Goujaud, Adrien Taylor and Aymeric Dieuleveut",
        "Provable non-accelerations of the heavy-ball method",
        2023,
        "https://arxiv.org/abs/2307.11291",
    ),
)
