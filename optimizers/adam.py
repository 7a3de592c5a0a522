"""Adam: the gradient's running mean divided by the root of its running mean square, both with bias correction."""

import numpy as np

from core.anatomy import Anatomy, Line, epsilon, landing, part, running_mean, unbiased
from core.kernel import kernel
from core.param import EPSILON_AFTER, Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, correct, before = h[0], h[1], h[2], h[3], h[4]
    m, v = slots[0], slots[1]
    # A power with an integer exponent compiles to a loop, one with a float exponent to a single call.
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t)) if correct else 1.0
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t)) if correct else 1.0
    # An ε that is added before the correction is corrected as well.
    small = eps * np.sqrt(unbias2) if before else eps
    for i in range(theta.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        theta[i] -= rate[i] * (m[i] * unbias1) / (np.sqrt(v[i] * unbias2) + small)


def anatomy(beta1, beta2, eps, correct, before):
    m, v = ("m_hat", "v_hat") if correct else ("m", "v")
    early, yardstick = "(1 - beta1**t) * " if correct else "", f"(sqrt({v}) + {epsilon(correct and before)})"
    return Anatomy(
        (
            running_mean("m", "beta1", "g", "the mean slope: a share is kept", "momentum"),
            running_mean("v", "beta2", "g**2", "the mean square of the slope"),
            *((unbiased("m", "beta1", "momentum-hat"), unbiased("v", "beta2")) if correct else ()),
            Line("u", "u_t", f"{m} / {yardstick}", "each mean by its own yardstick", role="scaling"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (
            part("momentum", f"-rate * beta1 * m_before / ({early}{yardstick})", "what was remembered, scaled"),
            part("gradient", f"-rate * (1 - beta1) * g / ({early}{yardstick})", "the gradient of now, scaled"),
        ),
    )


ADAM = Optimizer(
    key="adam",
    name="Adam",
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
        Param.switch(
            "correct",
            "bias correction",
            default=True,
            help="Divides both means by 1 - βᵗ, because they start at zero and are too small at first.",
        ),
        EPSILON_AFTER,
    ),
    # The limit holds for any β₂ = ρ, the same number under two names. One value stands for all.
    limits=(Limit({"beta1": 0.0, "beta2": 0.99, "correct": 0.0}, "rmsprop", {"rho": 0.99}),),
    formula=r"""\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, & \hat m_t &= m_t / (1-\beta_1^t) \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2, & \hat v_t &= v_t / (1-\beta_2^t) \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \\
\text{before:}\quad \varepsilon &\to \varepsilon / \sqrt{1-\beta_2^t}
\end{aligned}""",
    lesson="Its step is about η long, however steep the ground is. Only a gradient that changes its sign makes it "
    "shorter.",
    watch="It rolls past the valley's floor and back, and crosses it five times before it settles at step 66. "
    "RMSProp has no momentum and makes its first three crossings in three steps. Which one is farther along at the "
    "end?",
    source=Source(
        "Diederik P. Kingma and Jimmy Ba",
        "Adam: a method for stochastic optimization",
        2014,
        "https://arxiv.org/abs/1412.6980",
    ),
)
