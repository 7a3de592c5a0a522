"""Adadelta: the length of the next step is learnt from the steps taken so far.

The paper has no learning rate, that is, η = 1. PyTorch and this file keep η as a factor. It has the unit of a length:
the step Δ depends only on past gradients and starts at a size of √ε = 0.001 whatever the scale of the problem, so a
landscape that is stretched needs η stretched by the same factor. On a box four units wide the default is the paper's 1.
"""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part, running_mean
from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    rho, eps = h[0], h[1]
    v, u = slots[0], slots[1]
    for i in range(theta.size):
        v[i] = rho * v[i] + (1.0 - rho) * g[i] * g[i]
        delta = np.sqrt(u[i] + eps) / np.sqrt(v[i] + eps) * g[i]
        u[i] = rho * u[i] + (1.0 - rho) * delta * delta
        theta[i] -= rate[i] * delta


def anatomy(rho, eps):
    step = "sqrt(u_before + eps) / sqrt(v + eps) * g"
    return Anatomy(
        (
            running_mean("v", "rho", "g**2", "the mean square of the slope"),
            Line("delta", r"\Delta_t", step, "the slope, in units of the steps so far", role="scaling"),
            running_mean("u", "rho", "delta**2", "the mean square of such steps"),
            landing("theta - rate * delta", "the step: minus η times that"),
        ),
        (part("gradient", f"-rate * {step}", "the gradient, scaled"),),
    )


ADADELTA = Optimizer(
    key="adadelta",
    name="Adadelta",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("v", "u"),
    rate=0.25,
    unit="length",
    after="adagrad",
    params=(
        Param.share("rho", "ρ", 0.9, "The share of both mean squares that is kept at every step."),
        Param.epsilon(1e-6, "A small number added inside both roots. Its own root is the length of the first steps."),
    ),
    formula=r"""\begin{aligned}
v_t &= \rho\, v_{t-1} + (1-\rho)\, g_t^2 \\
\Delta_t &= \frac{\sqrt{u_{t-1} + \varepsilon}}{\sqrt{v_t + \varepsilon}}\; g_t \\
u_t &= \rho\, u_{t-1} + (1-\rho)\, \Delta_t^2 \\
\theta_t &= \theta_{t-1} - \eta_t\, \Delta_t
\end{aligned}""",
    lesson="It finds its step length by itself. But it begins with a length of about a thousandth, so this takes time.",
    watch="It starts so slowly that the loss needs 17 steps to halve; with Adam it needs 3. Watch its steps grow "
    "along the floor until it overtakes Adam at step 245.",
    source=Source(
        "Matthew D. Zeiler", "ADADELTA: an adaptive learning rate method", 2012, "https://arxiv.org/abs/1212.5701"
    ),
)
