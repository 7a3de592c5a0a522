"""Rosenbrock's banana: a curved ravine whose floor is almost flat."""

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    a, b = c[0], c[1]
    for i in range(x.size):
        short, rise = a - x[i], y[i] - x[i] * x[i]
        f[i] = short * short + b * rise * rise


@kernel
def grad(c, data, x, y, gx, gy):
    a, b = c[0], c[1]
    for i in range(x.size):
        rise = y[i] - x[i] * x[i]
        gx[i] = -2.0 * (a - x[i]) - 4.0 * b * x[i] * rise
        gy[i] = 2.0 * b * rise


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    b = c[1]
    for i in range(x.size):
        hxx[i] = 2.0 - 4.0 * b * (y[i] - 3.0 * x[i] * x[i])
        hxy[i] = -4.0 * b * x[i]
        hyy[i] = 2.0 * b


ROSENBROCK = Landscape(
    key="rosenbrock",
    name="Rosenbrock",
    family="ravine",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param("a", "a", 1.0, slider=(0.5, 1.7), valid=(0.1, 5.0), help="The minimum lies at (a, a²)."),
        Param("b", "b", 100.0, slider=(1.0, 1000.0), valid=(0.1, 1e4), scale="log", help="Steepness of the walls."),
    ),
    box=((-2.0, 2.0), (-1.0, 3.0)),
    starts={"classic": (-1.2, 1.0), "on the wall": (0.0, 2.5), "on the floor": (-0.5, 0.25)},
    minima=lambda a, _b: [(a, a * a)],
    contour="log",
    soft=0.1,
    formula=r"(a-x)^2 + b\,(y-x^2)^2",
    lesson="Getting into the valley is easy. Following it is not.",
    watch="Within six steps, each of the four has touched the valley's floor. After 300 steps only RMSProp is round "
    "the bend: it is the way along the floor that takes the time.",
    source=Source(
        "H. H. Rosenbrock",
        "An automatic method for finding the greatest or least value of a function",
        1960,
        "https://doi.org/10.1093/comjnl/3.3.175",
    ),
)
