"""Averaged SGD: gradient descent with a slowly falling rate, and the average of its iterates.

The rate and the start of the average are PyTorch's (after Bottou): step t has the rate η / (1 + λ η (t-1))^α, and the
average begins at step t₀ + 2. In PyTorch the parameter is the last iterate, and the average is kept in the optimizer's
state. Here too the walker is the last iterate, unless a switch makes it the average. The default of t₀ is 0, since with
PyTorch's million no run of this length would begin to average. In PyTorch a schedule acts one step late; here it does
not.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Limit, Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    last = slots[0]
    for i in range(theta.size):
        at[i] = theta[i] if t == 1 or h[3] == 0.0 else last[i]


@kernel
def step(theta, g, slots, t, rate, h):
    decay, power, begin, shown = h[0], h[1], h[2], h[3]
    last, mean = slots[0], slots[1]
    share = 1.0 / max(1.0, np.float64(t) - 1.0 - begin)
    for i in range(theta.size):
        eta = rate[i] / (1.0 + decay * rate[i] * (t - 1.0)) ** power
        here = theta[i] if t == 1 or shown == 0.0 else last[i]
        last[i] = (1.0 - decay * eta) * here - eta * g[i]
        mean[i] = last[i] if share == 1.0 else mean[i] + share * (last[i] - mean[i])
        theta[i] = mean[i] if shown else last[i]


ASGD = Optimizer(
    key="asgd",
    name="Averaged SGD",
    family="averaging",
    step=step,
    probe=probe,
    slots=("last", "mean"),
    rate=0.9,
    unit="inverse curvature",
    params=(
        Param(
            "decay", "λ", 1e-4, (1e-6, 1.0), (0.0, 10.0), "log",
            "How fast the learning rate falls. As in PyTorch, it is also a weight decay.",
        ),
        Param("power", "α", 0.75, help="The power of time with which the learning rate falls."),
        Param(
            "begin", "t₀", 0.0, (0.0, 1000.0), (0.0, 1e6), help="The number of steps before the mean begins.",
            kind="integer",
        ),
        Param.choice(
            "walker", "walker", ("last", "mean"),
            help="What the walker shows. last: the place where PyTorch keeps the parameter. mean: the mean of all "
            "places so far.",
        ),
    ),
    limits=(Limit({"decay": 0.0, "walker": 0.0}, "gd"),),
    formula=r"""\begin{aligned}
\gamma_t &= \frac{\eta_t}{\bigl(1 + \lambda\,\eta_t\,(t-1)\bigr)^{\alpha}} \\
\theta_t &= (1 - \lambda\gamma_t)\,\theta_{t-1} - \gamma_t\, g_t \\
\bar\theta_t &= \bar\theta_{t-1} + \frac{\theta_t - \bar\theta_{t-1}}{\max(1,\ t - 1 - t_0)}
\end{aligned}""",
    lesson="The mean of a jittering path is nearer to the minimum than the path itself, but it lags on the way there.",
    watch="With these settings it is plain gradient descent: down to the floor, then creeping. Switch the walker to "
    "mean: you now see the mean of all places so far, and it lags.",
    source=Source(
        "Boris T. Polyak and Anatoli B. Juditsky",
        "Acceleration of stochastic approximation by averaging",
        1992,
        "https://doi.org/10.1137/0330046",
    ),
)  # fmt: skip
