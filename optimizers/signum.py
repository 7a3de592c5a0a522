"""Signum: steps along the sign of the gradient's running mean, so a coordinate turns round only when the mean does."""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part, running_mean
from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta = h[0]
    m = slots[0]
    for i in range(theta.size):
        m[i] = beta * m[i] + (1.0 - beta) * g[i]
        theta[i] -= rate[i] * np.sign(m[i])


def anatomy(beta):
    return Anatomy(
        (
            running_mean("m", "momentum", "g", "the mean slope: a share is kept", "momentum"),
            Line("u", "u_t", "sign(m)", "only the sign counts", role="scaling"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (part("momentum", "-rate * sign(m)", "the mean slope's sign"),),
    )


SIGNUM = Optimizer(
    key="signum",
    name="Signum",
    family="sign",
    step=step,
    anatomy=anatomy,
    slots=("m",),
    rate=0.005,
    unit="length",
    params=(Param.share("momentum", "β", 0.9, "The share of the mean slope that is kept at every step."),),
    limits=(Limit({"momentum": 0.0}, "signsgd"),),
    formula=r"""\begin{aligned}
m_t &= \beta\, m_{t-1} + (1-\beta)\, g_t \\
\theta_t &= \theta_{t-1} - \eta_t\,\operatorname{sign}(m_t)
\end{aligned}""",
    lesson="Averaging before taking the sign calms the zigzag across a valley, but overshoots a minimum by several "
    "steps.",
    watch="SignSGD is stuck at step 7. Signum zigzags on and crosses the floor more than a hundred times, until it "
    "is caught as well, near (0.8, 0.6).",
    source=Source(
        "Jeremy Bernstein, Yu-Xiang Wang, Kamyar Azizzadenesheli and Anima Anandkumar",
        "signSGD: compressed optimisation for non-convex problems",
        2018,
        "https://arxiv.org/abs/1802.04434",
    ),
)
