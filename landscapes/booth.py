"""Booth's function: a mildly elongated quadratic bowl, with axes that are rotated against the coordinates."""

from core.kernel import kernel
from core.records import Landscape
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        u, v = x[i] + 2.0 * y[i] - 7.0, 2.0 * x[i] + y[i] - 5.0
        f[i] = u * u + v * v


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        u, v = x[i] + 2.0 * y[i] - 7.0, 2.0 * x[i] + y[i] - 5.0
        gx[i] = 2.0 * u + 4.0 * v
        gy[i] = 4.0 * u + 2.0 * v


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = 10.0
        hxy[i] = 8.0
        hyy[i] = 10.0


BOOTH = Landscape(
    key="booth",
    name="Booth",
    family="bowl",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-10.0, 10.0), (-10.0, 10.0)),
    starts={"on the wall": (-8.0, -6.0), "along the floor": (-6.0, 9.0), "corner": (9.0, 9.0)},
    minima=lambda *_: [(1.0, 3.0)],
    contour="log",
    soft=10.0,
    formula=r"(x + 2y - 7)^2 + (2x + y - 5)^2",
    lesson="A quadratic with condition number 9. Methods that treat each coordinate alone do not see that it is "
    "slanted.",
    watch="The start lies straight up the steep side. Gradient descent is at the bottom after 11 steps. Momentum "
    "shoots across to the other wall by step 5 and swings for 60 steps more.",
    source=Source(
        "Momin Jamil and Xin-She Yang",
        "A literature survey of benchmark functions for global optimisation problems",
        2013,
        "https://arxiv.org/abs/1308.4008",
    ),
)
