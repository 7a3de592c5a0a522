"""RMSProp: Adagrad that forgets, since it divides by the root of a running mean of squares.

Two options go beyond the lecture. Centred, the squared mean gradient is subtracted from the mean square, so only
changes of the gradient shorten the step (Graves, 2013). And the scaled gradients may be accumulated as a momentum.
By default ε stands outside the root, the mean square starts at zero, and the momentum is accumulated before the rate is
applied, all as in PyTorch. Keras, TensorFlow and optax differ in these three points, so each is a parameter.
"""

import numpy as np

from core.anatomy import Anatomy, Line, landing, part, running_mean
from core.kernel import kernel
from core.param import EPSILON_OUTSIDE, Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    rho, eps, momentum, centered, inside, initial, classic = h[0], h[1], h[2], h[3], h[4], h[5], h[6]
    v, m, b = slots[0], slots[1], slots[2]
    first = initial if t == 1 else 0.0
    within, beside = (eps, 0.0) if inside else (0.0, eps)
    for i in range(theta.size):
        v[i] = rho * (v[i] + first) + (1.0 - rho) * g[i] * g[i]
        m[i] = rho * m[i] + (1.0 - rho) * g[i]
        spread = v[i] - centered * m[i] * m[i]
        # Rounding may make a variance of zero slightly negative, and its root would be nan.
        scaled = g[i] / (np.sqrt((spread if spread > 0.0 else 0.0) + within) + beside)
        b[i] = momentum * b[i] + (rate[i] if classic else 1.0) * scaled
        theta[i] -= (1.0 if classic else rate[i]) * b[i]


def anatomy(rho, eps, momentum, centered, inside, initial, classic):
    spread = "s" if centered else "v"
    step = f"g / sqrt({spread} + eps)" if inside else f"g / (sqrt({spread}) + eps)"
    lines = [running_mean("v", "rho", "g**2", "the mean square of the slope", begins="initial")]
    if centered:
        lines += [
            running_mean("m", "rho", "g", "the mean slope"),
            Line("s", "s_t", "max(v - m**2, 0)", "the variance of the slope"),
        ]
    lines += [Line("u", "u_t", step, "each slope by its own yardstick", role="scaling")]
    if not momentum:
        parts = (part("gradient", f"-rate * {step}", "the gradient, scaled"),)
        return Anatomy((*lines, landing("theta - rate * u", "the step: minus η times that")), parts)
    fresh, by = ("rate * u", "") if classic else ("u", "rate * ")
    lines += [
        Line("b", "b_t", f"momentum * b_before + {fresh}", "such steps, gathered", "b", "momentum"),
        landing(f"theta - {by}b", "the walker moves with its velocity" if classic else "the step: minus η times that"),
    ]
    return Anatomy(
        tuple(lines),
        (
            part("momentum", f"-{by}momentum * b_before", "what is left of the steps before"),
            part("gradient", f"-rate * {step}", "the gradient, scaled"),
        ),
    )


RMSPROP = Optimizer(
    key="rmsprop",
    name="RMSProp",
    family="adaptive",
    step=step,
    anatomy=anatomy,
    slots=("v", "m", "b"),
    scales=("v", "m"),
    rate=0.005,
    unit="length",
    after="adagrad",
    params=(
        # The lecture has 0.9. The default here is that of PyTorch, where the parameter is called alpha.
        Param.share("rho", "ρ", 0.99, "The share of both running means that is kept at every step."),
        Param.epsilon(1e-8),
        Param.share("momentum", "γ", 0.0, "The share of the accumulated step that is kept at every step."),
        Param.switch(
            "centered",
            "centred",
            default=False,
            help="Divides by the root of the slope's variance and not of its mean square.",
        ),
        EPSILON_OUTSIDE,
        Param(
            "initial",
            "v₀",
            0.0,
            help="The mean square before the first step: 0 in PyTorch, Keras and optax, 1 in "
            "TensorFlow 1. From 0, the first steps are the longest.",
        ),
        Param.choice(
            "convention",
            "convention",
            ("pytorch", "classic"),
            "What the momentum accumulates. pytorch: the scaled gradients, and the rate is applied afterwards. "
            "classic: the steps, with the rate of the step at which each arose, as in Keras and optax.",
        ),
    ),
    formula=r"""\begin{aligned}
v_t &= \rho\, v_{t-1} + (1-\rho)\, g_t^2, \qquad m_t = \rho\, m_{t-1} + (1-\rho)\, g_t \\
s_t &= v_t \quad\text{or, centred,}\quad v_t - m_t^2 \\
u_t &= \frac{g_t}{\sqrt{s_t} + \varepsilon} \quad\text{or, inside,}\quad \frac{g_t}{\sqrt{s_t + \varepsilon}} \\
\text{pytorch:}\quad b_t &= \gamma\, b_{t-1} + u_t, \qquad \theta_t = \theta_{t-1} - \eta_t\, b_t \\
\text{classic:}\quad b_t &= \gamma\, b_{t-1} + \eta_t\, u_t, \qquad \theta_t = \theta_{t-1} - b_t
\end{aligned}""",
    lesson="Its steps have nearly the same length everywhere. Close to the minimum they keep it, so it jitters.",
    watch="Its first step is ten times as long as Adam's and leaps across the valley, because the mean of squares "
    "has only begun. After two more crossings it is on the floor, ahead for good.",
    source=Source(
        "Tijmen Tieleman and Geoffrey Hinton",
        "Lecture 6.5: Divide the gradient by a running average of its recent magnitude",
        2012,
        "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    ),
)
