"""Lion: steps along the sign of a mixture of gradient and momentum. It was found by a search over programs."""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part, running_mean
from core.kernel import kernel
from core.param import DECAY_FORM, Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, decay, alone = h[0], h[1], h[2], h[3]
    m, factor = slots[0], slots[1]
    for i in range(theta.size):
        mixed = beta1 * m[i] + (1.0 - beta1) * g[i]
        m[i] = beta2 * m[i] + (1.0 - beta2) * g[i]
        pull = decay * theta[i]
        if alone:
            theta[i] -= rate[i] * np.sign(mixed) + factor[i] * pull
        else:
            theta[i] -= rate[i] * (np.sign(mixed) + pull)


def anatomy(beta1, beta2, decay, alone):
    pace = "factor" if alone else "rate"
    return Anatomy(
        (
            Line("c", "c_t", "beta1 * m_before + (1 - beta1) * g", "memory and slope, mixed", role="momentum"),
            Line("u", "u_t", "sign(c)", "only the sign counts", role="scaling"),
            landing(
                "theta - rate * u - factor * weight_decay * theta"
                if alone
                else "theta - rate * (u + weight_decay * theta)",
                "the step: minus η times that",
            ),
            running_mean("m", "beta2", "g", "what is remembered for the next step"),
        ),
        (
            part("momentum", "-rate * sign(c)", "the sign of the mixture"),
            part("weight decay", f"-{pace} * weight_decay * theta", "the pull to the origin"),
        ),
    )


LION = Optimizer(
    key="lion",
    name="Lion",
    family="sign",
    step=step,
    anatomy=anatomy,
    slots=("m",),
    needs=("factor",),
    rate=0.0025,
    unit="length",
    params=(
        Param.share(
            "beta1", "β₁", 0.9, "The weight of the memory in the step. The rest is the weight of the current slope."
        ),
        Param.share("beta2", "β₂", 0.99, "The share of the memory that is kept at every step."),
        Param.decay(
            0.0,
            "A pull to the origin: at every step the weight loses η times this share of itself, or the schedule's "
            "factor times this share.",
        ),
        DECAY_FORM,
    ),
    limits=(
        # The limit holds for any β₁ = β₂: the mixture for the step is then the momentum. 0.9 stands for all.
        Limit({"beta1": 0.9, "beta2": 0.9, "weight_decay": 0.0}, "signum", {"momentum": 0.9}),
        Limit({"beta1": 0.0, "weight_decay": 0.0}, "signsgd"),
    ),
    formula=r"""\begin{aligned}
c_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
\theta_t &= \theta_{t-1} - \eta_t\,\bigl(\operatorname{sign}(c_t) + \lambda\,\theta_{t-1}\bigr) \\
m_t &= \beta_2 m_{t-1} + (1-\beta_2)\, g_t \\
\text{schedule:}\quad \eta_t\lambda &\to s_t\lambda, \quad s_t = \eta_t/\eta
\end{aligned}""",
    lesson="A long memory steers, but a fresh slope can overrule it. Every step is η long in x and in y, whatever "
    "they say.",
    watch="Every step is equally long and runs along a diagonal. It hits the minimum at step 290 and runs on, "
    "because nothing tells it to stop.",
    source=Source(
        "Xiangning Chen, Chen Liang, Da Huang, Esteban Real and others",
        "Symbolic discovery of optimization algorithms",
        2023,
        "https://arxiv.org/abs/2302.06675",
    ),
)
