"""Adan: Adam with a running mean of the gradient's changes, which looks ahead without an additional gradient.

β₁, β₂ and β₃ are the shares that are kept, as in the authors' program; the paper writes 1 - β for each. The gradient's
change has the factor β₂ in the step and in the mean square, as in the paper and the authors' program. Optax has 1 - β₂
there, which agrees only at β₂ = 0.5. The bias corrections and the decay, a division by 1 + λη, are the program's.
"""

import numpy as np

from core.kernel import kernel
from core.param import DECAY_FORM, Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, beta3, eps, decay, alone = h[0], h[1], h[2], h[3], h[4], h[5]
    m, v, n, past, factor = slots[0], slots[1], slots[2], slots[3], slots[4]
    pace = factor if alone else rate
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t))
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t))
    unbias3 = 1.0 / (1.0 - beta3 ** np.float64(t))
    for i in range(theta.size):
        change = 0.0 if t == 1 else g[i] - past[i]
        ahead = g[i] + beta2 * change
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * change
        n[i] = beta3 * n[i] + (1.0 - beta3) * ahead * ahead
        past[i] = g[i]
        u = (m[i] * unbias1 + beta2 * v[i] * unbias2) / (np.sqrt(n[i] * unbias3) + eps)
        theta[i] = (theta[i] - rate[i] * u) / (1.0 + pace[i] * decay)


ADAN = Optimizer(
    key="adan",
    name="Adan",
    family="adaptive",
    step=step,
    slots=("m", "v", "n", "past slope"),
    scales=("n",),
    needs=("factor",),
    rate=0.02,
    unit="length",
    after="nadam",
    params=(
        Param.share("beta1", "β₁", 0.98, "The share of the mean slope that is kept at every step."),
        Param.share(
            "beta2",
            "β₂",
            0.92,
            "The share of the mean change that is kept at every step. It is also the "
            "weight of that change in the step.",
        ),
        Param.share("beta3", "β₃", 0.99, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        Param.decay(
            0.0,
            "A pull to the origin: every step divides the weights by 1 + λη, or by 1 + λ times the schedule's factor.",
        ),
        DECAY_FORM,
    ),
    formula=r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\,(g_t - g_{t-1}) \\
n_t &= \beta_3 n_{t-1} + (1-\beta_3)\,\bigl(g_t + \beta_2\,(g_t - g_{t-1})\bigr)^2 \\
u_t &= \frac{m_t/(1-\beta_1^t) + \beta_2\, v_t/(1-\beta_2^t)}{\sqrt{n_t/(1-\beta_3^t)} + \varepsilon} \\
\theta_t &= \frac{\theta_{t-1} - \eta_t\, u_t}{1 + \lambda\,\eta_t} \\
\text{schedule:}\quad \lambda\,\eta_t &\to \lambda\,s_t, \quad s_t = \eta_t/\eta
\end{aligned}""",
    lesson="It predicts the next slope from how the slope is changing, so it looks ahead without an extra gradient.",
    watch="Its steps along the floor grow. It is round the bend at x = 0 at step 211, while Adam has come only to x "
    "= -0.78 when the race ends.",
    source=Source(
        "Xingyu Xie, Pan Zhou, Huan Li, Zhouchen Lin and Shuicheng Yan",
        "Adan: adaptive Nesterov momentum algorithm for faster optimizing deep models",
        2022,
        "https://arxiv.org/abs/2208.06677",
    ),
)
