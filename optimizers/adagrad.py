"""Adagrad: each coordinate's rate is divided by the root of the sum of all its squared gradients so far."""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part
from core.kernel import kernel
from core.records import Optimizer, Param
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    eps = h[0]
    G = slots[0]
    for i in range(theta.size):
        G[i] += g[i] * g[i]
        theta[i] -= rate[i] * g[i] / (np.sqrt(G[i]) + eps)


def anatomy(eps):
    return Anatomy(
        (
            Line("sum", "G_t", "sum_before + g**2", "the sum of all squares so far", "G"),
            Line("u", "u_t", "g / (sqrt(sum) + eps)", "each slope by its own yardstick", role="scaling"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (part("gradient", "-rate * g / (sqrt(sum) + eps)", "the gradient, scaled"),),
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
    params=(Param.epsilon(1e-10),),
    formula=r"""\begin{aligned}
G_t &= G_{t-1} + g_t^2 \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{g_t}{\sqrt{G_t} + \varepsilon}
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
