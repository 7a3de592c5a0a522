"""AdaBelief: the step is long where the gradient is close to its running mean, and short where it differs from it.

ε occurs twice: it is added to the running variance at every step, where it accumulates, and to the root. The paper has
one number for both, optax has two (`eps_root` and `eps`). Here the first is the second unless it is given.
"""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part, running_mean, unbiased
from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, eps_root = h[0], h[1], h[2], h[3]
    m, s = slots[0], slots[1]
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t))
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t))
    for i in range(theta.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        surprise = g[i] - m[i]
        s[i] = beta2 * s[i] + (1.0 - beta2) * surprise * surprise + eps_root
        theta[i] -= rate[i] * (m[i] * unbias1) / (np.sqrt(s[i] * unbias2) + eps)


def anatomy(beta1, beta2, eps, eps_root):
    yardstick = "((1 - beta1**t) * (sqrt(s_hat) + eps))"
    surprise = "beta2 * s_before + (1 - beta2) * (g - m)**2 + eps_root"
    return Anatomy(
        (
            running_mean("m", "beta1", "g", "the mean slope: a share is kept", "momentum"),
            Line("s", "s_t", surprise, "the mean square of the surprise", "s"),
            unbiased("m", "beta1", "momentum-hat"),
            unbiased("s", "beta2"),
            Line("u", "u_t", "m_hat / (sqrt(s_hat) + eps)", "each mean by its own yardstick", role="scaling"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (
            part("momentum", f"-rate * beta1 * m_before / {yardstick}", "what was remembered, scaled"),
            part("gradient", f"-rate * (1 - beta1) * g / {yardstick}", "the gradient of now, scaled"),
        ),
    )


ADABELIEF = Optimizer(
    key="adabelief",
    name="AdaBelief",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("m", "s"),
    rate=0.01,
    unit="length",
    after="adam",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "The share of the mean spread that is kept at every step."),
        Param(
            "eps", "ε", 1e-16, (1e-16, 1.0), (1e-16, 10.0), "log",
            "A small number added to the root of the spread. It must be small, because a steady slope has hardly any "
            "spread.",
        ),
        Param(
            "eps_root", "ε_s", 1e-16, (1e-16, 1.0), (0.0, 10.0), "log",
            "A small number added to the spread at every step. The paper uses the same ε for both.", like="eps",
        ),
    ),
    formula=r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, & \hat m_t &= m_t / (1-\beta_1^t) \\
s_t &= \beta_2 s_{t-1} + (1-\beta_2)\,(g_t - m_t)^2 + \varepsilon_s, & \hat s_t &= s_t / (1-\beta_2^t) \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{\hat m_t}{\sqrt{\hat s_t} + \varepsilon}
\end{aligned}""",
    lesson="On a long, even slope it trusts the gradient and takes long steps, where Adam would take short ones.",
    watch="Its first steps grow while Adam's shrink. It crosses the valley's floor at step 6, Adam at step 8. From "
    "step 60 on it stays ahead.",
    source=Source(
        "Juntang Zhuang, Tommy Tang, Yifan Ding, Sekhar Tatikonda, Nicha Dvornek and others",
        "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients",
        2020,
        "https://arxiv.org/abs/2010.07468",
    ),
)  # fmt: skip
