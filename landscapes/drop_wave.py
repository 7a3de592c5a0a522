"""The drop wave: rings about a deep middle, like water after a drop has fallen.

Only the middle is declared as a minimum. Each ring is a valley whose floor has the same height all round, higher than
that of the next ring inwards, so its points are not isolated minima.
"""

import numpy as np

from core.kernel import kernel
from core.records import Landscape
from core.source import Source
from core.vmath import sincos

WAVE = 12.0


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        s = x[i] * x[i] + y[i] * y[i]
        f[i] = -(1.0 + sincos(WAVE * np.sqrt(s))[1]) / (0.5 * s + 2.0)


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        s = x[i] * x[i] + y[i] * y[i]
        r = np.sqrt(s)
        sine, cosine = sincos(WAVE * r)
        low = 1.0 / (0.5 * s + 2.0)
        # The radial derivative, divided by r; sin(12 r)/r tends to 12 in the middle.
        push = low * (WAVE * (sine / r if r > 0.0 else WAVE) + low * (1.0 + cosine))
        gx[i] = push * x[i]
        gy[i] = push * y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        s = x[i] * x[i] + y[i] * y[i]
        r = np.sqrt(s)
        sine, cosine = sincos(WAVE * r)
        low, inverse = 1.0 / (0.5 * s + 2.0), 1.0 / r if r > 0.0 else 0.0
        push = low * (WAVE * (sine * inverse if r > 0.0 else WAVE) + low * (1.0 + cosine))
        level = 1.0 + cosine - 2.0 * WAVE * r * sine - 2.0 * s * low * (1.0 + cosine)
        bend = low * (WAVE * WAVE * cosine + low * level) - push
        p, q = x[i] * inverse, y[i] * inverse
        hxx[i] = push + bend * p * p
        hxy[i] = bend * p * q
        hyy[i] = push + bend * q * q


DROP_WAVE = Landscape(
    key="drop_wave",
    name="Drop wave",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-3.0, 3.0), (-3.0, 3.0)),
    starts={"on a ring": (-0.76, 0.75), "far out": (2.2, -1.7), "in the middle": (0.15, 0.1)},
    minima=lambda *_: [(0.0, 0.0)],
    formula=r"-\frac{1 + \cos 12 r}{\frac12 r^2 + 2},\quad r = \sqrt{x^2 + y^2}",
    open="Only the middle is marked. Every ring is a circle of minima of equal height.",
    lesson="A ring is level along its floor, so only a long step leads from one ring to the next one inwards.",
    watch="RMSProp's first step is long enough to leave the ring, and it ends on the next ring inwards. The others "
    "settle on the ring where they are. None reaches the middle.",
    source=Source(
        "Sonja Surjanovic and Derek Bingham",
        "Virtual library of simulation experiments: drop-wave function",
        2013,
        "https://www.sfu.ca/~ssurjano/drop.html",
    ),
)
