"""Yogi: Adam whose mean square changes by a share of the new square, not in proportion to itself.

When gradients become smaller, Adam's mean square shrinks in proportion to its size; Yogi's shrinks only by the size of
the new squares, so its steps lengthen slowly. The paper has no bias correction; this file has Adam's, like optax. Optax
also starts the mean gradient at v₀ instead of at zero, as in the paper. That would be a step without a gradient, so
here it starts at zero.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, first = h[0], h[1], h[2], h[3]
    m, v = slots[0], slots[1]
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t))
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t))
    for i in range(theta.size):
        square, had = g[i] * g[i], first if t == 1 else v[i]
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = had - (1.0 - beta2) * np.sign(had - square) * square
        theta[i] -= rate[i] * (m[i] * unbias1) / (np.sqrt(v[i] * unbias2) + eps)


YOGI = Optimizer(
    key="yogi",
    name="Yogi",
    family="adaptive",
    step=step,
    slots=("m", "v"),
    rate=0.01,
    unit="length",
    after="adam",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "1 - β₂ is the share of a new square by which the mean square moves."),
        Param.epsilon(1e-3),
        Param(
            "first", "v₀", 1e-6, (1e-12, 1.0), (1e-16, 1e6), "log",
            "The value with which the mean square starts.",
        ),
    ),
    formula=r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, & \hat m_t &= m_t / (1-\beta_1^t) \\
v_t &= v_{t-1} - (1-\beta_2)\operatorname{sign}(v_{t-1} - g_t^2)\, g_t^2, & \hat v_t &= v_t / (1-\beta_2^t) \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}
\end{aligned}""",
    lesson="When it comes from a steep wall onto level ground, it keeps its short steps longer than Adam: careful, "
    "but late.",
    watch="Its path lies on Adam's for a hundred steps. In the end it is a little behind, because it forgets the "
    "steep wall more slowly.",
    source=Source(
        "Manzil Zaheer, Sashank J. Reddi, Devendra Sachan, Satyen Kale and Sanjiv Kumar",
        "Adaptive methods for nonconvex optimization",
        2018,
        "https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization",
    ),
)  # fmt: skip
