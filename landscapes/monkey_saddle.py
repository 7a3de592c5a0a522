"""The monkey saddle: three ways down, three ways up, and at its centre a Hessian that is zero."""

from math import inf

from core.kernel import kernel
from core.records import Landscape
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        f[i] = x[i] * (x[i] * x[i] - 3.0 * y[i] * y[i])


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        gx[i] = 3.0 * (x[i] * x[i] - y[i] * y[i])
        gy[i] = -6.0 * x[i] * y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = 6.0 * x[i]
        hxy[i] = -6.0 * y[i]
        hyy[i] = -6.0 * x[i]


MONKEY_SADDLE = Landscape(
    key="monkey_saddle",
    name="Monkey saddle",
    family="saddle",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-2.0, 2.0), (-2.0, 2.0)),
    starts={"on a ridge": (1.5, 0.0), "beside a ridge": (1.5, 0.01), "near the centre": (0.05, 0.1)},
    saddles=lambda *_: [(0.0, 0.0)],
    infimum=lambda *_: -inf,
    formula=r"x^3 - 3\,x\,y^2",
    lesson="There is no minimum: the three ways down never end. Only at the centre is the ground level.",
    watch="The start is exactly on a ridge, and no runner leaves the ridge: three creep towards the centre, Momentum "
    "rolls through it and down the valley behind. Now start beside the ridge: which runner falls first?",
    source=Source("David Hilbert and Stefan Cohn-Vossen", "Anschauliche Geometrie", 1932),
)
