"""Gradient flow: the curve that gradient descent follows in the limit of infinitely short steps.

One step (tick) follows θ' = -∇f(θ) for the time η by the classical Runge-Kutta method of order four, which takes four
gradients. So at the same η and step, gradient flow and gradient descent can be compared directly.
"""

from core.kernel import kernel
from core.records import Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    total = slots[0]
    ahead = 1.0 if stage == 3 else 0.5
    weight = 1.0 if stage == 1 else 2.0
    for i in range(theta.size):
        total[i] = 0.0 if stage == 0 else total[i] + weight * g[i]
        at[i] = theta[i] if stage == 0 else theta[i] - ahead * rate[i] * g[i]


@kernel
def step(theta, g, slots, t, rate, h):
    total = slots[0]
    for i in range(theta.size):
        total[i] += g[i]
        theta[i] -= rate[i] * total[i] / 6.0


GRADIENT_FLOW = Optimizer(
    key="gradient_flow",
    name="Gradient flow",
    family="continuous",
    step=step,
    probe=probe,
    stages=4,
    slots=("sum of slopes",),
    rate=0.9,
    unit="inverse curvature",
    after="gd",
    formula=r"""\begin{aligned}
\dot\theta &= -\nabla f(\theta), \qquad \theta_t = \theta(t\,\eta), \quad\text{by Runge and Kutta:} \\
k_1 &= \nabla f(\theta_{t-1}), \quad k_2 = \nabla f(\theta_{t-1} - \tfrac{\eta}{2} k_1), \quad
k_3 = \nabla f(\theta_{t-1} - \tfrac{\eta}{2} k_2), \quad k_4 = \nabla f(\theta_{t-1} - \eta k_3) \\
\theta_t &= \theta_{t-1} - \tfrac{\eta}{6}\,(k_1 + 2k_2 + 2k_3 + k_4)
\end{aligned}""",
    lesson="It crosses every level line at a right angle and never overshoots. Zigzags come from steps, not from "
    "slopes.",
    watch="Gradient descent leaps down the wall where the flow glides. From step 10 on the two paths coincide.",
    source=Source(
        "Augustin-Louis Cauchy", "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847
    ),
)
