"""NAdam: Adam with Nesterov's look-ahead and a momentum that grows from half its value to its full value.

The momentum μ_t = β₁ (1 - ½ · 0.96^(tψ)) is the paper's, with ψ = 0.004. The running mean itself uses a constant β₁, as
in PyTorch; the paper uses μ_t there too. The bias correction is based on the product of all μ so far.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, warm = h[0], h[1], h[2], h[3]
    m, v, product = slots[0], slots[1], slots[2]
    unbias = 1.0 / (1.0 - beta2 ** np.float64(t))
    mu = beta1 * (1.0 - 0.5 * 0.96 ** (warm * t))
    mu_next = beta1 * (1.0 - 0.5 * 0.96 ** (warm * (t + 1.0)))
    for i in range(theta.size):
        product[i] = mu if t == 1 else mu * product[i]
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        ahead = mu_next * m[i] / (1.0 - mu_next * product[i]) + (1.0 - mu) * g[i] / (1.0 - product[i])
        theta[i] -= rate[i] * ahead / (np.sqrt(v[i] * unbias) + eps)


NADAM = Optimizer(
    key="nadam",
    name="NAdam",
    family="adaptive",
    step=step,
    slots=("m", "v", "product of μ"),
    scales=("v",),
    rate=0.01,
    unit="length",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        Param("warm", "ψ", 0.004, help="How fast the momentum grows from β₁/2 to β₁."),
    ),
    limits=(Limit({"beta1": 0.0}, "adam"),),
    formula=r"""\begin{aligned}
\mu_t &= \beta_1\bigl(1 - \tfrac12\, 0.96^{\,t\psi}\bigr) \\
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2, \qquad \hat v_t = v_t / (1-\beta_2^t) \\
\hat m_t &= \frac{\mu_{t+1}\, m_t}{1 - \prod_{i=1}^{t+1}\mu_i} + \frac{(1-\mu_t)\, g_t}{1 - \prod_{i=1}^{t}\mu_i} \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}
\end{aligned}""",
    lesson="The current slope counts a little more than in Adam, so it turns a little sooner.",
    watch="Adam swings across the valley's floor five times, NAdam once. After some 60 steps you can hardly "
    "tell them apart.",
    source=Source(
        "Timothy Dozat",
        "Incorporating Nesterov momentum into Adam",
        2016,
        "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ",
    ),
)
