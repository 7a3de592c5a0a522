"""The function of Goldstein and Price: four minima, and heights from three to a million.

The loss is the product of two positive polynomials of degree four, P in s = x + y and Q in v = 2x - 3y, with
P' = 12 (s + 1)(s - 1)(s - 2) and Q' = 12 v (v - 1)(v - 3). So all its critical points are rational.
"""

from core.kernel import kernel
from core.records import Landscape, Point
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        s, v = x[i] + y[i], 2.0 * x[i] - 3.0 * y[i]
        p = 1.0 + (s + 1.0) * (s + 1.0) * (19.0 + s * (3.0 * s - 14.0))
        f[i] = p * (30.0 + v * v * (18.0 + v * (3.0 * v - 16.0)))


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        s, v = x[i] + y[i], 2.0 * x[i] - 3.0 * y[i]
        p = 1.0 + (s + 1.0) * (s + 1.0) * (19.0 + s * (3.0 * s - 14.0))
        q = 30.0 + v * v * (18.0 + v * (3.0 * v - 16.0))
        by_s, by_v = 12.0 * (s + 1.0) * (s - 1.0) * (s - 2.0) * q, 12.0 * v * (v - 1.0) * (v - 3.0) * p
        gx[i] = by_s + 2.0 * by_v
        gy[i] = by_s - 3.0 * by_v


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        s, v = x[i] + y[i], 2.0 * x[i] - 3.0 * y[i]
        p = 1.0 + (s + 1.0) * (s + 1.0) * (19.0 + s * (3.0 * s - 14.0))
        q = 30.0 + v * v * (18.0 + v * (3.0 * v - 16.0))
        by_ss, by_vv = 12.0 * (s * (3.0 * s - 4.0) - 1.0) * q, 12.0 * (v * (3.0 * v - 8.0) + 3.0) * p
        by_sv = 144.0 * (s + 1.0) * (s - 1.0) * (s - 2.0) * v * (v - 1.0) * (v - 3.0)
        hxx[i] = by_ss + 4.0 * by_sv + 4.0 * by_vv
        hxy[i] = by_ss - by_sv - 6.0 * by_vv
        hyy[i] = by_ss - 6.0 * by_sv + 9.0 * by_vv


def point(s: float, v: float) -> Point:
    """The point with these s and v."""
    return (3.0 * s + v) / 5.0, (2.0 * s - v) / 5.0


GOLDSTEIN_PRICE = Landscape(
    key="goldstein_price",
    name="Goldstein and Price",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-2.0, 2.0), (-2.5, 1.5)),
    starts={"high up": (-0.4, 1.1), "near a shallow one": (0.9, 0.2), "below": (0.6, -2.2)},
    minima=lambda *_: [point(s, v) for s in (-1.0, 2.0) for v in (3.0, 0.0)],
    saddles=lambda *_: [point(-1.0, 1.0), point(2.0, 1.0), point(1.0, 0.0), point(1.0, 3.0)],
    contour="log",
    soft=5.0,
    formula=r"\bigl[1 + (s+1)^2(19 - 14s + 3s^2)\bigr]\bigl[30 + v^2(18 - 16v + 3v^2)\bigr],"
    r"\quad s = x + y,\; v = 2x - 3y",
    lesson="Heights span six powers of ten here. A rate that is safe on the slopes is far too small in the valleys.",
    watch="In 20 steps gradient descent has removed 97 per cent of the loss, but it is nowhere near a minimum. Only "
    "Momentum reaches one, and it is the lowest.",
    source=Source(
        "A. A. Goldstein and J. F. Price",
        "On descent from local minima",
        1971,
        "https://doi.org/10.1090/S0025-5718-1971-0312365-X",
    ),
)
