"""Schedule-free AdamW: fast iterates, whose mean is the result, and gradients taken between the two.

z is stepped like AdamW without momentum, x is the mean of all z, and the gradient is taken at y, between the two. The
mean is weighted by the square of the largest rate so far, as in the authors' program and in optax. Both of these store
y, but the method's result is x, so the walker here is x (optax: `schedule_free_eval_params`).
"""

import numpy as np

from core.kernel import kernel
from core.param import DECAY_FORM, Param
from core.records import Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    beta1, z = h[0], slots[0]
    for i in range(theta.size):
        at[i] = theta[i] if t == 1 else (1.0 - beta1) * z[i] + beta1 * theta[i]


@kernel
def step(theta, g, slots, t, rate, h):
    beta1, beta2, eps, decay, alone = h[0], h[1], h[2], h[3], h[4]
    z, v, largest, total, factor = slots[0], slots[1], slots[2], slots[3], slots[4]
    unbias = 1.0 / (1.0 - beta2 ** np.float64(t))
    for i in range(theta.size):
        fast = theta[i] if t == 1 else z[i]
        y = (1.0 - beta1) * fast + beta1 * theta[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        u, pull = g[i] / (np.sqrt(v[i] * unbias) + eps), decay * y
        z[i] = fast - rate[i] * u - factor[i] * pull if alone else fast - rate[i] * (u + pull)
        largest[i] = max(largest[i], rate[i])
        weight = largest[i] * largest[i]
        total[i] += weight
        share = weight / total[i] if total[i] > 0.0 else 0.0
        theta[i] = (1.0 - share) * theta[i] + share * z[i]


SCHEDULE_FREE_ADAMW = Optimizer(
    key="schedule_free_adamw",
    name="Schedule-free AdamW",
    family="averaging",
    step=step,
    probe=probe,
    slots=("z", "v", "largest rate", "sum of weights"),
    needs=("factor",),
    rate=0.02,
    unit="length",
    after="adamw",
    params=(
        Param.share(
            "beta1", "β₁", 0.9, "Where the gradient is taken: 1 means at the mean x, 0 means at the fast walker z."
        ),
        Param.share("beta2", "β₂", 0.999, "The share of the mean square that is kept at every step."),
        Param.epsilon(1e-8),
        Param.decay(
            0.0,
            "A pull to the origin: at every step z loses η times this share of y, or the schedule's factor times it.",
        ),
        DECAY_FORM,
    ),
    formula=r"""\begin{aligned}
y_t &= (1-\beta_1)\, z_{t-1} + \beta_1\, x_{t-1}, \qquad g_t = \nabla f(y_t) \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2, \qquad \hat v_t = v_t / (1-\beta_2^t) \\
z_t &= z_{t-1} - \eta_t\Bigl(\frac{g_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda\, y_t\Bigr) \\
x_t &= (1-c_t)\, x_{t-1} + c_t\, z_t, \qquad c_t = \frac{w_t}{\sum_{i\le t} w_i},\quad w_t = \max_{i\le t}\eta_i^2 \\
\text{schedule:}\quad \eta_t\lambda &\to s_t\lambda, \quad s_t = \eta_t/\eta
\end{aligned}""",
    lesson="A mean over all steps has the effect of a falling rate, but it need not know when the run will end.",
    watch="It swings less than Adam: it crosses the floor three times until step 29, Adam five times until step 66. "
    "From step 25 on it is ahead, with a rate that never falls.",
    source=Source(
        "Aaron Defazio, Xingyu Yang, Harsh Mehta, Konstantin Mishchenko, Ahmed Khaled and Ashok Cutkosky",
        "The road less scheduled",
        2024,
        "https://arxiv.org/abs/2405.15682",
    ),
)
