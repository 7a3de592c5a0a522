"""Momentum: a heavy ball, in the three conventions of the literature.

With a constant rate they give the same path up to a factor on η: "averaged" with η is "pytorch" with (1 - γ) η. When
the rate changes they differ, since a "classic" velocity already contains the rate of the step at which it arose.
"""

from core.anatomy import Anatomy, Line, landing, part, penalized
from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def decaying(theta, g, v, rate, pace, gamma, fresh, classic, inner, outer):
    """A step with weight decay: `inner` is the share of θ in the slope, `outer` the share lost beside it."""
    for i in range(theta.size):
        slope = g[i] + inner * theta[i]
        v[i] = gamma * v[i] + (rate[i] if classic else fresh) * slope
        theta[i] -= (v[i] if classic else rate[i] * v[i]) + pace[i] * outer * theta[i]


@kernel
def step(theta, g, slots, t, rate, h):
    gamma, convention, dampening, decay, form = h[0], h[1], h[2], h[3], h[4]
    v, classic = slots[0], convention == 0.0
    # PyTorch dampens neither the first gradient nor plain gradient descent.
    damped = 1.0 if t == 1 or gamma == 0.0 else 1.0 - dampening
    fresh = damped if convention == 1.0 else 1.0 - gamma
    if decay > 0.0:
        inner = decay if form == 0.0 else 0.0
        pace = slots[1] if form == 2.0 else rate
        decaying(theta, g, v, rate, pace, gamma, fresh, classic, inner, decay - inner)
    elif classic:
        for i in range(theta.size):
            v[i] = gamma * v[i] + rate[i] * g[i]
            theta[i] -= v[i]
    else:
        for i in range(theta.size):
            v[i] = gamma * v[i] + fresh * g[i]
            theta[i] -= rate[i] * v[i]


def anatomy(momentum, convention, dampening, decay, form):
    damped = "max(1 - dampening, 2 - t) * " if dampening and momentum else ""  # the first slope counts in full
    fresh = ("rate * ", damped, "(1 - momentum) * ")[int(convention)]
    rate = "" if convention == 0.0 else "rate * "
    inside, pull = decay and form == 0.0, "weight_decay * theta"
    weight = f"{rate}{fresh}" if inside else f"{'factor' if form == 2.0 else 'rate'} * "
    outside = f" - {weight}{pull}" if decay and not inside else ""
    velocity = f"momentum * v_before + {fresh}{'pulled' if inside else 'g'}"
    return Anatomy(
        (
            *([penalized()] if inside else []),
            Line("v", "v_t", velocity, "the velocity: a share is kept", "v", "momentum"),
            landing(f"theta - {rate}v{outside}", "the walker moves with its velocity"),
        ),
        (
            part("momentum", f"-{rate}momentum * v_before", "what is left of the velocity"),
            part("gradient", f"-{rate}{fresh}g", "what the gradient adds"),
            *([part("weight decay", f"-{weight}{pull}", "the pull to the origin")] if decay else []),
        ),
    )


MOMENTUM = Optimizer(
    key="momentum",
    name="Momentum",
    family="momentum",
    step=step,
    anatomy=anatomy,
    slots=("v",),
    needs=("factor",),
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
        Param.decay(
            0.0,
            "A pull to the origin. It is part of the slope, or acts on the weights alone: see the next choice.",
        ),
        Param.choice(
            "decay_form",
            "λ acts on",
            ("slope", "rate", "schedule"),
            help="slope: λθ is added to the slope and so enters the velocity, as in PyTorch's SGD. rate: every step "
            "takes η times λθ off the weights and leaves the velocity alone. schedule: it takes the schedule's factor "
            "times λθ off, as SGDW does in the paper on decoupled decay.",
        ),
    ),
    limits=(Limit({"momentum": 0.0}, "gd"),),
    formula=r"""\begin{aligned}
\text{classic:}\quad & v_t = \gamma v_{t-1} + \eta_t\, g_t, && \theta_t = \theta_{t-1} - v_t \\
\text{pytorch:}\quad & v_t = \gamma v_{t-1} + (1-\tau)\, g_t \ (v_1 = g_1), && \theta_t = \theta_{t-1} - \eta_t\, v_t \\
\text{averaged:}\quad & v_t = \gamma v_{t-1} + (1-\gamma)\, g_t, && \theta_t = \theta_{t-1} - \eta_t\, v_t \\
\text{slope:}\quad & g_t \to g_t + \lambda\,\theta_{t-1} && \\
\text{rate:}\quad & && \theta_t \to \theta_t - \eta_t\lambda\,\theta_{t-1} \\
\text{schedule:}\quad & && \theta_t \to \theta_t - s_t\lambda\,\theta_{t-1}, \quad s_t = \eta_t/\eta
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
