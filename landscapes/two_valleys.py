"""A sharp deep minimum beside a wide one that is almost as deep.

Let q₁ and q₂ be half the squared distances to the two minima, in units of their widths. The loss is
q₁ (q₂ + g) / (q₁ + q₂): close to either minimum it is that minimum's bowl, farther out a soft minimum of the two bowls,
and far away a bowl again. The minima lie exactly at these two points, with the losses 0 and g.
"""

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Point
from core.source import Source

SHARP, WIDE = 1.5, -1.5  # the minima on the x axis


@kernel
def loss(c, data, x, y, f):
    a, b, g = 0.5 / (c[0] * c[0]), 0.5 / (c[1] * c[1]), c[2]
    for i in range(x.size):
        u, v, s = x[i] - SHARP, x[i] - WIDE, y[i] * y[i]
        p, q = a * (u * u + s), b * (v * v + s)
        f[i] = p * (q + g) / (p + q)


@kernel
def grad(c, data, x, y, gx, gy):
    a, b, g = 0.5 / (c[0] * c[0]), 0.5 / (c[1] * c[1]), c[2]
    for i in range(x.size):
        u, v, s = x[i] - SHARP, x[i] - WIDE, y[i] * y[i]
        p, q = a * (u * u + s), b * (v * v + s)
        inverse = 1.0 / (p + q)
        share = p * inverse
        by_p, by_q = (q + g) * q * inverse * inverse, share * (share - g * inverse)
        gx[i] = 2.0 * (a * by_p * u + b * by_q * v)
        gy[i] = 2.0 * (a * by_p + b * by_q) * y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    a, b, g = 0.5 / (c[0] * c[0]), 0.5 / (c[1] * c[1]), c[2]
    for i in range(x.size):
        u, v, s = x[i] - SHARP, x[i] - WIDE, y[i] * y[i]
        p, q = a * (u * u + s), b * (v * v + s)
        inverse = 1.0 / (p + q)
        by_p, by_q = (q + g) * q * inverse * inverse, p * (p - g) * inverse * inverse
        cube = 2.0 * inverse * inverse * inverse
        by_pp, by_qq = -cube * q * (q + g), -cube * p * (p - g)
        by_pq = cube * (p * q + 0.5 * g * (p - q))
        px, qx, py, qy = 2.0 * a * u, 2.0 * b * v, 2.0 * a * y[i], 2.0 * b * y[i]
        straight = 2.0 * (a * by_p + b * by_q)
        hxx[i] = straight + by_pp * px * px + 2.0 * by_pq * px * qx + by_qq * qx * qx
        hxy[i] = by_pp * px * py + by_pq * (px * qy + py * qx) + by_qq * qx * qy
        hyy[i] = straight + by_pp * py * py + 2.0 * by_pq * py * qy + by_qq * qy * qy


def saddles(sharp: float, wide: float, g: float) -> list[Point]:
    """The saddle between the minima: the point of highest loss between them on the x axis.

    At distance u from the sharp minimum and v from the wide one, u + v = d, it satisfies
    (b v² + g) d = u (a u² + b v²).
    """
    a, b, d = 0.5 / sharp**2, 0.5 / wide**2, SHARP - WIDE
    near, far = 0.0, d
    while near < (u := 0.5 * (near + far)) < far:
        v = d - u
        if (b * v * v + g) * d > u * (a * u * u + b * v * v):
            near = u
        else:
            far = u
    return [(SHARP - far, 0.0)]


TWO_VALLEYS = Landscape(
    key="two_valleys",
    name="Sharp and wide valley",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "sharp",
            "s",
            0.2,
            slider=(0.1, 1.0),
            valid=(0.02, 2.0),
            scale="log",
            help="Width of the deep valley (right): its curvature is 1/s².",
        ),
        Param(
            "wide",
            "w",
            1.0,
            slider=(0.5, 2.0),
            valid=(0.1, 5.0),
            scale="log",
            help="Width of the other valley (left): its curvature is about 1/w².",
        ),
        Param(
            "g", "g", 0.05, slider=(0.0, 0.5), valid=(0.0, 1.0), help="How much higher the floor of the wide valley is."
        ),
    ),
    box=((-3.5, 3.5), (-2.5, 2.5)),
    starts={"right of both": (2.1, -2.0), "above both": (0.9, 2.2), "on the pass": (1.0, 0.05)},
    minima=lambda *_: [(SHARP, 0.0), (WIDE, 0.0)],
    saddles=saddles,
    contour="log",
    soft=0.05,
    formula=r"\frac{q_1\,(q_2 + g)}{q_1 + q_2},\quad q_1 = \frac{(x-\frac32)^2 + y^2}{2s^2},\quad "
    r"q_2 = \frac{(x+\frac32)^2 + y^2}{2w^2}",
    lesson="If the rate is too large for the sharp valley, the run is thrown out of it and can only stay in the wide "
    "one.",
    watch="Gradient descent and RMSProp end in the sharp valley; Momentum and Adam pass it. Now raise gradient "
    "descent's η to 0.1: it cannot stay in the sharp valley and ends in the wide one too.",
    source=Source(
        "Sepp Hochreiter and Jürgen Schmidhuber", "Flat minima", 1997, "https://doi.org/10.1162/neco.1997.9.1.1"
    ),
)
