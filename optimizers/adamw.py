"""AdamW: Adam whose weight decay acts directly on the weights and not through the gradient."""

import numpy as np

from core.anatomy import Anatomy, corrected_means, epsilon, landing, part
from core.kernel import kernel
from core.param import DECAY_FORM, EPSILON_AFTER, Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, decay, before, alone = h[0], h[1], h[2], h[3], h[4], h[5]
    m, v, factor = slots[0], slots[1], slots[2]
    pace = factor if alone else rate
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t))
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t))
    # An ε that is added before the correction is corrected as well.
    small = eps * np.sqrt(unbias2) if before else eps
    for i in range(theta.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        shrunk = theta[i] - pace[i] * decay * theta[i]
        theta[i] = shrunk - rate[i] * (m[i] * unbias1) / (np.sqrt(v[i] * unbias2) + small)


def anatomy(beta1, beta2, eps, decay, before, alone):
    pace = "factor" if alone else "rate"
    root = f"(sqrt(v_hat) + {epsilon(before)})"
    yardstick = f"((1 - beta1**t) * {root})"
    return Anatomy(
        (
            *corrected_means("g", root),
            landing(
                f"(1 - {pace} * weight_decay) * theta - rate * u", "the weights shrink, and η times that comes off"
            ),
        ),
        (
            part("weight decay", f"-{pace} * weight_decay * theta", "the pull to the origin"),
            part("momentum", f"-rate * beta1 * m_before / {yardstick}", "what was remembered, scaled"),
            part("gradient", f"-rate * (1 - beta1) * g / {yardstick}", "the gradient of now, scaled"),
        ),
    )


ADAMW = Optimizer(
    key="adamw",
    name="AdamW",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("m", "v"),
    scales=("v",),
    needs=("factor",),
    rate=0.01,
    unit="length",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        Param.decay(
            0.01,
            "A pull to the origin: at every step the weight loses η times this share of itself, or the schedule's "
            "factor times this share.",
        ),
        EPSILON_AFTER,
        DECAY_FORM,
    ),
    limits=(Limit({"weight_decay": 0.0}, "adam"),),
    formula=r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, & \hat m_t &= m_t / (1-\beta_1^t) \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2, & \hat v_t &= v_t / (1-\beta_2^t) \\
\theta_t &= (1 - \eta_t\lambda)\,\theta_{t-1} - \eta_t\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \\
\text{before:}\quad \varepsilon &\to \varepsilon / \sqrt{1-\beta_2^t} \\
\text{schedule:}\quad \eta_t\lambda &\to s_t\lambda, \quad s_t = \eta_t/\eta
\end{aligned}""",
    lesson="The decay pulls to the origin equally hard on steep and on flat ground, so the run rests off the minimum.",
    watch="The origin lies ahead on the valley's floor, so the decay helps: from step 19 on it is ahead of Adam. "
    "Raise λ to 10, and it stays beside the origin for good.",
    source=Source(
        "Ilya Loshchilov and Frank Hutter",
        "Decoupled weight decay regularization",
        2017,
        "https://arxiv.org/abs/1711.05101",
    ),
)
