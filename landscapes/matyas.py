"""Matyas's function: one elongated quadratic bowl along the diagonal, on which every method should succeed."""

from core.kernel import kernel
from core.records import Landscape
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        # The same polynomial, written in x + y and x - y to avoid cancellation.
        u, v = x[i] + y[i], x[i] - y[i]
        f[i] = 0.01 * u * u + 0.25 * v * v


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        u, v = 0.02 * (x[i] + y[i]), 0.5 * (x[i] - y[i])
        gx[i] = u + v
        gy[i] = u - v


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = 0.52
        hxy[i] = -0.48
        hyy[i] = 0.52


MATYAS = Landscape(
    key="matyas",
    name="Matyas",
    family="bowl",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-10.0, 10.0), (-10.0, 10.0)),
    starts={"on the wall": (-3.0, 9.0), "along the floor": (8.0, 7.0), "corner": (9.0, -9.0)},
    minima=lambda *_: [(0.0, 0.0)],
    contour="log",
    soft=0.5,
    formula=r"0.26\,(x^2 + y^2) - 0.48\,x\,y",
    lesson="No axis points along the floor. So a method that scales x and y separately cannot straighten the bowl.",
    watch="Momentum swings across the floor and still arrives first. RMSProp and Adam come down to the same "
    "diagonal, and at the end they are still on their way along it.",
    source=Source("J. Matyas", "Random optimization, Automation and Remote Control 26", 1965),
)
