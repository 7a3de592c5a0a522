"""Nesterov's momentum: the gradient is taken at the point to which the velocity is about to lead.

The look-ahead form is that of Sutskever and others (2013), with the rate inside the velocity. PyTorch's `nesterov=True`
stores the shifted point φ = θ - γv instead of θ, takes the gradient there, and keeps the rate outside. With a constant
rate PyTorch's parameter *is* the look-ahead point; with a changing rate the two are different methods, so both forms
are offered.
"""

from core.anatomy import Anatomy, Line, landing, part
from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    ahead = h[0] if h[1] == 0.0 else 0.0
    v = slots[0]
    for i in range(theta.size):
        at[i] = theta[i] - ahead * v[i]


@kernel
def step(theta, g, slots, t, rate, h):
    gamma, form = h[0], h[1]
    v = slots[0]
    if form == 0.0:
        for i in range(theta.size):
            v[i] = gamma * v[i] + rate[i] * g[i]
            theta[i] -= v[i]
    else:
        for i in range(theta.size):
            v[i] = gamma * v[i] + g[i]
            theta[i] -= rate[i] * (g[i] + gamma * v[i])


def anatomy(gamma, form):
    if form == 0.0:
        return Anatomy(
            (
                Line("ahead", r"\tilde\theta_t", "theta - momentum * v_before", "where the velocity is about to lead"),
                Line("g", "g_t", "slope(ahead)", "the gradient there", role="gradient"),
                Line("v", "v_t", "momentum * v_before + rate * g", "the velocity", "v", "momentum"),
                landing("theta - v", "the walker moves with its velocity"),
            ),
            (
                part("momentum", "-momentum * v_before", "the way to the point ahead"),
                part("gradient", "-rate * g", "the gradient there"),
            ),
        )
    return Anatomy(
        (
            Line("g", "g_t", "slope(theta)", "the gradient here: the walker is the point ahead", role="gradient"),
            Line("v", "v_t", "momentum * v_before + g", "the velocity", "v", "momentum"),
            Line("u", "u_t", "g + momentum * v", "the gradient, and the velocity of the next step"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (
            part("momentum", "-rate * momentum**2 * v_before", "what is left of the velocity"),
            part("gradient", "-rate * (1 + momentum) * g", "what the gradient adds"),
        ),
    )


NESTEROV = Optimizer(
    key="nesterov",
    name="Nesterov",
    family="momentum",
    step=step,
    anatomy=anatomy,
    probe=probe,
    slots=("v",),
    rate=0.4,
    unit="inverse curvature",
    after="momentum",
    params=(
        Param.share(
            "momentum",
            "γ",
            0.9,
            "The share of the velocity that is kept at every step, and how far ahead the gradient is taken.",
        ),
        Param.choice(
            "form",
            "form",
            ("look-ahead", "pytorch"),
            help="look-ahead: the walker is θ, and the gradient is taken ahead of it. pytorch: the walker is the "
            "point ahead, and the velocity does not include the learning rate.",
        ),
    ),
    limits=(Limit({"momentum": 0.0}, "gd"),),
    formula=r"""\begin{aligned}
\text{look-ahead:}\quad & v_t = \gamma v_{t-1} + \eta_t\,\nabla f(\theta_{t-1} - \gamma v_{t-1}),
&& \theta_t = \theta_{t-1} - v_t \\
\text{pytorch:}\quad & v_t = \gamma v_{t-1} + g_t, && \theta_t = \theta_{t-1} - \eta_t\,(g_t + \gamma v_t)
\end{aligned}""",
    lesson="It takes the gradient at the point ahead, so it brakes before the opposite wall and not on it.",
    watch="The learning rate, the momentum and the first step are the same. But Momentum swings across the valley's "
    "floor eleven times, Nesterov only three times.",
    source=Source(
        "Yurii Nesterov", "A method for solving the convex programming problem with convergence rate O(1/k²)", 1983
    ),
)
