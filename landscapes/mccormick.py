"""McCormick's function: a wave in a trough that descends without end.

With s = x + y and d = x - y the loss is sin s + s/2 + (d - 1)². Its critical points have d = 1 and cos s = -1/2. Each
minimum is lower by π than the one before it; two of them lie within the box.
"""

from math import inf, pi

from core.kernel import kernel
from core.records import Landscape, Point
from core.source import Source
from core.vmath import sincos


@kernel
def loss(c, data, x, y, f):
    for i in range(x.size):
        s, d = x[i] + y[i], x[i] - y[i] - 1.0
        f[i] = sincos(s)[0] + 0.5 * s + d * d


@kernel
def grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        along, d = sincos(x[i] + y[i])[1] + 0.5, x[i] - y[i] - 1.0
        gx[i] = along + 2.0 * d
        gy[i] = along - 2.0 * d


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        bend = -sincos(x[i] + y[i])[0]
        hxx[i] = bend + 2.0
        hxy[i] = bend - 2.0
        hyy[i] = bend + 2.0


def at(s: float) -> Point:
    """The point with x + y = s on the trough's floor, where x - y = 1."""
    return 0.5 * (s + 1.0), 0.5 * (s - 1.0)


MCCORMICK = Landscape(
    key="mccormick",
    name="McCormick",
    family="several basins",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-1.5, 4.0), (-3.0, 4.0)),
    starts={"on the wall": (-1.0, 3.0), "high trough": (1.6, 3.6), "on the pass": (1.56, 0.56)},
    minima=lambda *_: [at(-2.0 * pi / 3.0), at(4.0 * pi / 3.0)],
    saddles=lambda *_: [at(2.0 * pi / 3.0)],
    infimum=lambda *_: -inf,
    contour="log",
    soft=0.5,
    formula=r"\sin(x+y) + (x-y)^2 - 1.5\,x + 2.5\,y + 1",
    lesson="Where the gradient vanishes, the ground beyond may still be lower: this slope falls for ever.",
    watch="Momentum rolls through both troughs and leaves the map before step 30, because beyond them the ground "
    "falls for ever. The others stop in the lower trough, or are about to.",
    source=Source(
        "Garth P. McCormick",
        "Computability of global solutions to factorable nonconvex programs: Part I",
        1976,
        "https://doi.org/10.1007/BF01580665",
    ),
)
