"""Sharpness-aware minimisation over gradient descent: the step uses the gradient at a point a little way uphill.

Each step costs two gradients: the first gives the uphill direction, and the second, taken at distance ρ in that
direction, gives the step. If the first is zero, the second is taken at the same point.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    half = theta.size // 2
    for i in range(half):
        j = i + half
        norm = np.sqrt(g[i] * g[i] + g[j] * g[j])
        climb = h[0] / norm if stage == 1 and norm > 0.0 else 0.0
        at[i] = theta[i] if climb == 0.0 else theta[i] + climb * g[i]
        at[j] = theta[j] if climb == 0.0 else theta[j] + climb * g[j]


@kernel
def step(theta, g, slots, t, rate, h):
    for i in range(theta.size):
        theta[i] -= rate[i] * g[i]


SAM = Optimizer(
    key="sam",
    name="SAM",
    family="two gradients",
    step=step,
    probe=probe,
    stages=2,
    rate=0.9,
    unit="inverse curvature",
    params=(
        Param(
            "rho",
            "ρ",
            0.05,
            (0.0, 1.0),
            (0.0, 100.0),
            help="How far uphill the point lies at which the second gradient is taken.",
        ),
    ),
    limits=(Limit({"rho": 0.0}, "gd"),),
    formula=r"""\begin{aligned}
\epsilon_t &= \rho\,\frac{\nabla f(\theta_{t-1})}{\lVert\nabla f(\theta_{t-1})\rVert_2} \\
\theta_t &= \theta_{t-1} - \eta_t\,\nabla f(\theta_{t-1} + \epsilon_t)
\end{aligned}""",
    lesson="It does not rest in a valley narrower than ρ. It looks for a low neighbourhood, not for a low point.",
    watch="It never rests on the floor but hops across it at every step. The hops shrink from 0.035 to 0.02. Still, "
    "it gets farther than gradient descent.",
    source=Source(
        "Pierre Foret, Ariel Kleiner, Hossein Mobahi and Behnam Neyshabur",
        "Sharpness-aware minimization for efficiently improving generalization",
        2020,
        "https://arxiv.org/abs/2010.01412",
    ),
)
