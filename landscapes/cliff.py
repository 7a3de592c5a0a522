"""A linear recurrent unit that learns a decaying echo: beyond |w| = 1 its loss is a wall, and its gradient explodes.

The unit's state at steps 0, 1, 2, ... is u, u w, u w², ... The loss is half its mean squared difference from the echo
1, 0.9, 0.81, ... over T steps. The loss is gentle while |w| is below one, and beyond grows like w^(2T-2):
backpropagation multiplies the gradient T - 1 times by w.
"""

from core.kernel import kernel
from core.param import Param
from core.records import Landscape
from core.source import Source

ECHO = 0.9  # the decay factor to be learnt


@kernel
def loss(c, data, x, y, f):
    n = int(c[0])
    for i in range(x.size):
        state, echo, total = y[i], 1.0, 0.0
        for _ in range(n):
            total += (state - echo) * (state - echo)
            state, echo = state * x[i], echo * ECHO
        f[i] = 0.5 * total / n


@kernel
def grad(c, data, x, y, gx, gy):
    n = int(c[0])
    for i in range(x.size):
        # power is w**t, and slope is its derivative t w**(t - 1)
        power, slope, echo, by_w, by_u = 1.0, 0.0, 1.0, 0.0, 0.0
        for _ in range(n):
            short = y[i] * power - echo
            by_w += short * y[i] * slope
            by_u += short * power
            slope, power, echo = slope * x[i] + power, power * x[i], echo * ECHO
        gx[i] = by_w / n
        gy[i] = by_u / n


@kernel
def hess(c, data, x, y, hxx, hxy, hyy):
    n = int(c[0])
    for i in range(x.size):
        power, slope, bend, echo, by_ww, by_wu, by_uu = 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0
        for _ in range(n):
            short = y[i] * power - echo
            by_ww += y[i] * (y[i] * slope * slope + short * bend)
            by_wu += slope * (y[i] * power + short)
            by_uu += power * power
            bend, slope = bend * x[i] + 2.0 * slope, slope * x[i] + power
            power, echo = power * x[i], echo * ECHO
        hxx[i] = by_ww / n
        hxy[i] = by_wu / n
        hyy[i] = by_uu / n


CLIFF = Landscape(
    key="cliff",
    name="Exploding wall",
    family="network",
    loss=loss,
    grad=grad,
    hess=hess,
    params=(
        Param(
            "T",
            "T",
            20.0,
            slider=(5, 40),
            valid=(2, 100),
            kind="integer",
            help="The number of steps of the recurrent unit. The more steps, the steeper the wall.",
        ),
    ),
    box=((0.0, 1.4), (-0.2, 2.0)),
    starts={"at the wall": (0.98, 1.34), "on the wall": (1.09, 0.53), "forgetful": (0.2, 1.8)},
    minima=lambda *_: [(ECHO, 1.0)],
    contour="log",
    soft=0.01,
    formula=r"\frac{1}{2T}\sum_{t=0}^{T-1}\bigl(u\,w^t - 0.9^t\bigr)^2,\quad w = x,\; u = y",
    lesson="A single step on the wall throws a walker far away. A rate that suits the plain is fatal at the cliff.",
    watch="All come down the wall at once. Then gradient descent creeps on the plain, while RMSProp and Adam arrive. "
    "Start on the wall with Momentum's η at 0.01: it is flung off the map.",
    source=Source(
        "Razvan Pascanu, Tomas Mikolov and Yoshua Bengio",
        "On the difficulty of training recurrent neural networks",
        2013,
        "https://arxiv.org/abs/1211.5063",
    ),
)
