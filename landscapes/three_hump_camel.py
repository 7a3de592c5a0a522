"""The three-hump camel: a deep basin between two shallow ones."""

from math import sqrt

from core.kernel import kernel
from core.records import Landscape, Point
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        p = x[i] * x[i]
        f[i] = p * (2.0 - 1.05 * p + p * p / 6.0) + y[i] * (x[i] + y[i])


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        p = x[i] * x[i]
        gx[i] = x[i] * (4.0 - 4.2 * p + p * p) + y[i]
        gy[i] = x[i] + 2.0 * y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        p = x[i] * x[i]
        hxx[i] = 4.0 - 12.6 * p + 5.0 * p * p
        hxy[i] = 1.0
        hyy[i] = 2.0


def pair(p: float) -> list[Point]:
    """The two points with x² = p and zero derivative along y. They are critical if p² - 4.2 p + 3.5 = 0."""
    x = sqrt(p)
    return [(x, -0.5 * x), (-x, 0.5 * x)]


THREE_HUMP_CAMEL = Landscape(
    key="three_hump_camel",
    name="Three-hump camel",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-2.5, 2.5), (-2.5, 2.5)),
    starts={"in a corner": (-2.0, -2.0), "between two": (-0.5, 2.0), "on a pass": (1.05, -0.45)},
    minima=lambda *_: [(0.0, 0.0), *pair(2.1 + sqrt(0.91))],
    saddles=lambda *_: pair(2.1 - sqrt(0.91)),
    contour="log",
    soft=0.2,
    formula=r"2x^2 - 1.05\,x^4 + \tfrac16\,x^6 + xy + y^2",
    lesson="From the same start, methods with different momentum end in different basins.",
    watch="Gradient descent and RMSProp slide into the dent on the left. Momentum and Adam roll on, over the pass, "
    "to the lowest minimum in the middle.",
    source=Source(
        "Sonja Surjanovic and Derek Bingham",
        "Virtual library of simulation experiments: three-hump camel function",
        2013,
        "https://www.sfu.ca/~ssurjano/camel3.html",
    ),
)
