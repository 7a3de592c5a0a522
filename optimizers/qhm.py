"""Quasi-hyperbolic momentum: a step along a weighted mean of the present gradient and its running mean."""

from core.anatomy import Anatomy, Line, landing, part, running_mean
from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta, nu = h[0], h[1]
    v = slots[0]
    for i in range(theta.size):
        v[i] = beta * v[i] + (1.0 - beta) * g[i]
        theta[i] -= rate[i] * ((1.0 - nu) * g[i] + nu * v[i])


def anatomy(beta, nu):
    return Anatomy(
        (
            running_mean("v", "momentum", "g", "the mean slope: a share is kept", "momentum"),
            Line("u", "u_t", "(1 - nu) * g + nu * v", "the slope of now and the mean, mixed"),
            landing("theta - rate * u", "the step: minus η times that"),
        ),
        (
            part("momentum", "-rate * nu * momentum * v_before", "what was remembered"),
            part("gradient", "-rate * (1 - nu * momentum) * g", "the gradient of now"),
        ),
    )


QHM = Optimizer(
    key="qhm",
    name="QHM",
    family="momentum",
    step=step,
    anatomy=anatomy,
    slots=("v",),
    rate=2.0,
    unit="inverse curvature",
    params=(
        # The paper recommends 0.999 for many thousand steps; in a few hundred such a mean would hardly move.
        Param.share("momentum", "β", 0.95, "The share of the mean slope that is kept at every step."),
        Param("nu", "ν", 0.7, help="The weight of the mean in the step. The rest is the weight of the current slope."),
    ),
    limits=(Limit({"nu": 1.0}, "momentum", {"convention": 2.0}), Limit({"nu": 0.0}, "gd")),
    formula=r"""\begin{aligned}
v_t &= \beta\, v_{t-1} + (1-\beta)\, g_t \\
\theta_t &= \theta_{t-1} - \eta_t\,\bigl((1-\nu)\, g_t + \nu\, v_t\bigr)
\end{aligned}""",
    lesson="Mixing in the current slope damps the swings of a long memory and keeps its push.",
    watch="Momentum swings across the valley's floor eleven times, QHM once. But see which one is farther along at "
    "the end.",
    source=Source(
        "Jerry Ma and Denis Yarats",
        "Quasi-hyperbolic momentum and Adam for deep learning",
        2018,
        "https://arxiv.org/abs/1810.06801",
    ),
)
