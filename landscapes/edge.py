"""The smallest loss on which gradient descent comes to rest at the edge of stability.

It is a deep linear network with the four weights x, x, y, y. All points with x² y² = 1 are minima. There the largest
curvature is 4 (x² + y²), so the valley is narrow far from the origin and widest at (1, 1). The record declares the
minima that gradient flow reaches from the named starts (the flow keeps x² - y² constant).
"""

from math import copysign, sqrt

from core.kernel import kernel
from core.records import Landscape, Point
from core.source import Source

STARTS: dict[str, Point] = {"in the narrow part": (4.0, 0.22), "beside the valley": (3.2, 0.5), "above": (2.0, 1.0)}


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        p = x[i] * y[i]
        short = 1.0 - p * p
        f[i] = 0.5 * short * short


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        p = x[i] * y[i]
        push = -2.0 * p * (1.0 - p * p)
        gx[i] = push * y[i]
        gy[i] = push * x[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        p2 = x[i] * y[i] * x[i] * y[i]
        bend = 6.0 * p2 - 2.0
        hxx[i] = bend * y[i] * y[i]
        hxy[i] = 4.0 * x[i] * y[i] * (2.0 * p2 - 1.0)
        hyy[i] = bend * x[i] * x[i]


def end_of_flow(start: Point) -> Point:
    """The minimum that gradient flow reaches from a start: |x y| = 1, with x² - y² and both signs as at the start."""
    x, y = start
    kept = x * x - y * y
    longer = sqrt(0.5 * (abs(kept) + sqrt(kept * kept + 4.0)))
    a, b = (longer, 1.0 / longer) if kept > 0.0 else (1.0 / longer, longer)
    return copysign(a, x), copysign(b, y)


EDGE = Landscape(
    key="edge",
    name="Edge of stability",
    family="network",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((1.5, 4.5), (-0.6, 1.6)),
    starts=STARTS,
    minima=lambda: [end_of_flow(at) for at in STARTS.values()],
    contour="log",
    soft=0.01,
    valley="All points with x²y² = 1. The ones marked here are those where the gradient flow from the starts ends.",
    formula=r"\tfrac12\,(1 - x^2 y^2)^2",
    lesson="If a valley is too narrow for the learning rate, gradient descent swings across it and drifts to where it "
    "is just wide enough.",
    watch="Gradient descent is in the narrow valley after three steps and rests there. Now raise its rate to 0.05: it "
    "swings from side to side and slides along the valley until it is wide enough, at x = 3.14 after 1,000 steps.",
    source=Source(
        "Xingyu Zhu, Zixuan Wang, Xiang Wang, Mo Zhou and Rong Ge",
        "Understanding edge-of-stability training dynamics with a minimalist example",
        2023,
        "https://openreview.net/forum?id=p7EagBsMAEO",
    ),
)
