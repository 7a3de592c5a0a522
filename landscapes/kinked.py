"""The weighted absolute value a|x| + b|y|: four planes that meet in sharp edges along the axes.

The loss is not differentiable on the axes. There the derivative across the edge is taken as zero: of all subgradients
zero is the shortest and the symmetric one, and a walker placed on the minimum stays there. The planes have no
curvature, so the Hessian is zero everywhere; the infinite curvature at the edges is left out.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source


@kernel
def loss(c, data, x, y, f):
    a, b = c[0], c[1]
    for i in range(x.size):
        f[i] = a * np.abs(x[i]) + b * np.abs(y[i])


@kernel
def grad(c, data, x, y, gx, gy):
    a, b = c[0], c[1]
    for i in range(x.size):
        gx[i] = a * np.sign(x[i])
        gy[i] = b * np.sign(y[i])


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = 0.0
        hxy[i] = 0.0
        hyy[i] = 0.0


KINKED = Landscape(
    key="kinked",
    name="Folded valley",
    family="not smooth",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param("a", "a", 1.0, slider=(0.1, 10.0), valid=(0.01, 100.0), scale="log", help="Slope along x."),
        Param("b", "b", 4.0, slider=(0.1, 10.0), valid=(0.01, 100.0), scale="log", help="Slope along y."),
    ),
    box=((-2.0, 2.0), (-2.0, 2.0)),
    starts={"on a slope": (-1.7, 1.1), "on an edge": (1.5, 0.0), "near the bottom": (0.2, -0.3)},
    minima=lambda *_: [(0.0, 0.0)],
    formula=r"a\,|x| + b\,|y|,\quad \partial f/\partial x = a\,\operatorname{sgn} x,\quad \operatorname{sgn} 0 = 0",
    kinks="On both axes; the slope across an edge is taken as zero there.",
    lesson="The slope does not shrink towards the bottom, so no method comes to rest there at a constant rate.",
    watch="No loss curve reaches zero, because near the bottom the steps stay as long as before. Gradient descent "
    "meets the edge at step 137 and creeps along it. Newton, which has no curvature to use here, is gone at step 1.",
    source=Source(
        "Naum Z. Shor",
        "Minimization Methods for Non-Differentiable Functions",
        1985,
        "https://doi.org/10.1007/978-3-642-82118-9",
    ),
)
