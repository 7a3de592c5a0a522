"""The six-hump camel: six minima in three pairs, two of them global. The loss is symmetric about the origin."""

from core.kernel import kernel
from core.records import Landscape, Point
from core.source import Source

# One point of each pair, to 22 digits, with zero gradient.
MINIMA = (
    (0.08984201310031806242249, -0.7126564030207396333973),
    (-1.703606714969980848771, 0.7960835686726251190257),
    (1.607104752920197229762, 0.5686514548841313713934),
)
SADDLES = (
    (1.109205336804786447415, -0.7682680925095398417843),
    (1.296070267167109183287, 0.6050843880386584968096),
    (1.6380679841897785638, 0.2286740690443940699534),
)


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        p, q = x[i] * x[i], y[i] * y[i]
        f[i] = p * (4.0 - 2.1 * p + p * p / 3.0) + x[i] * y[i] + 4.0 * q * (q - 1.0)


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        p, q = x[i] * x[i], y[i] * y[i]
        gx[i] = x[i] * (8.0 - 8.4 * p + 2.0 * p * p) + y[i]
        gy[i] = x[i] + y[i] * (16.0 * q - 8.0)


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        p, q = x[i] * x[i], y[i] * y[i]
        hxx[i] = 8.0 - 25.2 * p + 10.0 * p * p
        hxy[i] = 1.0
        hyy[i] = 48.0 * q - 8.0


def mirrored(points: tuple[Point, ...]) -> list[Point]:
    """These points and their mirror images about the origin."""
    return [image for x, y in points for image in ((x, y), (-x, -y))]


SIX_HUMP_CAMEL = Landscape(
    key="six_hump_camel",
    name="Six-hump camel",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-2.0, 2.0), (-1.2, 1.2)),
    starts={
        "on a hump": (1.2, 0.0),
        "on a rim": (-1.1, -1.1),
        "behind a hump": (1.9, 1.0),
        "beside the middle": (0.02, 0.01),
    },
    minima=lambda *_: mirrored(MINIMA),
    saddles=lambda *_: [(0.0, 0.0), *mirrored(SADDLES)],
    contour="log",
    soft=0.3,
    formula=r"\bigl(4 - 2.1\,x^2 + \tfrac13\,x^4\bigr)\,x^2 + xy + (4y^2 - 4)\,y^2",
    lesson="Two of the six minima are the deepest. The gradient cannot tell which kind of minimum it leads to.",
    watch="Gradient descent and Momentum follow the slope into the nearest dent, which is a shallow one. RMSProp and "
    "Adam step equally far along x and y and come to one of the deepest.",
    source=Source(
        "Laurence C. W. Dixon and Giorgio P. Szegő",
        "The global optimization problem: an introduction, Towards Global Optimisation 2",
        1978,
    ),
)
