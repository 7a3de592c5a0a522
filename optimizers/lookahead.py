"""Lookahead over Adam: every k steps, slow weights move part of the way to the fast ones, which restart from there.

The walker shows the fast weights, at which gradients are taken (optax: `params.fast`); the slow weights are in the
memory. Adam's own memory is kept at each restart, as by default in optax; the paper leaves that open.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, alpha, k = h[0], h[1], h[2], h[3], h[4]
    m, v, slow = slots[0], slots[1], slots[2]
    unbias1 = 1.0 / (1.0 - beta1 ** np.float64(t))
    unbias2 = 1.0 / (1.0 - beta2 ** np.float64(t))
    meeting = t % np.int64(k) == 0
    for i in range(theta.size):
        base = theta[i] if t == 1 else slow[i]
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        fast = theta[i] - rate[i] * (m[i] * unbias1) / (np.sqrt(v[i] * unbias2) + eps)
        slow[i] = base + alpha * (fast - base) if meeting else base
        theta[i] = slow[i] if meeting else fast


LOOKAHEAD = Optimizer(
    key="lookahead",
    name="Lookahead",
    family="averaging",
    step=step,
    slots=("m", "v", "slow"),
    rate=0.015,
    unit="length",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share("beta2", "β₂", 0.999, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        Param(
            "alpha",
            "α",
            0.5,
            help="The share of the way that the slow walker goes towards the fast one when they meet.",
        ),
        Param(
            "k",
            "k",
            5.0,
            (1.0, 50.0),
            (1.0, 10_000.0),
            help="The number of steps between two meetings.",
            kind="integer",
        ),
    ),
    limits=(Limit({"alpha": 1.0}, "adam"),),
    formula=r"""\begin{aligned}
\theta_t &= \theta_{t-1} - \eta_t\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \qquad\text{(Adam)} \\
\text{every } k \text{ steps:}\quad \phi &\leftarrow \phi + \alpha\,(\theta_t - \phi), \qquad \theta_t \leftarrow \phi
\end{aligned}""",
    lesson="Explore fast, commit slowly: half of every five steps is taken back, so zigzags cancel out.",
    watch="Every fifth step takes back half of the last five. You can see it in the leaps at steps 5 and 10, and in "
    "the teeth of the loss curve. From step 10 on it is ahead of Adam.",
    source=Source(
        "Michael R. Zhang, James Lucas, Geoffrey Hinton and Jimmy Ba",
        "Lookahead optimizer: k steps forward, 1 step back",
        2019,
        "https://arxiv.org/abs/1907.08610",
    ),
)
