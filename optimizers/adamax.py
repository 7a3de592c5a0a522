"""AdaMax: Adam that divides by a decaying maximum of the gradient's size instead of the root of the mean square.

The paper has no ε, so a coordinate whose gradient has always been zero divides zero by zero. PyTorch and this file add
ε to the size of every gradient before the maximum is taken.
"""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part, running_mean, unbiased
from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps = h[0], h[1], h[2]
    m, u = slots[0], slots[1]
    unbias = 1.0 / (1.0 - beta1 ** np.float64(t))
    for i in range(theta.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        u[i] = max(beta2 * u[i], np.abs(g[i]) + eps)
        theta[i] -= rate[i] * (m[i] * unbias) / u[i]


def anatomy(beta1, beta2, eps):
    return Anatomy(
        (
            running_mean("m", "beta1", "g", "the mean slope: a share is kept", "momentum"),
            Line("u", "u_t", "max(beta2 * u_before, abs(g) + eps)", "the largest slope in memory", "u"),
            unbiased("m", "beta1", "momentum-hat"),
            Line("w", "w_t", "m_hat / u", "each mean by its own yardstick", role="scaling"),
            landing("theta - rate * w", "the step: minus η times that"),
        ),
        (
            part("momentum", "-rate * beta1 * m_before / ((1 - beta1**t) * u)", "what was remembered, scaled"),
            part("gradient", "-rate * (1 - beta1) * g / ((1 - beta1**t) * u)", "the gradient of now, scaled"),
        ),
    )


ADAMAX = Optimizer(
    key="adamax",
    name="AdaMax",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("m", "u"),
    scales=("u",),
    rate=0.02,
    unit="length",
    after="adam",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "How much of the largest slope is still remembered one step later."),
        Param.epsilon(1e-8, "A small number added to the size of every slope, so that nothing is divided by zero."),
    ),
    formula=r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
u_t &= \max(\beta_2\, u_{t-1},\ |g_t| + \varepsilon) \\
\theta_t &= \theta_{t-1} - \frac{\eta_t}{1-\beta_1^t}\,\frac{m_t}{u_t}
\end{aligned}""",
    lesson="No step is longer than η, and one steep wall keeps the later steps short until it is forgotten.",
    watch="It reaches the floor first, but it remembers the steep wall longest. Adam overtakes it for good at step 64.",
    source=Source(
        "Diederik P. Kingma and Jimmy Ba",
        "Adam: a method for stochastic optimization",
        2014,
        "https://arxiv.org/abs/1412.6980",
    ),
)
