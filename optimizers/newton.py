"""Newton's method: a step to the critical point of the local quadratic approximation.

η shortens the step (1 is the full step, less is called damped). The step is computed along the two eigenvectors of the
Hessian, so that the effect of the saddle-free switch is easy to see: with it on, every eigenvalue is replaced by its
absolute value, and a direction of negative curvature is descended, not climbed (Dauphin and others, 2014, arXiv
1406.2572). Along a direction without curvature the step is infinite, unless the gradient is zero there too.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def share(slope, curvature):
    """The step along one direction: zero if the derivative is zero, whatever the curvature."""
    return slope / curvature if slope != 0.0 else 0.0


@kernel
def step(theta, g, slots, t, rate, h):
    half = theta.size // 2
    straight, cross = slots[0], slots[1]
    for i in range(half):
        j = i + half
        mean, gap = 0.5 * (straight[i] + straight[j]), 0.5 * (straight[i] - straight[j])
        spread = np.sqrt(gap * gap + cross[i] * cross[i])
        low, high = mean - spread, mean + spread
        if h[0]:
            low, high = np.abs(low), np.abs(high)
        # The eigenvector of the larger eigenvalue, by the formula that gives the longer vector of two.
        ex, ey = (cross[i], spread - gap) if gap < 0.0 else (spread + gap, cross[i])
        size = np.sqrt(ex * ex + ey * ey)
        ex, ey = (ex / size, ey / size) if size > 0.0 else (1.0, 0.0)
        up, across = share(ex * g[i] + ey * g[j], high), share(ex * g[j] - ey * g[i], low)
        theta[i] -= rate[i] * (ex * up - ey * across)
        theta[j] -= rate[j] * (ey * up + ex * across)


NEWTON = Optimizer(
    key="newton",
    name="Newton",
    family="curvature",
    step=step,
    needs=("hess",),
    rate=0.5,
    unit="pure number",
    params=(
        Param.switch(
            "saddle_free",
            "saddle-free",
            default=False,
            help="Uses the absolute values of the curvatures, so that it moves away from saddles and tops and not "
            "towards them.",
        ),
    ),
    formula=r"""\begin{aligned}
H_t &= \nabla^2 f(\theta_{t-1}) = \lambda_1 e_1 e_1^{\mathsf T} + \lambda_2 e_2 e_2^{\mathsf T} \\
\theta_t &= \theta_{t-1} - \eta_t \sum_{i} \frac{e_i^{\mathsf T} g_t}{\lambda_i}\, e_i
\qquad\text{saddle-free:}\ |\lambda_i|\ \text{for}\ \lambda_i
\end{aligned}""",
    lesson="Dividing by the curvature makes every valley round. But it leads to any level point: minimum, saddle or "
    "top.",
    watch="It follows the bend and never crosses the floor. Near the minimum each step halves the distance. Set η to "
    "1: it arrives at step 7, but on the way its loss rises to 1400.",
    source=Source("Thomas Simpson", "Essays on several curious and useful subjects", 1740),
)
