"""A flat shelf that ends at a cliff, and below the cliff a round basin.

The loss is h s / (1 + s), where s = ρ + ρ³ and ρ is the squared distance to the minimum in units of the radius: a
quadratic basin inside, a cliff at ρ = 1, and outside a shelf whose slope decreases with the seventh power of the
distance. The loss falls towards the minimum everywhere, so no other point is critical.
"""

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

BOTTOM = 2.0  # the minimum lies at (BOTTOM, 0)


@kernel
def loss(c, data, x, y, f):
    h, inverse = c[0], 1.0 / (c[1] * c[1])
    for i in range(x.size):
        u = x[i] - BOTTOM
        rho = inverse * (u * u + y[i] * y[i])
        s = rho * (1.0 + rho * rho)
        f[i] = h * s / (1.0 + s)


@kernel
def grad(c, data, x, y, gx, gy):
    h, inverse = c[0], 1.0 / (c[1] * c[1])
    for i in range(x.size):
        u = x[i] - BOTTOM
        rho = inverse * (u * u + y[i] * y[i])
        room = 1.0 + rho * (1.0 + rho * rho)
        slope = h * (1.0 + 3.0 * rho * rho) / (room * room)
        gx[i] = 2.0 * inverse * slope * u
        gy[i] = 2.0 * inverse * slope * y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    h, inverse = c[0], 1.0 / (c[1] * c[1])
    for i in range(x.size):
        u = x[i] - BOTTOM
        rho = inverse * (u * u + y[i] * y[i])
        room = 1.0 + rho * (1.0 + rho * rho)
        steep = 1.0 + 3.0 * rho * rho
        slope = h * steep / (room * room)
        bend = h * (6.0 * rho - 2.0 * steep * steep / room) / (room * room)
        straight, cross = 2.0 * inverse * slope, 4.0 * inverse * inverse * bend
        hxx[i] = straight + cross * u * u
        hxy[i] = cross * u * y[i]
        hyy[i] = straight + cross * y[i] * y[i]


PLATEAU = Landscape(
    key="plateau",
    name="Plateau",
    family="plateau",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param("h", "h", 4.0, slider=(0.5, 20.0), valid=(0.01, 1000.0), scale="log", help="Height of the shelf."),
        Param(
            "r",
            "r",
            1.5,
            slider=(0.5, 2.5),
            valid=(0.1, 10.0),
            help="Radius of the basin. The smaller it is, the steeper the cliff and the flatter the shelf.",
        ),
    ),
    box=((-4.0, 4.0), (-3.0, 3.0)),
    starts={"on the shelf": (-2.5, 1.0), "at the brink": (0.3, 0.4), "in the basin": (2.8, -0.5)},
    minima=lambda *_: [(BOTTOM, 0.0)],
    formula=r"h\,\frac{s}{1+s},\quad s = \rho + \rho^3,\quad \rho = \frac{(x-2)^2 + y^2}{r^2}",
    lesson="With steps in proportion to the slope a run stands still on flat ground. With steps of fixed length it "
    "does not.",
    watch="Which runner gets stuck on the shelf? Half of the loss is gone after 25 steps with RMSProp, 52 with Adam, "
    "130 with Momentum, and never with gradient descent.",
    source=Source(
        "Kenji Fukumizu and Shun-ichi Amari",
        "Local minima and plateaus in hierarchical structures of multilayer perceptrons",
        2000,
    ),
)
