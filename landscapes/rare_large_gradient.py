"""A rare large gradient: one sample pulls hard to one side, and all others pull gently to the other side.

Reddi, Kale and Kumar's losses are linear, and their walker is projected back onto an interval. Here the bowl
(x² + y²)/2 is added to every sample instead, so that there is a minimum. Apart from a constant, the loss of a sample
(u, v) is then half the squared distance from (-u, -v). Along x this is linear regression with one feature, always 1,
and with the targets -100, once, and 0.99, a hundred times. Along y, for comparison, half of the samples pull either
way, equally hard.
"""

import numpy as np

from core.draws import column, count, table
from core.kernel import kernel
from core.records import Landscape
from core.source import Source


@kernel
def mean(data, k):
    """The mean of column k by Kahan's sum (1965), since the samples almost cancel and what is left of them is small."""
    total, lost = 0.0, 0.0
    for i in range(data.shape[0]):
        term = data[i, k] - lost
        longer = total + term
        lost, total = (longer - total) - term, longer
    return total / data.shape[0]


@kernel
def loss(c, data, x, y, f):
    u, v = mean(data, 0), mean(data, 1)
    for i in range(x.size):
        f[i] = u * x[i] + v * y[i] + 0.5 * (x[i] * x[i] + y[i] * y[i])


@kernel
def grad(c, data, x, y, gx, gy):
    u, v = mean(data, 0), mean(data, 1)
    for i in range(x.size):
        gx[i] = u + x[i]
        gy[i] = v + y[i]


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i] = hyy[i] = 1.0
        hxy[i] = 0.0


def draw(samples: float) -> np.ndarray:
    """Along x one slope n - 1 and n - 1 slopes of about -1, which make 1 together; along y 0, then 1 and -1 in turn."""
    along_x = np.full(int(samples), 1.0 / (samples - 1.0) - 1.0)
    along_y = np.where(np.arange(along_x.size) % 2, 1.0, -1.0)
    along_x[0], along_y[0] = samples - 1.0, 0.0
    return table(along_x, along_y)


def minima(*values: float, data: np.ndarray | None = None) -> list[tuple[float, float]]:
    """Where the bowl's slope cancels the mean of the samples' slopes."""
    seen = draw(*values) if data is None else data
    return [(0.0 - float(mean(seen, 0)), 0.0 - float(mean(seen, 1)))]


RARE_LARGE_GRADIENT = Landscape(
    key="rare_large_gradient",
    name="A rare large gradient",
    family="bowl",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(count(101),),
    columns=(
        column("u", "The slope that the sample adds along x."),
        column("v", "The slope that the sample adds along y."),
    ),
    sown=("samples",),
    draw=draw,
    minima=minima,
    box=((-1.2, 1.6), (-1.4, 1.4)),
    starts={"off to the side": (-1.0, 1.0), "beside the minimum": (0.0, 0.0), "on the wrong side": (1.2, -0.6)},
    contour="log",
    soft=0.05,
    formula=r"\frac1n\sum_{k=1}^{n}\bigl(u_k\,x + v_k\,y\bigr) + \tfrac12\,(x^2 + y^2),\quad u_1 = n-1,\quad "
    r"u_{k>1} = \tfrac{1}{n-1} - 1,\quad v_1 = 0,\quad v_{k>1} = \pm 1",
    lesson="Adam divides by the slopes that it remembers. If it forgets a rare large slope before the next one comes, "
    "the many small ones win.",
    watch="Every step uses all samples here, and all four arrive. Now let a step use one sample, in order (B = 1, "
    "ordered), and give Adam β₂ = 0.9: it ends at x = 0.99, far from the minimum at x = -0.01.",
    source=Source(
        "Sashank J. Reddi, Satyen Kale and Sanjiv Kumar",
        "On the convergence of Adam and beyond",
        2018,
        "https://openreview.net/forum?id=ryQu7f-RZ",
    ),
)
