"""Ackley's function: a wide funnel with ripples, flat far out, and a sharp point at its bottom.

At the origin the loss has the tip of a cone and no gradient. The kernel returns zero there: of all subgradients zero is
the shortest and the symmetric one, and a walker placed on the minimum stays there. The Hessian leaves out the cone's
contribution, which is infinite at the tip. The same holds where x² + y² underflows to zero.
"""

import numpy as np

from core import vmath
from core.critical_points import newton
from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source

EDGE, CLOSE = 5.0, 1e-9


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


def level_places(a: float, b: float, c: float) -> tuple[list[Point], list[Point]]:
    """The minima (except the origin) and the saddles within the box, the innermost first. They have no closed form.

    Without the cone both coordinates would be multiples of π/c. Newton's method starts from all of these. Each point
    has up to eight mirror images, only one of which is searched for.
    """

    def look(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
        rho = np.sqrt(0.5 * (x * x + y * y))
        cone = 0.5 * a * b * np.exp(-b * rho) / rho
        bend = 0.5 * cone / rho * (b + 1.0 / rho)
        ripple = 0.5 * c * np.exp(0.5 * (np.cos(c * x) + np.cos(c * y)))
        sx, sy, cx, cy = np.sin(c * x), np.sin(c * y), np.cos(c * x), np.cos(c * y)
        hxx = cone - bend * x * x + c * ripple * (cx - 0.5 * sx * sx)
        hyy = cone - bend * y * y + c * ripple * (cy - 0.5 * sy * sy)
        return cone * x + ripple * sx, cone * y + ripple * sy, hxx, -bend * x * y - 0.5 * c * ripple * sx * sy, hyy

    count = int(EDGE * c / np.pi) + 1
    starts = [(i * np.pi / c, j * np.pi / c) for i in range(1, count + 1) for j in range(i + 1)]
    ends = newton(look, np.array(starts).T)
    ends = np.sort(np.abs(ends[:, np.all(np.abs(ends) <= EDGE, axis=0)]), axis=0)[::-1]
    # What came to the same point from two starts differs in the last digits. So do the coordinates on a diagonal.
    ends = ends[:, np.unique(np.round(ends, 9), axis=1, return_index=True)[1]]
    x, y = ends[0], np.where(ends[1] < CLOSE, 0.0, np.where(ends[0] - ends[1] < CLOSE, ends[0], ends[1]))
    _, _, hxx, hxy, hyy = look(x, y)
    det = hxx * hyy - hxy * hxy
    return _mirrored(x, y, (det > 0.0) & (hxx > 0.0)), _mirrored(x, y, det < 0.0)


def _mirrored(x: np.ndarray, y: np.ndarray, chosen: np.ndarray) -> list[Point]:
    pairs = list(zip(x[chosen].tolist(), y[chosen].tolist(), strict=True))
    found = {(s * p, t * q) for u, v in pairs for p, q in ((u, v), (v, u)) for s in (1.0, -1.0) for t in (1.0, -1.0)}
    return sorted(found, key=lambda at: (at[0] ** 2 + at[1] ** 2, *at))


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
    minima=lambda a, b, c: [(0.0, 0.0), *level_places(a, b, c)[0]],
    saddles=lambda a, b, c: level_places(a, b, c)[1],
    formula=r"a - a\,e^{-b\sqrt{(x^2+y^2)/2}} + e - e^{(\cos cx + \cos cy)/2}",
    kinks="At the origin the loss has the tip of a cone; the gradient used there is zero.",
    lesson="Far out the ripples are steeper than the funnel, so small steps end in the first dent.",
    watch="All four end in the same dent, the first on their way, although the ground falls towards the middle. "
    "Raise Adam's η to 1: its steps now pass over dents, and it ends much lower.",
    source=Source("David H. Ackley", "A connectionist machine for genetic hillclimbing", 1987),
)
