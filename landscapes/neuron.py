"""One tanh neuron with a weight and a bias, fitted to samples that it cannot match exactly.

The targets are a neuron's outputs with a wave added, so at the minimum the samples' gradients are not zero but cancel.
Far out the neuron is saturated and the loss is flat.
"""

import numpy as np

from core.critical_points import lattice, level_points
from core.draws import SEED, column, count, normals
from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source
from core.vmath import exp

INPUTS = 2.75
BOX = ((-3.0, 4.0), (-4.0, 3.5))


@kernel
def tanh(z):
    """The hyperbolic tangent and its derivative, without cancellation where the tangent is close to one."""
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


def draw(samples: float, wave: float, scatter: float, seed: float) -> np.ndarray:
    """Evenly spaced inputs, and a neuron's outputs with a wave and, if `scatter` is not zero, noise added."""
    s = np.linspace(-INPUTS, INPUTS, int(samples))
    t = np.tanh(1.5 * s - 0.75) + wave * np.sin(4.0 * s)
    return np.column_stack([s, t + scatter * normals(seed, samples, 1)[:, 0]])


def found(
    *values: float, data: np.ndarray | None = None
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The minima and saddles in and around the box, by Newton's method from a lattice; none if all inputs are equal.

    For data that were typed in, the lattice is scaled and shifted to fit their inputs.
    """
    s, t = (draw(*values) if data is None else data).T[:, :, None]
    middle, half = 0.5 * (s.max() + s.min()), 0.5 * (s.max() - s.min())
    if half == 0.0:
        return [], []

    def look(x, y):
        h = np.tanh(x * s + y)
        slope, short = 1.0 - h * h, h - t
        pull, bend = short * slope, slope * (slope - 2.0 * h * short)
        return tuple(np.mean(part, 0) for part in (pull * s, pull, bend * s * s, bend * s, bend))

    weight, bias = lattice(BOX) * np.array([[INPUTS / half], [1.0]])
    return level_points(look, np.stack([weight, bias - middle * weight]))


NEURON = Landscape(
    key="neuron",
    name="One neuron",
    family="network",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        count(12),
        Param(
            "wave", "a", 0.25, (0.0, 0.5), (0.0, 10.0), "linear",
            "The height of a wave in the data that no single neuron can follow.",
        ),
        Param("scatter", "σ", 0.0, (0.0, 0.5), (0.0, 10.0), "linear", "How widely the targets scatter."),
        SEED,
    ),
    columns=(column("s", "The input of the neuron."), column("t", "The target output.")),
    sown=("samples", "wave", "scatter", "data_seed"),
    draw=draw,
    minima=lambda *values, data=None: found(*values, data=data)[0],
    saddles=lambda *values, data=None: found(*values, data=data)[1],
    box=BOX,
    starts={"wrong way round": (-1.6, 1.8), "saturated": (3.6, 3.2), "small weights": (0.05, 0.0)},
    contour="log",
    soft=0.02,
    formula=r"\frac1{2n}\sum_{k=1}^{n}\bigl(\tanh(w s_k + b) - t_k\bigr)^2,\quad w = x,\; b = y,\quad "
    r"t_k = \tanh\bigl(\tfrac32 s_k - \tfrac34\bigr) + a\sin 4 s_k + \text{noise}",
    lesson="A saturated neuron hardly learns: if all samples lie on its flat ends, the loss is level there.",
    watch="Momentum runs off the map to the right and stays there. Its neuron has become a hard switch, with twice "
    "the loss. RMSProp and Adam stand on a shelf for 100 steps before they find the way down.",
    source=Source(
        "Peter Auer, Mark Herbster and Manfred K. Warmuth",
        "Exponentially many local minima for single neurons",
        1995,
    ),
)  # fmt: skip
