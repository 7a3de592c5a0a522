"""The eggholder: hundreds of irregular minima, deeper farther out, and two families of sharp folds.

The folds lie where an absolute value under a square root is zero. The derivative across a fold is infinite on either
side; on the fold itself, the derivative of that root is taken as zero.

In the literature the domain ends at 512, and the well-known lowest value -959.64 lies on that edge, at (512, 404.23),
where the function still falls. Here the function goes on: the box is a little wider, and contains the minimum beyond
that edge. The record declares the minima in the box below -700, fifteen of 78.
"""

from math import inf

import numpy as np

from core.kernel import kernel
from core.records import Landscape
from core.source import Source
from core.vmath import sincos

# The points with zero gradient, to 22 digits, the deepest first.
MINIMA = (
    (522.1605290272342190447, 413.3157981674055649094),
    (482.3533104647884363941, 432.8789989454834470611),
    (479.0454037843518354408, 434.505876467901128982),
    (439.4809972694534572781, 453.9774347540025627486),
    (-323.1813369891158224169, 531.6141709892115794017),
    (-465.6941515451356868446, 385.71669978348037872),
    (347.3269729738487024979, 499.4153984500428340376),
    (-456.8858069167769400979, -382.6233734213996835014),
    (-390.3739195146422529707, -415.0901531546240989193),
    (-360.5615365308948862818, -429.6851517480508771678),
    (283.0759109222846309585, -487.1256581476732976843),
    (399.5587979341075195899, -367.691056918534410297),
    (464.6899811669635015285, -301.5531417236875475665),
    (494.054054376158054786, -271.8219611087774598378),
    (-294.6681985567187170984, -462.0196507484167301006),
)


@kernel
def fold(p):
    """sin √|p| and its first and second derivatives with respect to p, which are taken as zero at p = 0."""
    root = np.sqrt(np.abs(p))
    sine, cosine = sincos(root)
    inverse = 0.5 / root if root > 0.0 else 0.0
    return sine, np.sign(p) * cosine * inverse, -inverse * inverse * (sine + 2.0 * inverse * cosine)


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        z = y[i] + 47.0
        f[i] = -z * fold(0.5 * x[i] + z)[0] - x[i] * fold(x[i] - z)[0]


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        z = y[i] + 47.0
        p, by_p, _ = fold(0.5 * x[i] + z)
        q, by_q, _ = fold(x[i] - z)
        gx[i] = -0.5 * z * by_p - q - x[i] * by_q
        gy[i] = -p - z * by_p + x[i] * by_q


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        z = y[i] + 47.0
        _, by_p, by_pp = fold(0.5 * x[i] + z)
        _, by_q, by_qq = fold(x[i] - z)
        hxx[i] = -0.25 * z * by_pp - 2.0 * by_q - x[i] * by_qq
        hxy[i] = -0.5 * by_p - 0.5 * z * by_pp + by_q + x[i] * by_qq
        hyy[i] = -2.0 * by_p - z * by_pp - x[i] * by_qq


EGGHOLDER = Landscape(
    key="eggholder",
    name="Eggholder",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    infimum=lambda *_: -inf,
    box=((-540.0, 540.0), (-540.0, 540.0)),
    starts={"between two folds": (380.0, 300.0), "in the middle": (40.0, -20.0), "above the deepest": (500.0, 400.0)},
    minima=lambda *_: list(MINIMA),
    formula=r"-(y+47)\,\sin\sqrt{\bigl|\tfrac x2 + y + 47\bigr|} - x\,\sin\sqrt{\bigl|x - y - 47\bigr|}",
    kinks="Where x/2 + y + 47 or x - y - 47 is zero: beside these lines the slope across is infinite, and on them it "
    "is left out.",
    open="Only the fifteen minima with a loss below -700 are marked. A search finds 63 more in this square, and 158 "
    "saddles.",
    lesson="No trend leads to the deepest dent, and sharp folds throw off every walker that comes too close.",
    watch="RMSProp's first step is a leap over a fold. It ends in another valley, deeper than the dent that Momentum "
    "and Adam share. No runner finds the deepest one.",
    source=Source(
        "Darrell Whitley, Soraya Rana, John Dzubera and Keith E. Mathias",
        "Evaluating evolutionary algorithms, Artificial Intelligence 85",
        1996,
        "https://doi.org/10.1016/0004-3702(95)00124-7",
    ),
)
