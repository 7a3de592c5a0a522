"""The function of Styblinski and Tang: four basins, of which one is the deepest."""

from core.kernel import kernel
from core.records import Landscape
from core.source import Source

# The roots of 4 z³ - 32 z + 5, to 22 digits: in each coordinate the deep minimum, the maximum and the shallow minimum.
DEEP, TOP, SHALLOW = -2.903534027771177095119, 0.1567312567803401026659, 2.746802770990836992453


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        p, q = x[i] * x[i], y[i] * y[i]
        f[i] = 0.5 * (p * (p - 16.0) + 5.0 * x[i] + q * (q - 16.0) + 5.0 * y[i])


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        gx[i] = x[i] * (2.0 * x[i] * x[i] - 16.0) + 2.5
        gy[i] = y[i] * (2.0 * y[i] * y[i] - 16.0) + 2.5


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = 6.0 * x[i] * x[i] - 16.0
        hxy[i] = 0.0
        hyy[i] = 6.0 * y[i] * y[i] - 16.0


STYBLINSKI_TANG = Landscape(
    key="styblinski_tang",
    name="Styblinski and Tang",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-5.0, 5.0), (-5.0, 5.0)),
    starts={"origin": (0.0, 0.0), "wrong corner": (4.5, 4.0), "hilltop": (0.2, 0.15)},
    minima=lambda *_: [(DEEP, DEEP), (DEEP, SHALLOW), (SHALLOW, DEEP), (SHALLOW, SHALLOW)],
    saddles=lambda *_: [(DEEP, TOP), (TOP, DEEP), (SHALLOW, TOP), (TOP, SHALLOW)],
    formula=r"\tfrac12\,\bigl(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y\bigr)",
    lesson="A local method ends in the basin in which it starts, unless speed or noise carries it over a pass.",
    watch="From the origin all four take the same line to the lowest minimum. Now start in the wrong corner: all are "
    "caught in its basin except Momentum, which rolls over one of the passes.",
    source=Source(
        "M. A. Styblinski and T.-S. Tang",
        "Experiments in nonconvex optimization: stochastic approximation with function smoothing and simulated "
        "annealing",
        1990,
        "https://doi.org/10.1016/0893-6080(90)90029-K",
    ),
)
