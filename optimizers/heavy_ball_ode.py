"""The heavy ball as a differential equation: momentum in the limit of infinitely short steps.

One step (tick) follows θ' = u, u' = -(1-γ) u - η ∇f(θ) for one unit of time by the classical Runge-Kutta method of
order four, which takes four gradients. Momentum (classic) is the same equation with time steps of one unit, so both
take the same η and γ. In physical units, the time that passes in one step is √η.
"""

from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    friction = 1.0 - h[0]
    u, ahead, way, push = slots[0], slots[1], slots[2], slots[3]
    part = 1.0 if stage == 3 else 0.5
    weight = 1.0 if stage == 1 else 2.0
    for i in range(theta.size):
        if stage == 0:
            at[i], ahead[i], way[i], push[i] = theta[i], u[i], 0.0, 0.0
        else:
            pull = -friction * ahead[i] - rate[i] * g[i]
            way[i] += weight * ahead[i]
            push[i] += weight * pull
            at[i] = theta[i] + part * ahead[i]
            ahead[i] = u[i] + part * pull


@kernel
def step(theta, g, slots, t, rate, h):
    friction = 1.0 - h[0]
    u, ahead, way, push = slots[0], slots[1], slots[2], slots[3]
    for i in range(theta.size):
        way[i] += ahead[i]
        push[i] -= friction * ahead[i] + rate[i] * g[i]
        theta[i] += way[i] / 6.0
        u[i] += push[i] / 6.0


HEAVY_BALL_ODE = Optimizer(
    key="heavy_ball_ode",
    name="Heavy ball flow",
    family="continuous",
    step=step,
    probe=probe,
    stages=4,
    slots=("u", "u ahead", "sum of u", "sum of u'"),
    rate=0.4,
    unit="inverse curvature",
    after="momentum",
    params=(
        Param.share("momentum", "γ", 0.9, "In one unit of time, friction takes away the share 1 - γ of the velocity."),
    ),
    formula=r"""\begin{aligned}
\dot\theta &= u, \qquad \dot u = -(1-\gamma)\,u - \eta\,\nabla f(\theta) \\
(\theta_t, u_t) &= \text{one unit of time later, by Runge and Kutta's method of order four}
\end{aligned}""",
    lesson="A ball with friction: it swings through the valley as momentum does, but on a smooth path and without "
    "jumps.",
    watch="It swings across the valley's floor eleven times, the last time at step 77. Gradient descent crosses it "
    "once. Which one is farther along at the end?",
    source=Source(
        "Ning Qian",
        "On the momentum term in gradient descent learning algorithms",
        1999,
        "https://doi.org/10.1016/S0893-6080(98)00116-6",
    ),
)
