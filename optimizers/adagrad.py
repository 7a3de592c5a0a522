"""Adagrad: each coordinate's rate is divided by the root of the sum of all its squared gradients so far."""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part
from core.kernel import kernel
from core.param import EPSILON_OUTSIDE, Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    eps, inside, initial, decay = h[0], h[1], h[2], h[3]
    G = slots[0]
    first = initial if t == 1 else 0.0
    within, beside = (eps, 0.0) if inside else (0.0, eps)
    slower = 1.0 + (t - 1) * decay
    for i in range(theta.size):
        G[i] += first + g[i] * g[i]
        theta[i] -= rate[i] / slower * g[i] / (np.sqrt(G[i] + within) + beside)


def anatomy(eps, inside, initial, decay):
    scaled = "g / sqrt(sum + eps)" if inside else "g / (sqrt(sum) + eps)"
    rate = "rate / (1 + (t - 1) * decay)" if decay else "rate"
    return Anatomy(
        (
            Line("sum", "G_t", "sum_before + g**2", "the sum of all squares so far", "G", begins="initial"),
            Line("u", "u_t", scaled, "each slope by its own yardstick", role="scaling"),
            landing(f"theta - {rate} * u", "the step: minus the rate times that"),
        ),
        (part("gradient", f"-{rate} * {scaled}", "the gradient, scaled"),),
    )


ADAGRAD = Optimizer(
    key="adagrad",
    name="Adagrad",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("G",),
    rate=0.05,
    unit="length",
    params=(
        Param.epsilon(1e-10),
        EPSILON_OUTSIDE,
        Param(
            "initial",
            "G₀",
            0.0,
            (0.0, 1.0),
            (0.0, 1e6),
            help="The sum of squares before the first step: 0 in the paper and in PyTorch, 0.1 in Keras and optax. The "
            "larger it is, the shorter are the first steps.",
        ),
        Param(
            "decay",
            "rate decay",
            0.0,
            (0.0, 1.0),
            (0.0, 1e3),
            help="At step t, the rate is also divided by 1 + (t - 1) times this number (lr_decay in PyTorch).",
        ),
    ),
    formula=r"""\begin{aligned}
G_t &= G_{t-1} + g_t^2 \\
\theta_t &= \theta_{t-1} - \frac{\eta_t}{1 + (t-1)\,d}\,u_t, \qquad
u_t = \frac{g_t}{\sqrt{G_t} + \varepsilon} \quad\text{or, inside,}\quad \frac{g_t}{\sqrt{G_t + \varepsilon}}
\end{aligned}""",
    lesson="The sum of squared gradients never forgets: one steep wall at the start makes every later step short.",
    watch="The first step leaps across the valley. After the fourth, no step is longer than a fiftieth of the first, "
    "although the floor is gentle.",
    source=Source(
        "John Duchi, Elad Hazan and Yoram Singer",
        "Adaptive subgradient methods for online learning and stochastic optimization",
        2011,
        "https://jmlr.org/papers/v12/duchi11a.html",
    ),
)
