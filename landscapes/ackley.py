"""Ackley's function: a wide funnel with ripples, flat far out, and a sharp point at its bottom.

At the origin the loss has the tip of a cone and no gradient. The kernel returns zero there: of all subgradients zero is
the shortest and the symmetric one, and a walker placed on the minimum stays there. The Hessian leaves out the cone's
contribution, which is infinite at the tip. The same holds where x² + y² underflows to zero.
"""

from math import cos, exp, sin, sqrt

import numpy as np

from core import vmath
from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source

EDGE = 5.0


@kernel
def loss(c, data, x, y, f):
    a, b, turn = c[0], c[1], c[2] / (2.0 * np.pi)
    for i in range(x.size):
        rho = np.sqrt(0.5 * (x[i] * x[i] + y[i] * y[i]))
        cos_x, cos_y = vmath.sincos_turns(turn * x[i])[1], vmath.sincos_turns(turn * y[i])[1]
        f[i] = a - a * vmath.exp(-b * rho) + np.e - vmath.exp(0.5 * (cos_x + cos_y))


@kernel
def grad(c, data, x, y, gx, gy):
    a, b, turn = c[0], c[1], c[2] / (2.0 * np.pi)
    for i in range(x.size):
        rho = np.sqrt(0.5 * (x[i] * x[i] + y[i] * y[i]))
        inverse = 1.0 / rho if rho > 0.0 else 0.0
        sin_x, cos_x = vmath.sincos_turns(turn * x[i])
        sin_y, cos_y = vmath.sincos_turns(turn * y[i])
        cone = 0.5 * a * b * vmath.exp(-b * rho) * inverse
        ripple = 0.5 * c[2] * vmath.exp(0.5 * (cos_x + cos_y))
        gx[i] = cone * x[i] + ripple * sin_x
        gy[i] = cone * y[i] + ripple * sin_y


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    a, b, turn = c[0], c[1], c[2] / (2.0 * np.pi)
    for i in range(x.size):
        rho = np.sqrt(0.5 * (x[i] * x[i] + y[i] * y[i]))
        inverse = 1.0 / rho if rho > 0.0 else 0.0
        sin_x, cos_x = vmath.sincos_turns(turn * x[i])
        sin_y, cos_y = vmath.sincos_turns(turn * y[i])
        cone = 0.5 * a * b * vmath.exp(-b * rho) * inverse
        bend = 0.5 * cone * inverse * (b + inverse)
        ripple = 0.5 * c[2] * c[2] * vmath.exp(0.5 * (cos_x + cos_y))
        hxx[i] = cone - bend * x[i] * x[i] + ripple * (cos_x - 0.5 * sin_x * sin_x)
        hxy[i] = -bend * x[i] * y[i] - ripple * 0.5 * sin_x * sin_y
        hyy[i] = cone - bend * y[i] * y[i] + ripple * (cos_y - 0.5 * sin_y * sin_y)


def newton(a: float, b: float, c: float, x: float, y: float) -> tuple[float, float, float]:
    """One Newton step towards a critical point: the step in x, the step in y, and the Hessian's determinant."""
    rho = sqrt(0.5 * (x * x + y * y))
    cone = 0.5 * a * b * exp(-b * rho) / rho
    bend = 0.5 * cone / rho * (b + 1.0 / rho)
    ripple = 0.5 * c * exp(0.5 * (cos(c * x) + cos(c * y)))
    sx, sy = sin(c * x), sin(c * y)
    hxx = cone - bend * x * x + c * ripple * (cos(c * x) - 0.5 * sx * sx)
    hyy = cone - bend * y * y + c * ripple * (cos(c * y) - 0.5 * sy * sy)
    hxy = -bend * x * y - 0.5 * c * ripple * sx * sy
    gx, gy = cone * x + ripple * sx, cone * y + ripple * sy
    det = hxx * hyy - hxy * hxy
    return (hxy * gy - hyy * gx) / det, (hxy * gx - hxx * gy) / det, det


def level_places(a: float, b: float, c: float, odd: int) -> list[Point]:
    """The minima (odd = 0) or saddles (odd = 1) within the box, except the origin. They have no closed form.

    Without the cone both coordinates would be multiples of π/c, of which `odd` are odd multiples. Newton's method
    starts there and, if the point exists, finds it less than a quarter of a wavelength away. Each point has up to eight
    mirror images, only one of which is searched for.
    """
    half = np.pi / c
    found: set[Point] = set()
    for i in range(1, int(EDGE / half) + 1):
        for j in range(i + 1):
            if i % 2 + j % 2 != odd:
                continue
            x, y, dx, dy, det = i * half, j * half, 0.0, 0.0, 0.0
            for _ in range(8):
                dx, dy, det = newton(a, b, c, x, y)
                x, y = x + dx, y + dy
            near = max(abs(x - i * half), abs(y - j * half)) < 0.5 * half
            if near and abs(dx) + abs(dy) < 1e-14 and (det < 0.0) == (odd == 1):
                found |= {(s * p, t * q) for p, q in ((x, y), (y, x)) for s in (1.0, -1.0) for t in (1.0, -1.0)}
    return sorted(found, key=lambda at: at[0] ** 2 + at[1] ** 2)


ACKLEY = Landscape(
    key="ackley",
    name="Ackley",
    family="many minima",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param("a", "a", 20.0, slider=(1.0, 40.0), valid=(0.1, 100.0), help="Depth of the funnel."),
        Param(
            "b",
            "b",
            0.2,
            slider=(0.02, 1.0),
            valid=(0.01, 5.0),
            scale="log",
            help="How soon the funnel flattens out. Its slope at the bottom is ab/√2.",
        ),
        Param(
            "c",
            "c",
            2.0 * np.pi,
            slider=(1.0, 12.0),
            valid=(0.5, 15.0),
            help="The number of ripples in 2π units of length.",
        ),
    ),
    box=((-EDGE, EDGE), (-EDGE, EDGE)),
    starts={"on the rim": (4.4, 3.6), "half-way": (-2.3, 1.4), "in the funnel": (0.4, -0.3)},
    minima=lambda a, b, c: [(0.0, 0.0), *level_places(a, b, c, 0)],
    saddles=lambda a, b, c: level_places(a, b, c, 1),
    formula=r"a - a\,e^{-b\sqrt{(x^2+y^2)/2}} + e - e^{(\cos cx + \cos cy)/2}",
    kinks="At the origin the loss has the tip of a cone; the gradient used there is zero.",
    lesson="Far out the ripples are steeper than the funnel, so small steps end in the first dent.",
    watch="All four end in the same dent, the first on their way, although the ground falls towards the middle. "
    "Raise Adam's η to 1: its steps now pass over dents, and it ends much lower.",
    source=Source("David H. Ackley", "A connectionist machine for genetic hillclimbing", 1987),
)
