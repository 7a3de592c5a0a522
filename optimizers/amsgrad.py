"""AMSGrad: Adam that divides by the largest mean square so far, so that no coordinate's rate ever grows again.

The paper has no bias correction. PyTorch keeps Adam's, and divides the largest mean square so far by the present step's
correction; this file does the same. Optax takes the maximum after the correction.
"""

import numpy as np

from core.anatomy import Anatomy, Line, epsilon, landing, part, running_mean, unbiased
from core.kernel import kernel
from core.param import EPSILON_AFTER, Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, before = h[0], h[1], h[2], h[3]
    m, v, most = slots[0], slots[1], slots[2]
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t))
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t))
    # An ε that is added before the correction is corrected as well.
    small = eps * np.sqrt(unbias2) if before else eps
    for i in range(theta.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        most[i] = max(most[i], v[i])
        theta[i] -= rate[i] * (m[i] * unbias1) / (np.sqrt(most[i] * unbias2) + small)


def anatomy(beta1, beta2, eps, before):
    root = f"(sqrt(most_hat) + {epsilon(before)})"
    yardstick = f"((1 - beta1**t) * {root})"
    return Anatomy(
        (
            running_mean("m", "beta1", "g", "the mean slope: a share is kept", "momentum"),
            running_mean("v", "beta2", "g**2", "the mean square of the slope"),
            Line("most", "V_t", "max(most_before, v)", "the largest mean square so far", "largest v"),
            unbiased("m", "beta1", "momentum-hat"),
            Line("most_hat", r"\hat V_t", "most / (1 - beta2**t)", "V corrected as if it were v"),
            Line("u", "u_t", f"m_hat / {root}", "each mean by its own yardstick", role="scaling"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (
            part("momentum", f"-rate * beta1 * m_before / {yardstick}", "what was remembered, scaled"),
            part("gradient", f"-rate * (1 - beta1) * g / {yardstick}", "the gradient of now, scaled"),
        ),
    )


AMSGRAD = Optimizer(
    key="amsgrad",
    name="AMSGrad",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("m", "v", "largest v"),
    scales=("v", "largest v"),
    rate=0.01,
    unit="length",
    after="adam",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        EPSILON_AFTER,
    ),
    formula=r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
V_t &= \max(V_{t-1},\ v_t) \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{m_t / (1-\beta_1^t)}{\sqrt{V_t / (1-\beta_2^t)} + \varepsilon} \\
\text{before:}\quad \varepsilon &\to \varepsilon / \sqrt{1-\beta_2^t}
\end{aligned}""",
    lesson="Adam forgets steep slopes and may then take a leap. AMSGrad does not forget them and may then crawl.",
    watch="The two travel together for 150 steps. Then Adam has forgotten the steep wall and draws ahead. AMSGrad "
    "still remembers it.",
    source=Source(
        "Sashank J. Reddi, Satyen Kale and Sanjiv Kumar",
        "On the convergence of Adam and beyond",
        2018,
        "https://openreview.net/forum?id=ryQu7f-RZ",
    ),
)
