"""Linear regression with a rare feature: it is zero in most samples, so the gradient of its weight is small."""

import numpy as np

from core.critical_points import least_squares
from core.draws import SEED, column, count, normals, table
from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

WEIGHTS = (1.5, 2.5)


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


def draw(samples: float, share: float, scatter: float, seed: float) -> np.ndarray:
    """A feature of every sample, one of a `share` of them (evenly spread), and their sum by WEIGHTS plus noise."""
    common, noise = normals(seed, samples, 2).T
    passed = np.floor(np.arange(samples + 1) / samples * max(1, round(share * samples)))
    rare = np.diff(passed)
    return table(common, rare, WEIGHTS[0] * common + WEIGHTS[1] * rare + scatter * noise)


def minima(*values: float, data: np.ndarray | None = None) -> list[tuple[float, float]]:
    """The least-squares weights."""
    seen = draw(*values) if data is None else data
    return [least_squares(seen[:, :2], seen[:, 2])]


SPARSE_FEATURES = Landscape(
    key="sparse_features",
    name="A rare feature",
    family="regression",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        count(128),
        Param(
            "share", "p", 0.03, (0.01, 0.5), (0.001, 1.0), "log", "The share of the samples that have the rare feature."
        ),
        Param("scatter", "σ", 0.3, (0.0, 2.0), (0.0, 10.0), "linear", "How widely the targets scatter."),
        SEED,
    ),
    columns=(
        column("u", "The common feature."),
        column("v", "The rare feature: 0 in most samples."),
        column("t", "The target value of the sample."),
    ),
    sown=("samples", "share", "scatter", "data_seed"),
    draw=draw,
    minima=minima,
    box=((-1.0, 3.0), (-1.0, 4.0)),
    starts={"all weights zero": (0.0, 0.0), "both wrong": (2.7, -0.6), "one left to learn": (1.5, 0.0)},
    contour="log",
    soft=0.01,
    formula=r"\frac1{2n}\sum_{k=1}^{n}\bigl(w_1 u_k + w_2 v_k - t_k\bigr)^2,\quad v_k = 0\ \text{in most samples},"
    r"\quad w_1 = x,\; w_2 = y",
    lesson="The weight of a rare feature is learnt slowly, unless every weight has a rate of its own.",
    watch="Gradient descent has learnt the common weight after 3 steps, but only half of the rare one after 50. "
    "RMSProp and Adam learn both weights at the same pace, so their paths are nearly straight.",
    source=Source(
        "John Duchi, Elad Hazan and Yoram Singer",
        "Adaptive subgradient methods for online learning and stochastic optimization",
        2011,
        "https://jmlr.org/papers/v12/duchi11a.html",
    ),
)
