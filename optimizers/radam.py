"""RAdam: Adam with shorter steps while its mean square is based on few gradients and therefore uncertain.

As long as the mean square is too uncertain to use (for β₂ = 0.999 in the first five steps) the paper and PyTorch take
plain momentum steps. Their length is proportional to the gradient, while later steps are about η long, so no rate suits
both: a steep wall at the start throws the walker far away. The authors' program can also wait during these steps, which
is the default here. As in PyTorch, ε is added to the root before its bias is corrected, not after.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, plain = h[0], h[1], h[2], h[3]
    m, v = slots[0], slots[1]
    late = beta2 ** np.float64(t)
    unbias = 1.0 / (1.0 - beta1 ** np.float64(t))
    longest = 2.0 / (1.0 - beta2) - 1.0
    rho = longest - 2.0 * t * late / (1.0 - late)
    trusted = rho > 5.0
    share = (rho - 4.0) * (rho - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * rho) if trusted else 0.0
    trust = np.sqrt((1.0 - late) * share)
    for i in range(theta.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        factor = trust / (np.sqrt(v[i]) + eps) if trusted else plain
        theta[i] -= rate[i] * (m[i] * unbias) * factor


RADAM = Optimizer(
    key="radam",
    name="RAdam",
    family="adaptive",
    step=step,
    slots=("m", "v"),
    scales=("v",),
    rate=0.05,
    unit="length",
    after="adam",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        Param.choice(
            "early",
            "early steps",
            ("none", "momentum"),
            help="What it does while the mean square cannot be trusted. none: it waits. momentum: it takes plain "
            "steps, as in the paper and in PyTorch, which are long where the slope is steep.",
        ),
    ),
    limits=(Limit({"beta1": 0.0, "beta2": 0.0, "early": 1.0}, "gd"),),
    formula=r"""\begin{aligned}
\rho_\infty &= \frac{2}{1-\beta_2} - 1, \qquad \rho_t = \rho_\infty - \frac{2\,t\,\beta_2^t}{1-\beta_2^t} \\
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
r_t &= \sqrt{\frac{(\rho_t-4)(\rho_t-2)\,\rho_\infty}{(\rho_\infty-4)(\rho_\infty-2)\,\rho_t}} \\
\theta_t &= \theta_{t-1} - \eta_t\, r_t\,\frac{m_t}{1-\beta_1^t}\,\frac{\sqrt{1-\beta_2^t}}{\sqrt{v_t} + \varepsilon}
\quad\text{once}\ \rho_t > 5
\end{aligned}""",
    lesson="Its steps grow from nothing to Adam's. It waits until its memory is long enough to be trusted.",
    watch="It stands still for five steps, then its steps grow. Its loss is halved at step 12, Adam's at step 3. "
    "This gentle start allows an η ten times as large, and it ends ahead.",
    source=Source(
        "Liyuan Liu, Haoming Jiang, Pengcheng He, Weizhu Chen, Xiaodong Liu, Jianfeng Gao and Jiawei Han",
        "On the variance of the adaptive learning rate and beyond",
        2019,
        "https://arxiv.org/abs/1908.03265",
    ),
)
