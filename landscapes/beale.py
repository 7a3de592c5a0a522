"""Beale's function: a flat bottom among sharp peaks at the corners."""

from core.kernel import kernel
from core.records import Landscape
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        p, q = x[i], y[i]
        u = 1.5 - p * (1.0 - q)
        v = 2.25 - p * (1.0 - q * q)
        w = 2.625 - p * (1.0 - q * q * q)
        f[i] = u * u + v * v + w * w


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        p, q = x[i], y[i]
        r, s, t = 1.0 - q, 1.0 - q * q, 1.0 - q * q * q
        u, v, w = 1.5 - p * r, 2.25 - p * s, 2.625 - p * t
        gx[i] = -2.0 * (u * r + v * s + w * t)
        gy[i] = 2.0 * p * (u + 2.0 * q * v + 3.0 * q * q * w)


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        p, q = x[i], y[i]
        r, s, t = 1.0 - q, 1.0 - q * q, 1.0 - q * q * q
        u, v, w = 1.5 - p * r, 2.25 - p * s, 2.625 - p * t
        hxx[i] = 2.0 * (r * r + s * s + t * t)
        hxy[i] = 2.0 * (u + 2.0 * q * v + 3.0 * q * q * w) - 2.0 * p * (r + 2.0 * q * s + 3.0 * q * q * t)
        hyy[i] = 2.0 * p * (p + 2.0 * v + 4.0 * p * q * q + 6.0 * q * w + 9.0 * p * q * q * q * q)


BEALE = Landscape(
    key="beale",
    name="Beale",
    family="plateau",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-4.5, 4.5), (-4.5, 4.5)),
    starts={"classic": (1.0, 1.0), "far side": (-3.0, -1.0), "on a slope": (1.5, 1.5)},
    minima=lambda *_: [(3.0, 0.5)],
    # The second saddle was found by Newton's method with 40 digits from many random points, which found no others.
    saddles=lambda *_: [(0.0, 1.0), (0.1005379373241583592728, -2.644513585023124968855)],
    contour="log",
    formula=r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
    lesson="Slopes in the corner are ten thousand times those on the floor. A rate that suits one is useless on the "
    "other.",
    watch="Momentum swings far below the others before it turns into the valley. In the end it is nearest to the "
    "minimum. Now start on the far side and add Nesterov: that wall throws it out at step 8.",
    source=Source(
        "E. M. L. Beale", "On an iterative method for finding a local minimum of a function of several variables", 1958
    ),
)
