"""Himmelblau's function: four minima of equal depth, and passes of unequal height between them."""

from core.kernel import kernel
from core.records import Landscape
from core.source import Source

# Three of the minima and all four saddles are roots of polynomials of high degree. Newton's method with 40 digits found
# them from many random points, and no other critical point but the one maximum.
MINIMA = [
    (3.0, 2.0),
    (-2.805118086952744853054, 3.131312518250572965804),
    (-3.779310253377746891891, -3.283185991286169412266),
    (3.584428340330491744944, -1.848126526964403553538),
]
SADDLES = [
    (3.385154183607020937999, 0.07385187983774928771919),
    (0.08667750455539635182303, 2.884254701174776113063),
    (-3.073025750764389610473, -0.08135304428796751155306),
    (-0.1279613467306800663105, -1.953714980244576426096),
]


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        u, v = x[i] * x[i] + y[i] - 11.0, x[i] + y[i] * y[i] - 7.0
        f[i] = u * u + v * v


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        u, v = x[i] * x[i] + y[i] - 11.0, x[i] + y[i] * y[i] - 7.0
        gx[i] = 4.0 * x[i] * u + 2.0 * v
        gy[i] = 2.0 * u + 4.0 * y[i] * v


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = 12.0 * x[i] * x[i] + 4.0 * y[i] - 42.0
        hxy[i] = 4.0 * (x[i] + y[i])
        hyy[i] = 12.0 * y[i] * y[i] + 4.0 * x[i] - 26.0


HIMMELBLAU = Landscape(
    key="himmelblau",
    name="Himmelblau",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-5.0, 5.0), (-5.0, 5.0)),
    starts={
        "below the hill": (0.2, -3.6),
        "origin": (0.0, 0.0),
        "hilltop": (-0.27, -0.92),
        "beside a pass": (0.1, 2.9),
    },
    minima=lambda *_: list(MINIMA),
    saddles=lambda *_: list(SADDLES),
    contour="log",
    soft=5.0,
    formula=r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    lesson="Four minima are equally good. The start, the rate and the momentum decide together which one a run finds.",
    watch="Four runners find three different minima, and all are equally good: gradient descent finds the one at the "
    "lower right, Momentum the upper right one, RMSProp and Adam the lower left one.",
    source=Source("David M. Himmelblau", "Applied nonlinear programming", 1972),
)
