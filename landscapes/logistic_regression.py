"""Logistic regression on two clouds of samples: the longer the weight vector, the more certain its predictions.

If a line through the origin separates the two classes and there is no ridge penalty, the loss has no minimum: longer
weights are always better. To test for that, the samples of class 0 are mirrored at the origin. The classes are
separable if all points then lie on one side of a line through the origin.
"""

import numpy as np

from core.critical_points import newton
from core.draws import SEED, column, count, normals, table, uniforms
from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source
from core.vmath import exp, log

ACROSS = np.array([0.8, 0.6])
"""The unit vector from the centre of one cloud towards that of the other."""


@kernel
def loss(c, data, x, y, f):
    share, ridge = 1.0 / data.shape[0], c[3]
    for i in range(x.size):
        f[i] = 0.5 * ridge * (x[i] * x[i] + y[i] * y[i])
    for k in range(data.shape[0]):
        side = 1.0 - 2.0 * data[k, 2]
        for i in range(x.size):
            z = side * (x[i] * data[k, 0] + y[i] * data[k, 1])
            f[i] += share * ((z if z > 0.0 else 0.0) + log(1.0 + exp(-np.abs(z))))


@kernel
def grad(c, data, x, y, gx, gy):
    share, ridge = 1.0 / data.shape[0], c[3]
    for i in range(x.size):
        gx[i], gy[i] = ridge * x[i], ridge * y[i]
    for k in range(data.shape[0]):
        for i in range(x.size):
            guess = 1.0 / (1.0 + exp(-x[i] * data[k, 0] - y[i] * data[k, 1]))
            gx[i] += share * (guess - data[k, 2]) * data[k, 0]
            gy[i] += share * (guess - data[k, 2]) * data[k, 1]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    share, ridge = 1.0 / data.shape[0], c[3]
    for i in range(x.size):
        hxx[i], hxy[i], hyy[i] = ridge, 0.0, ridge
    for k in range(data.shape[0]):
        for i in range(x.size):
            small = exp(-np.abs(x[i] * data[k, 0] + y[i] * data[k, 1]))
            doubt = share * small / ((1.0 + small) * (1.0 + small))
            hxx[i] += doubt * data[k, 0] * data[k, 0]
            hxy[i] += doubt * data[k, 0] * data[k, 1]
            hyy[i] += doubt * data[k, 1] * data[k, 1]


def draw(samples: float, apart: float, flipped: float, ridge: float, seed: float) -> np.ndarray:
    """Two clouds of standard deviation one around ±apart/2, alternating; a label is wrong with chance `flipped`."""
    kind, wrong = np.arange(int(samples)) % 2, uniforms(seed, samples, 3)[:, 2] < flipped
    clouds = normals(seed, samples, 2) + apart * (kind - 0.5)[:, None] * ACROSS
    return table(clouds, np.where(wrong, 1 - kind, kind))


def opening(data: np.ndarray) -> float:
    """The largest angle at the origin without a sample, with class 0 mirrored. If it is π, or larger, all samples lie
    within a half plane, and a line separates the classes.
    """
    mirrored = (2.0 * data[:, 2:] - 1.0) * data[:, :2]
    angles = np.sort(np.arctan2(*mirrored[np.any(mirrored != 0.0, axis=1)].T))
    return float(np.diff(angles, append=angles[:1] + 2.0 * np.pi).max()) if angles.size else 0.0


def minima(
    samples: float, apart: float, flipped: float, ridge: float, seed: float, data: np.ndarray | None = None
) -> list[tuple[float, float]]:
    """The only minimum, by Newton's method; none if the classes are separable and there is no ridge penalty."""
    seen = draw(samples, apart, flipped, ridge, seed) if data is None else data
    if ridge == 0.0 and not 0.0 < opening(seen) < np.pi - 1e-9:
        return []
    features, labels = seen[:, :2].T[:, :, None], seen[:, 2:]

    def look(x, y):
        u, v = features
        guess = 0.5 + 0.5 * np.tanh(0.5 * (x * u + y * v))
        pull, doubt = guess - labels, guess * (1.0 - guess)
        slopes = np.mean(pull * u, 0) + ridge * x, np.mean(pull * v, 0) + ridge * y
        return *slopes, np.mean(doubt * u * u, 0) + ridge, np.mean(doubt * u * v, 0), np.mean(doubt * v * v, 0) + ridge

    ((x,), (y,)) = newton(look, np.zeros((2, 1)))
    return [(float(x), float(y))] if np.isfinite(x) else []


def infimum(
    samples: float, apart: float, flipped: float, ridge: float, seed: float, data: np.ndarray | None = None
) -> float | None:
    """Zero, which no weights attain, if a line with no sample on it separates the classes and there is no penalty."""
    seen = draw(samples, apart, flipped, ridge, seed) if data is None else data
    inside = np.all(np.any(seen[:, :2] != 0.0, axis=1))
    return 0.0 if ridge == 0.0 and inside and opening(seen) > np.pi + 1e-9 else None


LOGISTIC_REGRESSION = Landscape(
    key="logistic_regression",
    name="Logistic regression",
    family="regression",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        count(64),
        Param("apart", "d", 3.0, (0.0, 6.0), (0.0, 20.0), "linear", "The distance between the centres of the two "
            "clouds."),
        Param("flipped", "q", 0.05, (0.0, 0.5), (0.0, 0.5), "linear", "The share of the samples with a wrong label."),
        Param(
            "ridge", "λ", 0.0, (0.0, 1.0), (0.0, 10.0), "linear",
            "Adds λ/2 times the squared length of the weights to the loss. If a line separates the samples and λ is "
            "0, there is no minimum, because longer weights are always better.",
        ),
        SEED,
    ),
    columns=(
        column("u", "The first feature of a sample."),
        column("v", "The second feature of a sample."),
        Param("label", "t", 0, (0, 1), (0, 1), "linear", "The class of the sample, 0 or 1.", "integer"),
    ),
    sown=("samples", "apart", "flipped", "data_seed"),
    draw=draw,
    minima=minima,
    infimum=infimum,
    box=((-3.0, 6.0), (-3.5, 5.5)),
    starts={"at odds": (4.5, -2.5), "sure of the wrong": (-2.5, -2.0), "all weights zero": (0.0, 0.0)},
    contour="log",
    soft=0.05,
    formula=r"\frac1n\sum_{k=1}^{n}\log\bigl(1 + e^{(1 - 2 t_k)(w_1 u_k + w_2 v_k)}\bigr) + \frac\lambda2\,|w|^2,"
    r"\quad t_k \in \{0, 1\},\; w_1 = x,\; w_2 = y",
    lesson="A sure but wrong prediction is corrected at full strength, a sure and right one hardly at all.",
    watch="Gradient descent arrives after 30 steps. Momentum flies past and up to the top of the map. RMSProp and "
    "Adam set off the wrong way: they move both weights by the same length, so the first weight, which is too large "
    "already, grows.",
    source=Source(
        "David Roxbee Cox", "The regression analysis of binary sequences", 1958,
        "https://doi.org/10.1111/j.2517-6161.1958.tb00292.x",
    ),
)  # fmt: skip
