"""Linear regression with two correlated features: a slanted valley, narrower the higher the correlation."""

import numpy as np

from core.critical_points import least_squares
from core.draws import SEED, column, count, normals, table
from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

WEIGHTS = (1.0, 0.5)


@kernel
def loss(c, data, x, y, f):
    share = 1.0 / data.shape[0]
    for i in range(x.size):
        f[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            short = x[i] * data[k, 0] + y[i] * data[k, 1] - data[k, 2]
            f[i] += 0.5 * share * short * short


@kernel
def grad(c, data, x, y, gx, gy):
    share = 1.0 / data.shape[0]
    for i in range(x.size):
        gx[i] = gy[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            short = x[i] * data[k, 0] + y[i] * data[k, 1] - data[k, 2]
            gx[i] += share * short * data[k, 0]
            gy[i] += share * short * data[k, 1]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    share = 1.0 / data.shape[0]
    for i in range(x.size):
        hxx[i] = hxy[i] = hyy[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            hxx[i] += share * data[k, 0] * data[k, 0]
            hxy[i] += share * data[k, 0] * data[k, 1]
            hyy[i] += share * data[k, 1] * data[k, 1]


def draw(samples: float, rho: float, ratio: float, scatter: float, seed: float) -> np.ndarray:
    """Two features with correlation ρ, the second scaled by `ratio`, and their sum, weighted by WEIGHTS, plus noise."""
    first, own, noise = normals(seed, samples, 3).T
    second = ratio * (rho * first + np.sqrt(1.0 - rho * rho) * own)
    return table(first, second, WEIGHTS[0] * first + WEIGHTS[1] * second + scatter * noise)


def minima(*values: float, data: np.ndarray | None = None) -> list[tuple[float, float]]:
    """The least-squares weights."""
    seen = draw(*values) if data is None else data
    return [least_squares(seen[:, :2], seen[:, 2])]


LINEAR_REGRESSION = Landscape(
    key="linear_regression",
    name="Linear regression",
    family="regression",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        count(64),
        Param("rho", "ρ", 0.9, (-0.99, 0.99), (-0.9999, 0.9999), "linear", "The correlation of the two features."),
        Param(
            "ratio",
            "s",
            1.0,
            (0.1, 5.0),
            (0.01, 10.0),
            "log",
            "The size of the second feature compared with the first.",
        ),
        Param(
            "scatter", "σ", 0.5, (0.0, 2.0), (0.0, 10.0), "linear", "How widely the targets scatter about the plane."
        ),
        SEED,
    ),
    columns=(
        column("u", "The first feature of a sample."),
        column("v", "The second feature of a sample."),
        column("t", "The target value of the sample."),
    ),
    sown=("samples", "rho", "ratio", "scatter", "data_seed"),
    draw=draw,
    minima=minima,
    box=((-2.0, 4.0), (-2.5, 3.5)),
    starts={"beside the valley": (-1.6, 0.4), "in the valley": (-1.2, 2.8), "all weights zero": (0.0, 0.0)},
    contour="log",
    soft=0.05,
    formula=r"\frac1{2n}\sum_{k=1}^{n}\bigl(w_1 u_k + w_2 v_k - t_k\bigr)^2,\quad w_1 = x,\; w_2 = y",
    lesson="Correlated features can replace each other, so along the valley of their weights the loss hardly changes.",
    watch="All four are soon in the valley. To get along it, Momentum needs 30 steps and gradient descent 100. "
    "RMSProp and Adam crawl: a separate rate for each weight does not help in a valley that runs diagonally.",
    source=Source("Adrien-Marie Legendre", "Nouvelles méthodes pour la détermination des orbites des comètes", 1805),
)
