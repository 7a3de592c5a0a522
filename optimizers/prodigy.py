"""Prodigy: Adam that estimates the distance to the minimum and uses it as its rate.

d is a lower bound of the distance from the start to the minimum, computed from how well the gradients so far agree with
the displacement so far; it only grows. The sums run over both coordinates of a walker. The learning rate is a factor on
d that is meant to be 1. This file follows optax: Adam's bias correction is on (the paper has none, the authors' program
has a switch), and both sums are stored divided by d₀, which keeps them from underflowing.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, first, growth = h[0], h[1], h[2], h[3], h[4]
    m, v, s, start, d, r = slots[0], slots[1], slots[2], slots[3], slots[4], slots[5]
    half, beta3 = theta.size // 2, np.sqrt(beta2)
    unbias = np.sqrt(1.0 - beta2 ** np.float64(t)) / (1.0 - beta1 ** np.float64(t))
    for i in range(half):
        j = i + half
        if t == 1:
            start[i], start[j], d[i] = theta[i], theta[j], first
        far = d[i]
        eta, eta_y = far * rate[i] * unbias, far * rate[j] * unbias
        gained = g[i] * (start[i] - theta[i]) + g[j] * (start[j] - theta[j])
        gx, gy = far * g[i], far * g[j]
        m[i], m[j] = beta1 * m[i] + (1.0 - beta1) * gx, beta1 * m[j] + (1.0 - beta1) * gy
        v[i], v[j] = beta2 * v[i] + (1.0 - beta2) * gx * gx, beta2 * v[j] + (1.0 - beta2) * gy * gy
        s[i], s[j] = beta3 * s[i] + eta * gx / first, beta3 * s[j] + eta_y * gy / first
        r[i] = beta3 * r[i] + far / first * eta * gained
        size = np.abs(s[i]) + np.abs(s[j])
        guess = growth * r[i] / size if size > 0.0 else 0.0
        d[i] = guess if guess > far else far
        d[j], r[j] = d[i], r[i]
        theta[i] -= eta * m[i] / (np.sqrt(v[i]) + d[i] * eps)
        theta[j] -= eta_y * m[j] / (np.sqrt(v[j]) + d[j] * eps)


PRODIGY = Optimizer(
    key="prodigy",
    name="Prodigy",
    family="adaptive",
    step=step,
    slots=("m", "v", "s", "start", "d", "r"),
    rate=1.0,
    unit="pure number",
    after="adam",
    params=(
        Param.share("beta1", "β₁", 0.9, "The share of the mean gradient that is kept at every step."),
        Param.share(
            "beta2",
            "β₂",
            0.999,
            "The share of the mean square that is kept at every step. Its root is the "
            "share that is kept of the sums from which d is computed.",
        ),
        Param.epsilon(1e-8),
        Param("first", "d₀", 1e-6, (1e-8, 1.0), (1e-12, 1e3), "log", "The first estimate of the distance."),
        Param("growth", "c", 1.0, (0.1, 10.0), (0.01, 100.0), "log", "The factor on every estimate of the distance."),
    ),
    formula=r"""\begin{aligned}
r_t &= \sqrt{\beta_2}\, r_{t-1} + \eta_t\, d_{t-1}^2\,\langle g_t,\ \theta_0 - \theta_{t-1}\rangle, \qquad
s_t = \sqrt{\beta_2}\, s_{t-1} + \eta_t\, d_{t-1}^2\, g_t \\
d_t &= \max\Bigl(d_{t-1},\ c\,\frac{r_t}{\lVert s_t\rVert_1}\Bigr) \\
m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, d_{t-1}\, g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\, d_{t-1}^2\, g_t^2 \\
\theta_t &= \theta_{t-1} - \eta_t\, d_{t-1}\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,
\frac{m_t}{\sqrt{v_t} + d_t\,\varepsilon}
\end{aligned}""",
    lesson="It almost stands still at first. Every step shows that the minimum is farther away, until the rate is "
    "found.",
    watch="For 20 steps nothing seems to move: its steps begin at a millionth and grow. At step 154 they are too "
    "long, and the loss leaps to 43. Still, it ends beside the minimum.",
    source=Source(
        "Konstantin Mishchenko and Aaron Defazio",
        "Prodigy: an expeditiously adaptive parameter-free learner",
        2023,
        "https://arxiv.org/abs/2306.06101",
    ),
)
