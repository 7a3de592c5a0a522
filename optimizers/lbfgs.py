"""L-BFGS: BFGS that keeps the last few pairs of step and gradient change instead of a matrix.

Two loops over the pairs multiply the gradient by the inverse Hessian without storing it (Nocedal, 1980). With two
weights the matrix has only three numbers, so nothing is saved here; what differs from BFGS is that old pairs are
forgotten. The line search, its first trial and η are those of BFGS.
"""

from core.kernel import kernel
from core.linesearch import FOUND, LOST, ROWS, SEARCHING, aim, launch, look
from core.param import Param
from core.records import Optimizer
from core.source import Source

MOST = 3  # the most pairs; in two dimensions, two pairs that are not parallel determine the matrix
PAIRS = tuple(f"{name}{k}" for k in range(1, MOST + 1) for name in ("s", "y", "ρ, α "))
"""Newest first: step, change of the gradient, and (1 / s·y, the weight in the two loops)."""


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    aim(theta, slots, at)


@kernel
def remember(slots, i, sx, sy, yx, yy):
    """Store a pair in front of the others and drop the oldest."""
    j = i + slots.shape[1] // 2
    bend = sx * yx + sy * yy
    if not bend > 0.0:
        return
    for row in range(5 + 3 * MOST, 8, -1):
        slots[row, i], slots[row, j] = slots[row - 3, i], slots[row - 3, j]
    slots[6, i], slots[6, j], slots[7, i], slots[7, j] = sx, sy, yx, yy
    slots[8, i], slots[8, j] = 1.0 / bend, 0.0


@kernel
def steer(slots, i, g, history):
    """Set the direction to minus the inverse Hessian, as the stored pairs define it, times the gradient."""
    j = i + slots.shape[1] // 2
    qx, qy = g[i], g[j]
    for row in range(6, 6 + 3 * history, 3):
        weight = slots[row + 2, i] * (slots[row, i] * qx + slots[row, j] * qy)
        qx -= weight * slots[row + 1, i]
        qy -= weight * slots[row + 1, j]
        slots[row + 2, j] = weight
    if slots[8, i] > 0.0:
        scale = 1.0 / (slots[8, i] * (slots[7, i] * slots[7, i] + slots[7, j] * slots[7, j]))
        qx, qy = scale * qx, scale * qy
    for row in range(3 + 3 * history, 5, -3):
        back = slots[row + 2, j] - slots[row + 2, i] * (slots[row + 1, i] * qx + slots[row + 1, j] * qy)
        qx += back * slots[row, i]
        qy += back * slots[row, j]
    slots[0, i], slots[0, j] = -qx, -qy


@kernel
def step(theta, g, slots, t, rate, h):
    half, f = theta.size // 2, slots[6 + 3 * MOST]
    d, p, length = slots[0], slots[1], slots[2]
    for i in range(half):
        j = i + half
        verdict = LOST if t == 1 else look(slots, i, f, g, h[0], h[1])
        if verdict == SEARCHING:
            continue
        sx, sy = length[i] * d[i], length[i] * d[j]
        theta[i] += sx
        theta[j] += sy
        if verdict == FOUND:
            remember(slots, i, sx, sy, g[i] - p[i], g[j] - p[j])
        else:
            for row in range(6, 6 + 3 * MOST):
                slots[row, i] = slots[row, j] = 0.0
        steer(slots, i, g, int(h[2]))
        size = abs(g[i]) + abs(g[j])
        launch(slots, i, f, g, rate[i] / max(size, 1.0) if verdict == LOST else rate[i])


LBFGS = Optimizer(
    key="lbfgs",
    name="L-BFGS",
    family="curvature",
    step=step,
    probe=probe,
    slots=(*ROWS, *PAIRS),
    needs=("loss",),
    rate=1.0,
    unit="pure number",
    after="bfgs",
    params=(
        Param(
            "c1",
            "c₁",
            1e-4,
            (1e-6, 0.4),
            (1e-12, 0.5),
            "log",
            "The share of the decrease promised by the slope that a step must bring. Theory demands that it is less "
            "than c₂. Otherwise there may be no step that meets both conditions.",
        ),
        Param(
            "c2",
            "c₂",
            0.9,
            (0.01, 0.99),
            (1e-9, 0.999),
            "log",
            "The share of the slope along the line that may be left after a step. Theory demands c₁ < c₂ < 1. "
            "Otherwise there may be no step that meets both conditions.",
        ),
        Param(
            "history",
            "m",
            2.0,
            (1.0, MOST),
            (1.0, MOST),
            help="How many pairs of step and gradient change are remembered.",
            kind="integer",
        ),
    ),
    formula=r"""\begin{aligned}
q &= g_k; \quad \text{newest to oldest:}\ \alpha_i = \rho_i\, s_i^{\mathsf T} q,\quad q \leftarrow q - \alpha_i\, y_i \\
r &= \frac{s_{k-1}^{\mathsf T} y_{k-1}}{y_{k-1}^{\mathsf T} y_{k-1}}\; q; \quad
\text{oldest to newest:}\ r \leftarrow r + s_i\,(\alpha_i - \rho_i\, y_i^{\mathsf T} r) \\
d_k &= -r, \qquad \theta_{k+1} = \theta_k + \alpha_k d_k, \qquad
\rho_k = \frac{1}{y_k^{\mathsf T} s_k}
\end{aligned}""",
    lesson="It remembers only a few steps. Where the curvature changes, older ones would only mislead it.",
    watch="It stands still at 12 of its 51 steps: these were trials that went too far. Even so, it is at the minimum "
    "when gradient descent has just begun on the floor.",
    source=Source(
        "Jorge Nocedal",
        "Updating quasi-Newton matrices with limited storage",
        1980,
        "https://doi.org/10.1090/S0025-5718-1980-0572855-7",
    ),
)
