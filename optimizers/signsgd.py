"""SignSGD: only the sign of each gradient component counts, so every step has length η in every coordinate."""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part
from core.kernel import kernel
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    for i in range(theta.size):
        theta[i] -= rate[i] * np.sign(g[i])


def anatomy():
    return Anatomy(
        (
            Line("u", "u_t", "sign(g)", "only the sign counts", role="scaling"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (part("gradient", "-rate * sign(g)", "the gradient's sign"),),
    )


SIGNSGD = Optimizer(
    key="signsgd",
    name="SignSGD",
    family="sign",
    step=step,
    anatomy=anatomy,
    rate=0.005,
    unit="length",
    after="gd",
    formula=r"\theta_t = \theta_{t-1} - \eta_t\,\operatorname{sign}(g_t)",
    lesson="Steep and flat coordinates move equally far. So it walks on a grid of step η, on which it cannot settle.",
    watch="From step 7 on it hops back and forth between the same two points: steps of one length find no way along "
    "such a narrow floor. Gradient descent creeps on.",
    source=Source(
        "Jeremy Bernstein, Yu-Xiang Wang, Kamyar Azizzadenesheli and Anima Anandkumar",
        "signSGD: compressed optimisation for non-convex problems",
        2018,
        "https://arxiv.org/abs/1802.04434",
    ),
)
