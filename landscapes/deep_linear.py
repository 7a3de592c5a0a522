"""The smallest deep linear network, two weights in a row: a curved valley of minima and a saddle at the origin.

All points with x y = a are minima. The record declares those that gradient flow reaches from the named starts (the flow
keeps x² - y² constant), and the two with equal weights.
"""

from math import sqrt

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source

STARTS: dict[str, Point] = {
    "small weights": (-0.35, 0.3),
    "unequal weights": (2.6, -0.5),
    "large weights": (-1.8, -2.2),
}


@kernel
def loss(c, data, x, y, f):
    a = c[0]
    for i in range(x.size):
        short = a - x[i] * y[i]
        f[i] = short * short


@kernel
def grad(c, data, x, y, gx, gy):
    a = c[0]
    for i in range(x.size):
        short = a - x[i] * y[i]
        gx[i] = -2.0 * short * y[i]
        gy[i] = -2.0 * short * x[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    a = c[0]
    for i in range(x.size):
        hxx[i] = 2.0 * y[i] * y[i]
        hxy[i] = 4.0 * x[i] * y[i] - 2.0 * a
        hyy[i] = 2.0 * x[i] * x[i]


def end_of_flow(a: float, start: Point) -> Point:
    """The minimum that gradient flow reaches from a start: x y = a, with x² - y² as at the start.

    The sign of x + y, which the flow does not change, decides between the two branches.
    """
    x, y = start
    kept = x * x - y * y
    side = 1.0 if x + y > 0.0 else -1.0
    longer = sqrt(0.5 * (abs(kept) + sqrt(kept * kept + 4.0 * a * a)))
    return (side * longer, side * a / longer) if kept > 0.0 else (side * a / longer, side * longer)


DEEP_LINEAR = Landscape(
    key="deep_linear",
    name="Deep linear network",
    family="network",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "a",
            "a",
            1.0,
            slider=(0.1, 3.0),
            valid=(0.01, 10.0),
            help="The number that the product of the weights should reach.",
        ),
    ),
    box=((-3.0, 3.0), (-3.0, 3.0)),
    starts=STARTS,
    minima=lambda a: [(sqrt(a), a / sqrt(a)), (-sqrt(a), -a / sqrt(a)), *(end_of_flow(a, s) for s in STARTS.values())],
    saddles=lambda *_: [(0.0, 0.0)],
    contour="log",
    soft=0.1,
    valley="All points with w₁w₂ = a. The ones marked here are those with equal weights and those where the gradient "
    "flow from the starts ends.",
    formula=r"(a - w_1 w_2)^2,\quad w_1 = x,\; w_2 = y",
    lesson="Small weights linger at the saddle. Which of the many minima a run finds depends on the start and the "
    "method.",
    watch="All four linger at the saddle between the valleys: RMSProp gets away first, gradient descent last. Each "
    "one ends at a minimum of its own.",
    source=Source(
        "Andrew M. Saxe, James L. McClelland and Surya Ganguli",
        "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
        2013,
        "https://arxiv.org/abs/1312.6120",
    ),
)
