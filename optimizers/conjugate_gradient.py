"""Nonlinear conjugate gradients (Polak-Ribière+): each direction is the negative gradient plus β times the last one.

The plus is Powell's: where β would be negative, the method restarts with steepest descent. The directions are good only
if each line search is nearly exact, hence the strict c₂. Each step (tick) is one evaluation of loss and gradient, and
most of them are trials of the line search. A search's first trial length is η times the one that predicts the same
decrease as the last search's (Nocedal and Wright, 2006, section 3.5); the very first is one unit of length.
"""

from core.kernel import kernel
from core.linesearch import FOUND, LOST, ROWS, SEARCHING, aim, launch, look
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    aim(theta, slots, at)


@kernel
def step(theta, g, slots, t, rate, h):
    half = theta.size // 2
    d, p, length, slants, f = slots[0], slots[1], slots[2], slots[5], slots[6]
    for i in range(half):
        j = i + half
        verdict = LOST if t == 1 else look(slots, i, f, g, h[0], h[1])
        if verdict == SEARCHING:
            continue
        theta[i] += length[i] * d[i]
        theta[j] += length[i] * d[j]
        size = abs(g[i]) + abs(g[j])
        first, beta = rate[i] / max(size, 1.0), 0.0
        if verdict == FOUND:
            old = p[i] * p[i] + p[j] * p[j]
            beta = max((g[i] * (g[i] - p[i]) + g[j] * (g[j] - p[j])) / old, 0.0) if old > 0.0 else 0.0
        d[i], d[j] = beta * d[i] - g[i], beta * d[j] - g[j]
        slant = g[i] * d[i] + g[j] * d[j]
        if verdict == FOUND and slant < 0.0:
            first = rate[i] * length[i] * slants[i] / slant
        launch(slots, i, f, g, first)


CONJUGATE_GRADIENT = Optimizer(
    key="conjugate_gradient",
    name="Conjugate gradients",
    family="curvature",
    step=step,
    probe=probe,
    slots=ROWS,
    needs=("loss",),
    rate=1.0,
    unit="pure number",
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
            0.1,
            (0.01, 0.99),
            (1e-9, 0.999),
            "log",
            "The share of the slope along the line that may be left after a step. Theory demands c₁ < c₂ < 0.5. With "
            "more, the next direction may lead uphill, and the step goes along the negative gradient instead.",
        ),
    ),
    formula=r"""\begin{aligned}
\beta_k &= \max\Bigl(0,\ \frac{g_k^{\mathsf T}(g_k - g_{k-1})}{g_{k-1}^{\mathsf T} g_{k-1}}\Bigr) \\
d_k &= -g_k + \beta_k\, d_{k-1} \\
\theta_{k+1} &= \theta_k + \alpha_k d_k, \qquad
|g_{k+1}^{\mathsf T} d_k| \le c_2\, |g_k^{\mathsf T} d_k|
\end{aligned}""",
    lesson="On a quadratic in two weights, two exact line searches reach the minimum: the second keeps what the "
    "first gained.",
    watch="Count the steps at which it stands still. They are trials of its line search, 53 of the 76 steps to the "
    "minimum, and each costs a gradient.",
    source=Source(
        "Elijah Polak and Gérard Ribière",
        "Note sur la convergence de méthodes de directions conjuguées",
        1969,
        "https://www.numdam.org/item/M2AN_1969__3_1_35_0/",
    ),
)
