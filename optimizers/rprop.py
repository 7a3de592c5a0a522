"""Rprop: every coordinate has its own step length, which grows while its gradient keeps its sign and shrinks otherwise.

Of the variants in use this is PyTorch's: after a change of sign the coordinate rests for one step and its gradient is
forgotten, but the step that overshot is not taken back (Igel and Hüsken, 2000, call it iRprop−). η is the length of the
very first step and nothing else, so a schedule has no effect on this method.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    shrink, grow, shortest, longest = h[0], h[1], h[2], h[3]
    past, length = slots[0], slots[1]
    for i in range(theta.size):
        if t == 1:
            length[i] = rate[i]
        agree = np.sign(g[i] * past[i])
        factor = grow if agree > 0.0 else (shrink if agree < 0.0 else 1.0)
        length[i] = min(max(length[i] * factor, shortest), longest)
        past[i] = 0.0 if agree < 0.0 else g[i]
        theta[i] -= length[i] * np.sign(past[i])


RPROP = Optimizer(
    key="rprop",
    name="Rprop",
    family="sign",
    step=step,
    slots=("past slope", "step"),
    rate=0.01,
    unit="length",
    params=(
        Param(
            "shrink", "η⁻", 0.5, (0.1, 0.99), (0.01, 1.0), help="The factor on a step when the slope changes its sign."
        ),
        Param("grow", "η⁺", 1.2, (1.01, 3.0), (1.0, 10.0), help="The factor on a step while the slope keeps its sign."),
        Param("shortest", "Δ_min", 1e-6, (1e-12, 0.1), (1e-16, 1e3), "log", "No step gets shorter than this."),
        Param("longest", "Δ_max", 50.0, (0.1, 1000.0), (1e-3, 1e6), "log", "No step gets longer than this."),
    ),
    formula=r"""\begin{aligned}
\Delta_t &= \begin{cases}
\min(\eta^+\,\Delta_{t-1},\ \Delta_{\max}) & g_t\, g_{t-1} > 0 \\
\max(\eta^-\,\Delta_{t-1},\ \Delta_{\min}) & g_t\, g_{t-1} < 0,\ \text{then}\ g_t \leftarrow 0 \\
\Delta_{t-1} & \text{otherwise}
\end{cases} \\
\theta_t &= \theta_{t-1} - \Delta_t\,\operatorname{sign}(g_t), \qquad \Delta_0 = \eta
\end{aligned}""",
    lesson="It feels its way with steps that grow by a fifth. Noise that flips the sign of the slope keeps them short.",
    watch="Each of its first steps is a fifth longer than the one before, until it crosses the floor at step 5 and "
    "shortens them. SignSGD, whose steps all have one length, is stuck at the foot of the wall.",
    source=Source(
        "Martin Riedmiller and Heinrich Braun",
        "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
        1993,
        "https://doi.org/10.1109/ICNN.1993.298623",
    ),
)
