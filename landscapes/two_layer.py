"""Two weights of a small network with two interchangeable hidden neurons.

The network is tanh(w1 u) + tanh(w2 u); its output weights are fixed at one and its biases at zero. Exchanging the
neurons changes nothing, so the loss is symmetric about the diagonal, and has a saddle on it.
"""

import numpy as np

from core.critical_points import lattice, level_points
from core.draws import SEED, column, count, normals, table
from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source
from core.vmath import exp

INPUTS = 2.0
BOX = ((-2.0, 5.0), (-2.0, 5.0))


@kernel
def tanh(z):
    """The hyperbolic tangent and its derivative, without cancellation where the tangent is close to one."""
    small = exp(-2.0 * np.abs(z))
    inverse = 1.0 / (1.0 + small)
    return np.copysign((1.0 - small) * inverse, z), 4.0 * small * inverse * inverse


@kernel
def loss(c, data, x, y, f):
    share = 1.0 / data.shape[0]
    for i in range(x.size):
        f[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            short = tanh(x[i] * data[k, 0])[0] + tanh(y[i] * data[k, 0])[0] - data[k, 1]
            f[i] += 0.5 * share * short * short


@kernel
def grad(c, data, x, y, gx, gy):
    share = 1.0 / data.shape[0]
    for i in range(x.size):
        gx[i] = gy[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            p, slope_p = tanh(x[i] * data[k, 0])
            q, slope_q = tanh(y[i] * data[k, 0])
            pull = share * (p + q - data[k, 1]) * data[k, 0]
            gx[i] += pull * slope_p
            gy[i] += pull * slope_q


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    share = 1.0 / data.shape[0]
    for i in range(x.size):
        hxx[i] = hxy[i] = hyy[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            p, slope_p = tanh(x[i] * data[k, 0])
            q, slope_q = tanh(y[i] * data[k, 0])
            short, size = p + q - data[k, 1], share * data[k, 0] * data[k, 0]
            hxx[i] += size * slope_p * (slope_p - 2.0 * p * short)
            hxy[i] += size * slope_p * slope_q
            hyy[i] += size * slope_q * (slope_q - 2.0 * q * short)


def draw(samples: float, first: float, second: float, scatter: float, seed: float) -> np.ndarray:
    """Evenly spaced inputs, and the outputs of a network with the weights `first` and `second`, with noise."""
    u = np.linspace(-INPUTS, INPUTS, int(samples))
    return table(u, np.tanh(first * u) + np.tanh(second * u) + scatter * normals(seed, samples, 1)[:, 0])


def found(
    *values: float, data: np.ndarray | None = None
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The minima and saddles in and around the box, by Newton's method from a lattice; none if all inputs are 0.

    For data that were typed in, the lattice is scaled: the larger the inputs, the smaller the weights.
    """
    u, t = (draw(*values) if data is None else data).T[:, :, None]
    largest = np.max(np.abs(u))
    if largest == 0.0:
        return [], []

    def look(x, y):
        p, q = np.tanh(x * u), np.tanh(y * u)
        slope_p, slope_q, short = (1.0 - p * p) * u, (1.0 - q * q) * u, p + q - t
        parts = (
            short * slope_p, short * slope_q, slope_p * (slope_p - 2.0 * p * u * short), slope_p * slope_q,
            slope_q * (slope_q - 2.0 * q * u * short),
        )  # fmt: skip
        return tuple(np.mean(part, 0) for part in parts)

    return level_points(look, lattice(BOX) * (INPUTS / largest))


TWO_LAYER = Landscape(
    key="two_layer",
    name="Two hidden neurons",
    family="network",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        count(32),
        Param(
            "first",
            "a",
            0.6,
            (0.1, 4.0),
            (-5.0, 5.0),
            "linear",
            "One weight of the network that generates the targets.",
        ),
        Param("second", "b", 3.0, (0.1, 4.0), (-5.0, 5.0), "linear", "The other weight of that network."),
        Param("scatter", "σ", 0.1, (0.0, 0.5), (0.0, 10.0), "linear", "How widely the targets scatter."),
        SEED,
    ),
    columns=(column("u", "The input of the network."), column("t", "The target output.")),
    sown=("samples", "first", "second", "scatter", "data_seed"),
    draw=draw,
    minima=lambda *values, data=None: found(*values, data=data)[0],
    saddles=lambda *values, data=None: found(*values, data=data)[1],
    box=BOX,
    starts={"nearly alike": (-1.4, -1.3), "alike": (-1.0, -1.0), "unlike": (-1.5, 4.0)},
    contour="log",
    soft=0.005,
    formula=r"\frac1{2n}\sum_{k=1}^{n}\bigl(\tanh(w_1 u_k) + \tanh(w_2 u_k) - t_k\bigr)^2,\quad w_1 = x,\; w_2 = y",
    lesson="Neurons that begin alike stay alike. Only if there is a difference between them, however small, can it "
    "grow.",
    watch="RMSProp and Adam move both weights equally, so the neurons stay alike, and the two methods stand at the "
    "saddle to the end. Gradient descent gets away from it, along an arm of the valley. Momentum is flung far beyond "
    "the map.",
    source=Source("Robert Hecht-Nielsen", "On the algebraic structure of feedforward network weight spaces", 1990),
)
