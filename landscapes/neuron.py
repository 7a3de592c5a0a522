"""One tanh neuron with a weight and a bias, fitted to twelve samples that it cannot match exactly.

The samples are a neuron's answers with a wave added, so that at the minimum the samples pull in different directions.
Where the neuron is saturated, far out, the ground is level.
"""

import numpy as np

from core.kernel import kernel
from core.records import Landscape, Source
from core.vmath import exp

INPUTS = np.linspace(-2.75, 2.75, 12)
TARGETS = np.tanh(1.5 * INPUTS - 0.75) + 0.25 * np.sin(4.0 * INPUTS)


@kernel
def tanh(z):
    """The hyperbolic tangent and its derivative, without cancellation where it is almost one."""
    small = exp(-2.0 * np.abs(z))
    inverse = 1.0 / (1.0 + small)
    return np.copysign((1.0 - small) * inverse, z), 4.0 * small * inverse * inverse


@kernel
def loss(c, data, x, y, f):
    n = data.shape[0]
    for i in range(x.size):
        f[i] = 0.0
    for k in range(n):
        for i in range(x.size):
            short = tanh(x[i] * data[k, 0] + y[i])[0] - data[k, 1]
            f[i] += 0.5 / n * short * short


@kernel
def grad(c, data, x, y, gx, gy):
    n = data.shape[0]
    for i in range(x.size):
        gx[i] = gy[i] = 0.0
    for k in range(n):
        for i in range(x.size):
            h, slope = tanh(x[i] * data[k, 0] + y[i])
            pull = (h - data[k, 1]) * slope / n
            gx[i] += pull * data[k, 0]
            gy[i] += pull


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    n = data.shape[0]
    for i in range(x.size):
        hxx[i] = hxy[i] = hyy[i] = 0.0
    for k in range(n):
        for i in range(x.size):
            h, slope = tanh(x[i] * data[k, 0] + y[i])
            bend = slope * (slope - 2.0 * h * (h - data[k, 1])) / n
            hxx[i] += bend * data[k, 0] * data[k, 0]
            hxy[i] += bend * data[k, 0]
            hyy[i] += bend


NEURON = Landscape(
    key="neuron",
    name="One neuron",
    family="network",
    loss=loss,
    grad=grad,
    hess=hess,
    box=((-3.0, 4.0), (-4.0, 3.5)),
    starts={"wrong way round": (-1.6, 1.8), "saturated": (3.6, 3.2), "small weights": (0.05, 0.0)},
    # With 22 digits: the roots of both slopes that lie in the box.
    minima=lambda *_: [(1.422871910352347694609, -0.6749849582552746795038)],
    saddles=lambda *_: [(-0.8518835948128271557338, -3.554332685899257776531)],
    draw=lambda *_: np.column_stack([INPUTS, TARGETS]),
    contour="log",
    soft=0.02,
    formula=r"\frac1{24}\sum_{k=1}^{12}\bigl(\tanh(w s_k + b) - t_k\bigr)^2,\quad w = x,\; b = y,\quad "
    r"t_k = \tanh\bigl(\tfrac32 s_k - \tfrac34\bigr) + \tfrac14\sin 4 s_k,\quad s_k = \tfrac k2 - \tfrac{13}4",
    lesson="A saturated neuron hardly learns: where all samples lie on its flat ends the ground is level.",
    watch="Momentum runs off the map to the right and stays there: its neuron has become a hard switch, with twice "
    "the loss. RMSProp and Adam stand on a shelf for 100 steps before they find the way down.",
    source=Source(
        "Peter Auer, Mark Herbster and Manfred K. Warmuth",
        "Exponentially many local minima for single neurons",
        1995,
    ),
)
