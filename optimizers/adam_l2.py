"""Adam with an L2 penalty: the decay is added to the gradient, and so is divided by the root of the mean square too.

This is what `weight_decay` means in PyTorch's Adam. Next to AdamW it shows why decoupling matters: here a coordinate
with large gradients hardly decays, while one without gradients is pulled to the origin at the full step length.
"""

import numpy as np

from core.anatomy import Anatomy, corrected_means, epsilon, landing, part, penalized
from core.kernel import kernel
from core.param import EPSILON_AFTER, Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, decay, before = h[0], h[1], h[2], h[3], h[4]
    m, v = slots[0], slots[1]
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t))
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t))
    # An ε that is added before the correction is corrected as well.
    small = eps * np.sqrt(unbias2) if before else eps
    for i in range(theta.size):
        pulled = g[i] + decay * theta[i]
        m[i] = beta1 * m[i] + (1.0 - beta1) * pulled
        v[i] = beta2 * v[i] + (1.0 - beta2) * pulled * pulled
        theta[i] -= rate[i] * (m[i] * unbias1) / (np.sqrt(v[i] * unbias2) + small)


def anatomy(beta1, beta2, eps, decay, before):
    root = f"(sqrt(v_hat) + {epsilon(before)})"
    yardstick = f"((1 - beta1**t) * {root})"
    return Anatomy(
        (
            penalized(),
            *corrected_means("pulled", root),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (
            part("momentum", f"-rate * beta1 * m_before / {yardstick}", "what was remembered, scaled"),
            part("gradient", f"-rate * (1 - beta1) * g / {yardstick}", "the gradient of now, scaled"),
            part(
                "weight decay",
                f"-rate * (1 - beta1) * weight_decay * theta / {yardstick}",
                "the penalty of now, scaled like a slope",
            ),
        ),
    )


ADAM_L2 = Optimizer(
    key="adam_l2",
    name="Adam with L2",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("m", "v"),
    scales=("v",),
    rate=0.01,
    unit="length",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        Param.decay(
            0.01,
            "The strength of the penalty λ/2 |θ|², whose slope is added to the gradient.",
        ),
        EPSILON_AFTER,
    ),
    limits=(Limit({"weight_decay": 0.0}, "adam"),),
    formula=r"""\begin{aligned}
\tilde g_t &= g_t + \lambda\,\theta_{t-1} \\
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\,\tilde g_t, & \hat m_t &= m_t / (1-\beta_1^t) \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\,\tilde g_t^2, & \hat v_t &= v_t / (1-\beta_2^t) \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \\
\text{before:}\quad \varepsilon &\to \varepsilon / \sqrt{1-\beta_2^t}
\end{aligned}""",
    lesson="Adam divides the decay by the size of the gradient too. So it hardly pulls on steep coordinates at all.",
    watch="With λ = 0.01 its path lies on Adam's from start to end. Raise λ to 1: the pull towards the origin "
    "carries it ahead.",
    source=Source(
        "Ilya Loshchilov and Frank Hutter",
        "Decoupled weight decay regularization",
        2017,
        "https://arxiv.org/abs/1711.05101",
    ),
)
