"""RMSProp: Adagrad that forgets; the slope is measured by a running mean of squares."""

import numpy as np

from core.kernel import kernel
from core.records import Optimizer, Param, Source


@kernel
def step(theta, g, slots, t, rate, h):
    rho, eps = h[0], h[1]
    v = slots[0]
    for i in range(theta.size):
        v[i] = rho * v[i] + (1.0 - rho) * g[i] * g[i]
        theta[i] -= rate[i] * g[i] / (np.sqrt(v[i]) + eps)


RMSPROP = Optimizer(
    key="rmsprop",
    name="RMSProp",
    family="adaptive",
    step=step,
    slots=("v",),
    rate=0.005,
    unit="length",
    params=(
        # The lecture says 0.9; 0.99 is what PyTorch calls alpha and takes when nothing is said.
        Param.share("rho", "ρ", 0.99, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
    ),
    formula=r"""\begin{aligned}
v_t &= \rho\, v_{t-1} + (1-\rho)\, g_t^2 \\
\theta_t &= \theta_{t-1} - \eta_t\,\frac{g_t}{\sqrt{v_t} + \varepsilon}
\end{aligned}""",
    lesson="Steps have nearly one length wherever one is; close to the minimum they keep it and jitter.",
    source=Source(
        "Tijmen Tieleman and Geoffrey Hinton",
        "Lecture 6.5: Divide the gradient by a running average of its recent magnitude",
        2012,
        "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    ),
)
