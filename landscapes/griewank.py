"""Griewank's function: a very wide bowl with regular waves, of which the box shows the inner part."""

from math import cos, pi, sin, sqrt

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source
from core.vmath import sincos

EDGE = 14.0
LONG = sqrt(0.5)  # the waves are longer along y, by a factor √2


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        swell = sincos(x[i])[1] * sincos(LONG * y[i])[1]
        f[i] = 1.0 + (x[i] * x[i] + y[i] * y[i]) / c[0] - swell


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        (sin_x, cos_x), (sin_y, cos_y) = sincos(x[i]), sincos(LONG * y[i])
        gx[i] = 2.0 * x[i] / c[0] + sin_x * cos_y
        gy[i] = 2.0 * y[i] / c[0] + LONG * cos_x * sin_y


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        (sin_x, cos_x), (sin_y, cos_y) = sincos(x[i]), sincos(LONG * y[i])
        hxx[i] = 2.0 / c[0] + cos_x * cos_y
        hxy[i] = -LONG * sin_x * sin_y
        hyy[i] = 2.0 / c[0] + LONG * LONG * cos_x * cos_y


def newton(d: float, x: float, y: float) -> tuple[float, float]:
    """One Newton step towards a critical point: the step in x and the step in y."""
    sx, cx, sy, cy = sin(x), cos(x), sin(LONG * y), cos(LONG * y)
    gx, gy = 2.0 * x / d + sx * cy, 2.0 * y / d + LONG * cx * sy
    hxx, hxy, hyy = 2.0 / d + cx * cy, -LONG * sx * sy, 2.0 / d + 0.5 * cx * cy
    det = hxx * hyy - hxy * hxy
    return (hxy * gy - hyy * gx) / det, (hxy * gx - hxx * gy) / det


def level_places(d: float, half: float) -> list[Point]:
    """The minima (half = 0) or saddles (half = 1/2) within the box, the innermost first. They have no closed form.

    Without the bowl they would lie at x = (k + half) π, y = (l + half) √2 π, and the minima only where k + l is even.
    Newton's method starts there and, if the point exists, finds it less than a quarter of a wavelength away.
    """
    found: list[Point] = []
    for k in range(-5, 6):
        for m in range(-4, 5):
            first = x, y = (k + half) * pi, (m + half) * pi / LONG
            if half == 0.0 and (k + m) % 2:
                continue
            dx = dy = 0.0
            for _ in range(12):
                dx, dy = newton(d, x, y)
                x, y = x + dx, y + dy
            near = abs(x - first[0]) < 0.5 * pi and abs(y - first[1]) < 0.5 * pi / LONG
            if near and max(abs(x), abs(y)) < EDGE and abs(dx) + abs(dy) < 1e-14:
                found.append((x, y))
    return sorted(found, key=lambda at: at[0] ** 2 + at[1] ** 2)


GRIEWANK = Landscape(
    key="griewank",
    name="Griewank",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "d",
            "d",
            4000.0,
            slider=(100.0, 1e4),
            valid=(20.0, 1e6),
            scale="log",
            help="Width of the bowl. The narrower the bowl, the more it shows beneath the ripples.",
        ),
    ),
    box=((-EDGE, EDGE), (-EDGE, EDGE)),
    starts={
        "between two dents": (2.9, -0.8),
        "on a slope": (-5.6, 2.8),
        "far out": (-10.5, 7.6),
        "next dent": (2.2, 3.6),
    },
    minima=lambda d: level_places(d, 0.0),
    saddles=lambda d: level_places(d, 0.5),
    formula=r"1 + \frac{x^2 + y^2}{d} - \cos x\,\cos\frac{y}{\sqrt2}",
    lesson="From afar this is a simple bowl. The closer you look, the less the slope tells you about the bowl.",
    watch="Between two dents, small differences decide: gradient descent and Momentum slide into the dent below, "
    "RMSProp and Adam into the deepest one in the middle.",
    source=Source(
        "Andreas O. Griewank",
        "Generalized descent for global optimization",
        1981,
        "https://doi.org/10.1007/BF00933356",
    ),
)
