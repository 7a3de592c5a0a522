"""A line fitted to points with outliers, which dominate a squared loss but hardly affect a robust one.

The robust loss is the pseudo-Huber loss: quadratic near the line, and linear for residuals larger than δ.
"""

import numpy as np

from core.critical_points import least_squares, newton
from core.draws import SEED, column, count, normals, table, uniforms
from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

LINE = (1.0, 0.5)
SQUARES = 1.0


@kernel
def loss(c, data, x, y, f):
    share, delta, squares = 1.0 / data.shape[0], c[3], c[4] == SQUARES
    for i in range(x.size):
        f[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            short = (x[i] * data[k, 0] + y[i] - data[k, 1]) / delta
            bent = short * short / (1.0 + np.sqrt(1.0 + short * short))
            f[i] += share * delta * delta * (0.5 * short * short if squares else bent)


@kernel
def grad(c, data, x, y, gx, gy):
    share, delta, squares = 1.0 / data.shape[0], c[3], c[4] == SQUARES
    for i in range(x.size):
        gx[i] = gy[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            short = (x[i] * data[k, 0] + y[i] - data[k, 1]) / delta
            pull = share * delta * short * (1.0 if squares else 1.0 / np.sqrt(1.0 + short * short))
            gx[i] += pull * data[k, 0]
            gy[i] += pull


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    share, delta, squares = 1.0 / data.shape[0], c[3], c[4] == SQUARES
    for i in range(x.size):
        hxx[i] = hxy[i] = hyy[i] = 0.0
    for k in range(data.shape[0]):
        for i in range(x.size):
            short = (x[i] * data[k, 0] + y[i] - data[k, 1]) / delta
            root = 1.0 / np.sqrt(1.0 + short * short)
            bend = share * (1.0 if squares else root * root * root)
            hxx[i] += bend * data[k, 0] * data[k, 0]
            hxy[i] += bend * data[k, 0]
            hyy[i] += bend


def draw(samples: float, outliers: float, scatter: float, delta: float, form: float, seed: float) -> np.ndarray:
    """Points near a line, of which the last are outliers, far to the right and far below the line."""
    u = 4.0 * uniforms(seed, samples, 1)[:, 0]
    t = LINE[0] * u + LINE[1] + scatter * normals(seed, samples, 2)[:, 1]
    far = np.arange(samples) >= samples - round(outliers * samples)
    return table(np.where(far, 3.0 + 0.25 * u, u), np.where(far, t - 8.0, t))


def minima(*values: float, data: np.ndarray | None = None) -> list[tuple[float, float]]:
    """The least-squares fit or, for the robust loss, what Newton's method finds from it; none if all u are equal."""
    seen, (delta, form) = draw(*values) if data is None else data, values[3:5]
    u, t = seen.T[:, :, None]
    best = least_squares(np.column_stack([u, np.ones_like(u)]), t[:, 0])
    if form == SQUARES:
        return [best]

    def look(x, y):
        short = (x * u + y - t) / delta
        root = 1.0 / np.sqrt(1.0 + short * short)
        pull, bend = delta * short * root, root**3
        return tuple(np.mean(part, 0) for part in (pull * u, pull, bend * u * u, bend * u, bend))

    ((x,), (y,)) = newton(look, np.array([best]).T)
    return [(float(x), float(y))] if np.isfinite(x) else []


ROBUST_REGRESSION = Landscape(
    key="robust_regression",
    name="Robust regression",
    family="regression",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        count(64),
        Param("outliers", "p", 0.1, (0.0, 0.3), (0.0, 0.5), "linear", "The share of the points that are far off."),
        Param("scatter", "σ", 0.3, (0.0, 2.0), (0.0, 10.0), "linear", "How widely the other points scatter."),
        Param(
            "delta", "δ", 0.5, (0.05, 10.0), (0.01, 100.0), "log",
            "The error beyond which the pull of a point stops growing. The larger δ is, the closer the loss is to "
            "plain squares.",
        ),
        Param.choice(
            "form", "Loss", ("pseudo-huber", "squares"), "Chooses the robust loss or plain squares, which have no δ.",
        ),
        SEED,
    ),
    columns=(column("u", "The position of the point."), column("t", "The height of the point.")),
    sown=("samples", "outliers", "scatter", "data_seed"),
    draw=draw,
    minima=minima,
    box=((-2.0, 3.0), (-3.0, 5.0)),
    starts={"a line that falls": (-1.5, 3.5), "far below": (0.5, -2.5), "level ground": (0.0, 0.0)},
    contour="log",
    soft=0.05,
    formula=r"\frac1n\sum_{k=1}^{n}\delta^2\Bigl(\sqrt{1 + r_k^2/\delta^2} - 1\Bigr)\ \text{or}\ "
    r"\frac1{2n}\sum_{k=1}^{n} r_k^2,\quad r_k = a u_k + b - t_k,\quad a = x,\; b = y",
    lesson="With squared errors the farthest points pull hardest. A robust loss lets no point pull harder than δ.",
    watch="All four find a slope of 0.88; the points were made with a slope of 1. Now switch the loss to squares: "
    "six of the 64 points turn the line until it is almost level, with a slope of 0.02.",
    source=Source(
        "Peter J. Huber", "Robust estimation of a location parameter", 1964, "https://doi.org/10.1214/aoms/1177703732",
    ),
)  # fmt: skip
