"""Gradient descent: a step against the gradient, in proportion to it."""

from core.anatomy import Anatomy, landing, part
from core.kernel import kernel
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    for i in range(theta.size):
        theta[i] -= rate[i] * g[i]


def anatomy():
    return Anatomy(
        (landing("theta - rate * g", "η times the slope, downhill"),),
        (part("gradient", "-rate * g", "the gradient"),),
    )


GD = Optimizer(
    key="gd",
    name="Gradient descent",
    family="first order",
    step=step,
    anatomy=anatomy,
    rate=0.9,
    unit="inverse curvature",
    formula=r"\theta_t = \theta_{t-1} - \eta_t\,\nabla f(\theta_{t-1})",
    lesson="One learning rate serves all directions. It must suit the steepest one, so it is far too small for the "
    "flat one.",
    watch="Five steps bring it down the wall to x = -1.03. The other 295 steps, along the floor, bring it only to "
    "-0.91. Where is Momentum by then?",
    source=Source(
        "Augustin-Louis Cauchy", "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847
    ),
)
