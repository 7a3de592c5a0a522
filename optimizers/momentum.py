"""Momentum: a heavy ball, in the three conventions of the literature.

With a constant rate they give the same path up to a factor on η: "averaged" with η is "pytorch" with (1 - γ) η. When
the rate changes they differ, since a "classic" velocity already contains the rate of the step at which it arose.
"""

from core.anatomy import Anatomy, Line, landing, part
from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    gamma, convention, dampening = h[0], h[1], h[2]
    v = slots[0]
    if convention == 0.0:
        for i in range(theta.size):
            v[i] = gamma * v[i] + rate[i] * g[i]
            theta[i] -= v[i]
    else:
        # PyTorch dampens neither the first gradient nor plain gradient descent.
        damped = 1.0 if t == 1 or gamma == 0.0 else 1.0 - dampening
        fresh = damped if convention == 1.0 else 1.0 - gamma
        for i in range(theta.size):
            v[i] = gamma * v[i] + fresh * g[i]
            theta[i] -= rate[i] * v[i]


def anatomy(momentum, convention, dampening):
    damped = "max(1 - dampening, 2 - t) * g" if dampening and momentum else "g"  # the first slope counts in full
    fresh = ("rate * g", damped, "(1 - momentum) * g")[int(convention)]
    rate = "" if convention == 0.0 else "rate * "
    return Anatomy(
        (
            Line("v", "v_t", f"momentum * v_before + {fresh}", "the velocity: a share is kept", "v", "momentum"),
            landing(f"theta - {rate}v", "the walker moves with its velocity"),
        ),
        (
            part("momentum", f"-{rate}momentum * v_before", "what is left of the velocity"),
            part("gradient", f"-{'' if convention == 0.0 else rate}{fresh}", "what the gradient adds"),
        ),
    )


MOMENTUM = Optimizer(
    key="momentum",
    name="Momentum",
    family="momentum",
    step=step,
    anatomy=anatomy,
    slots=("v",),
    rate=0.4,
    unit="inverse curvature",
    params=(
        Param.share("momentum", "γ", 0.9, "The share of the velocity that is kept at every step."),
        Param.choice(
            "convention",
            "convention",
            ("classic", "pytorch", "averaged"),
            help="classic: the velocity v includes the learning rate. pytorch: v is a sum of gradients. averaged: v "
            "is a mean of gradients.",
        ),
        Param(
            "dampening",
            "τ",
            0.0,
            help="In the convention pytorch, each new gradient is multiplied by 1 - τ before it is "
            "added, except for the first one. The other conventions do not use it.",
        ),
    ),
    limits=(Limit({"momentum": 0.0}, "gd"),),
    formula=r"""\begin{aligned}
\text{classic:}\quad & v_t = \gamma v_{t-1} + \eta_t\, g_t, && \theta_t = \theta_{t-1} - v_t \\
\text{pytorch:}\quad & v_t = \gamma v_{t-1} + (1-\tau)\, g_t \ (v_1 = g_1), && \theta_t = \theta_{t-1} - \eta_t\, v_t \\
\text{averaged:}\quad & v_t = \gamma v_{t-1} + (1-\gamma)\, g_t, && \theta_t = \theta_{t-1} - \eta_t\, v_t
\end{aligned}""",
    lesson="Steps in the same direction add up to 1/(1 - γ) times their length. Steps in alternating directions "
    "cancel.",
    watch="It swings across the valley's floor eleven times, until step 73. Gradient descent crosses it once. After "
    "that, compare how fast the two get along.",
    source=Source(
        "Boris T. Polyak",
        "Some methods of speeding up the convergence of iteration methods",
        1964,
        "https://doi.org/10.1016/0041-5553(64)90137-5",
    ),
)
