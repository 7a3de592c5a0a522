"""BFGS: estimates the inverse Hessian from changes of the gradient, and takes Newton's step with it.

Each step (tick) is one evaluation of loss and gradient. Most of them are trials of the line search, which do not move
the walker. η is the length of a search's first trial in units of the quasi-Newton step. Before any curvature is known,
that step is one unit long, as in PyTorch's L-BFGS. The first matrix is scaled when the first pair is known (Nocedal and
Wright, 2006, equation 6.20).
"""

from core.kernel import kernel
from core.linesearch import FOUND, LOST, ROWS, SEARCHING, aim, launch, look
from core.param import Param
from core.records import Optimizer
from core.source import Source


@kernel
def probe(stage, theta, g, slots, t, rate, h, at):
    aim(theta, slots, at)


@kernel
def learn(slots, i, sx, sy, yx, yy):
    """Update the inverse Hessian with a step s and the change y of the gradient along it."""
    straight, cross = slots[6], slots[7]
    j = i + slots.shape[1] // 2
    bend = sx * yx + sy * yy
    if not bend > 0.0:
        return
    if straight[i] == 1.0 and straight[j] == 1.0 and cross[i] == 0.0:
        straight[i] = straight[j] = bend / (yx * yx + yy * yy)
    a, b, e = straight[i], cross[i], straight[j]
    ux, uy = a * yx + b * yy, b * yx + e * yy
    k = (1.0 + (yx * ux + yy * uy) / bend) / bend
    straight[i] = a + k * sx * sx - 2.0 * sx * ux / bend
    straight[j] = e + k * sy * sy - 2.0 * sy * uy / bend
    cross[i] = cross[j] = b + k * sx * sy - (sx * uy + ux * sy) / bend


@kernel
def step(theta, g, slots, t, rate, h):
    half = theta.size // 2
    d, p, length, straight, cross, f = slots[0], slots[1], slots[2], slots[6], slots[7], slots[8]
    for i in range(half):
        j = i + half
        verdict = LOST if t == 1 else look(slots, i, f, g, h[0], h[1])
        if verdict == SEARCHING:
            continue
        sx, sy = length[i] * d[i], length[i] * d[j]
        theta[i] += sx
        theta[j] += sy
        if verdict == FOUND:
            learn(slots, i, sx, sy, g[i] - p[i], g[j] - p[j])
        else:
            straight[i], straight[j], cross[i], cross[j] = 1.0, 1.0, 0.0, 0.0
        d[i] = -(straight[i] * g[i] + cross[i] * g[j])
        d[j] = -(cross[i] * g[i] + straight[j] * g[j])
        size = abs(g[i]) + abs(g[j])
        launch(slots, i, f, g, rate[i] / max(size, 1.0) if verdict == LOST else rate[i])


BFGS = Optimizer(
    key="bfgs",
    name="BFGS",
    family="curvature",
    step=step,
    probe=probe,
    slots=(*ROWS, "inverse Hessian, straight", "inverse Hessian, cross"),
    needs=("loss",),
    rate=1.0,
    unit="pure number",
    after="newton",
    params=(
        Param(
            "c1",
            "c₁",
            1e-4,
            (1e-6, 0.4),
            (1e-12, 0.5),
            "log",
            "The share of the decrease promised by the slope that a step must bring. Theory demands that it is less "
            "than c₂. Otherwise there may be no step that meets both conditions.",
        ),
        Param(
            "c2",
            "c₂",
            0.9,
            (0.01, 0.99),
            (1e-9, 0.999),
            "log",
            "The share of the slope along the line that may be left after a step. Theory demands c₁ < c₂ < 1. "
            "Otherwise there may be no step that meets both conditions.",
        ),
    ),
    formula=r"""\begin{aligned}
d_k &= -H_k\, g_k, \qquad s_k = \alpha_k d_k, \qquad y_k = g_{k+1} - g_k \\
f(\theta_k + s_k) &\le f(\theta_k) + c_1\, g_k^{\mathsf T} s_k, \qquad
|g_{k+1}^{\mathsf T} d_k| \le c_2\, |g_k^{\mathsf T} d_k| \\
H_{k+1} &= \Bigl(I - \frac{s_k y_k^{\mathsf T}}{y_k^{\mathsf T} s_k}\Bigr) H_k
\Bigl(I - \frac{y_k s_k^{\mathsf T}}{y_k^{\mathsf T} s_k}\Bigr) + \frac{s_k s_k^{\mathsf T}}{y_k^{\mathsf T} s_k} \\
\theta_{k+1} &= \theta_k + s_k
\end{aligned}""",
    lesson="Two gradients show how the ground bends between them. From this it builds Newton's step without a Hessian.",
    watch="It stands still at steps 1 and 2: these were trials that went too far, and each costs a gradient. At step "
    "48 it is at the minimum; gradient descent needs 300 steps just to reach x = -0.91.",
    source=Source(
        "Charles G. Broyden, Roger Fletcher, Donald Goldfarb and David F. Shanno",
        "The convergence of a class of double-rank minimization algorithms",
        1970,
        "https://doi.org/10.1093/imamat/6.1.76",
    ),
)
