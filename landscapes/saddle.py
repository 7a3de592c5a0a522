"""A saddle between two minima, so that the loss is bounded below."""

from math import sqrt

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    k, a = c[0], c[1]
    for i in range(x.size):
        q = y[i] * y[i]
        f[i] = 0.5 * k * x[i] * x[i] + q * (0.25 * q - 0.5 * a)


@kernel
def grad(c, data, x, y, gx, gy):
    k, a = c[0], c[1]
    for i in range(x.size):
        gx[i] = k * x[i]
        gy[i] = y[i] * (y[i] * y[i] - a)


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    k, a = c[0], c[1]
    for i in range(x.size):
        hxx[i] = k
        hxy[i] = 0.0
        hyy[i] = 3.0 * y[i] * y[i] - a


def minima(_k: float, a: float) -> list[Point]:
    """The minima on either side of the saddle, where y² = a."""
    return [(0.0, sqrt(a)), (0.0, -sqrt(a))]


SADDLE = Landscape(
    key="saddle",
    name="Saddle",
    family="saddle",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "k", "k", 2.0, slider=(0.1, 20.0), valid=(1e-3, 1e3), scale="log", help="Curvature towards the saddle (x)."
        ),
        Param(
            "a",
            "a",
            1.0,
            slider=(0.05, 3.0),
            valid=(1e-3, 100.0),
            scale="log",
            help="Curvature away from the saddle (y), downwards. The minima are at a distance of √a.",
        ),
    ),
    box=((-2.0, 2.0), (-2.0, 2.0)),
    starts={"beside the ridge": (-1.7, 0.01), "on the ridge": (-1.7, 0.0), "at the saddle": (0.0, 1e-6)},
    minima=minima,
    saddles=lambda *_: [(0.0, 0.0)],
    formula=r"\tfrac12\,k\,x^2 - \tfrac12\,a\,y^2 + \tfrac14\,y^4",
    lesson="At a saddle the gradient vanishes too. How long a run lingers depends on how fast it amplifies the way "
    "down.",
    watch="Gradient descent goes straight to the saddle and waits there from step 5 to step 16. RMSProp and Adam "
    "turn aside at once, because the small slope across counts as much for them as the steep one.",
    source=Source(
        "Yann Dauphin, Razvan Pascanu, Caglar Gulcehre, Kyunghyun Cho, Surya Ganguli and Yoshua Bengio",
        "Identifying and attacking the saddle point problem in high-dimensional non-convex optimization",
        2014,
        "https://arxiv.org/abs/1406.2572",
    ),
)
