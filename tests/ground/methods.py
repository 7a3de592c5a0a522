"""Methods and landscapes for testing features of the kernel contract that the catalogue does not use in this form.

They exercise the engine: several gradients per step, loss or Hessian within a step, probes, samples, moving ground.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Landscape, Optimizer
from core.source import Source
from core.vmath import exp

OURS = Source("The Thalweg authors", "Methods and landscapes that prove the engine", 2026)


def method(key, step, params=(), rate=1.0, **rest):
    """A record with texts that only the catalogue's checks read."""
    return Optimizer(
        key=key, name=key, family="proof", step=step, rate=rate, unit="inverse curvature", formula=key, lesson=key,
        watch=key, source=OURS, params=params, **rest,
    )  # fmt: skip


def ground(key, loss, grad, **rest):
    """A record with texts that only the catalogue's checks read."""
    return Landscape(
        key=key, name=key, family="proof", loss=loss, grad=grad, box=((-2.0, 2.0), (-2.0, 2.0)),
        starts={"corner": (1.5, -1.0)}, formula=key, lesson=key, watch=key,
        source=OURS, **rest,
    )  # fmt: skip


def number(key, default, low=0.0, high=1.0):
    """A parameter of a test method or test landscape."""
    return Param(key, key, default, (low, high), (low, high), help=key)


@kernel
def gd_step(theta, g, slots, t, rate, h):
    for i in range(theta.size):
        theta[i] -= rate[i] * g[i]


PLAIN = method("plain", gd_step)


# Sharpness-aware minimisation (Foret and others, 2020): the step uses the gradient at distance rho uphill.


@kernel
def sam_probe(stage, theta, g, slots, t, rate, h, at):
    half = theta.size // 2
    for i in range(half):
        j = i + half
        climb = h[0] / np.sqrt(g[i] * g[i] + g[j] * g[j]) if stage == 1 else 0.0
        at[i] = theta[i] + (climb * g[i] if stage == 1 else 0.0)
        at[j] = theta[j] + (climb * g[j] if stage == 1 else 0.0)


SAM = method("plain_sam", gd_step, (number("rho", 0.05),), probe=sam_probe, stages=2)


# Gradient flow by the classical Runge-Kutta method: four gradients a step, their weighted sum in memory.


@kernel
def flow_probe(stage, theta, g, slots, t, rate, h, at):
    total = slots[0]
    ahead = 1.0 if stage == 3 else 0.5
    for i in range(theta.size):
        if stage == 0:
            total[i], at[i] = 0.0, theta[i]
        else:
            total[i] += g[i] if stage == 1 else 2.0 * g[i]
            at[i] = theta[i] - ahead * rate[i] * g[i]


@kernel
def flow_step(theta, g, slots, t, rate, h):
    for i in range(theta.size):
        theta[i] -= rate[i] * (slots[0, i] + g[i]) / 6.0


FLOW = method("flow", flow_step, probe=flow_probe, stages=4, slots=("total",))


# Newton's method; with the switch on, the sizes of the eigenvalues are used (Dauphin and others, 2014).


@kernel
def newton_step(theta, g, slots, t, rate, h):
    half = theta.size // 2
    straight, cross = slots[-2], slots[-1]
    for i in range(half):
        j = i + half
        mean, gap = 0.5 * (straight[i] + straight[j]), 0.5 * (straight[i] - straight[j])
        spread = np.sqrt(gap * gap + cross[i] * cross[i])
        low, high = mean - spread, mean + spread
        # The eigenvector of the larger eigenvalue: two formulas give it, and the longer vector is used.
        ex, ey = (cross[i], spread - gap) if gap < 0.0 else (spread + gap, cross[i])
        size = ex * ex + ey * ey
        ex, ey, size = (ex, ey, size) if size > 0.0 else (1.0, 0.0, 1.0)
        if h[0]:
            low, high = abs(low), abs(high)
        along = (ex * g[i] + ey * g[j]) / size
        px, py = along * ex, along * ey
        theta[i] -= rate[i] * (px / high + (g[i] - px) / low)
        theta[j] -= rate[j] * (py / high + (g[j] - py) / low)


NEWTON = method(
    "plain_newton",
    newton_step,
    (Param.switch("sizes", "|λ|", default=False, help="Sizes of eigenvalues."),),
    needs=("hess",),
)


# BFGS with backtracking, one evaluation a step: at theta + alpha d, every lane with its own alpha.


@kernel
def bfgs_probe(stage, theta, g, slots, t, rate, h, at):
    d, alpha = slots[0], slots[4]
    for i in range(theta.size):
        at[i] = theta[i] + alpha[i] * d[i]


@kernel
def bfgs_step(theta, g, slots, t, rate, h):
    half = theta.size // 2
    d, p, straight, cross, alpha, best, f = slots[0], slots[1], slots[2], slots[3], slots[4], slots[5], slots[6]
    for i in range(half):
        j = i + half
        sx, sy, yx, yy = alpha[i] * d[i], alpha[i] * d[j], g[i] - p[i], g[j] - p[j]
        accepted = f[i] <= best[i] + h[0] * (p[i] * sx + p[j] * sy)
        if t == 1:
            straight[i] = straight[j] = 1.0
        elif not accepted:
            alpha[i] = alpha[j] = h[1] * alpha[i]
        else:
            theta[i] += sx
            theta[j] += sy
            bend = sx * yx + sy * yy
            if bend > 0.0:
                a, b, e = straight[i], cross[i], straight[j]
                ux, uy = a * yx + b * yy, b * yx + e * yy
                k = (1.0 + (yx * ux + yy * uy) / bend) / bend
                straight[i] = a + k * sx * sx - 2.0 * sx * ux / bend
                straight[j] = e + k * sy * sy - 2.0 * sy * uy / bend
                cross[i] = cross[j] = b + k * sx * sy - (sx * uy + ux * sy) / bend
        if t == 1 or accepted:
            best[i] = best[j] = f[i]
            p[i], p[j] = g[i], g[j]
            d[i] = -(straight[i] * g[i] + cross[i] * g[j])
            d[j] = -(cross[i] * g[i] + straight[j] * g[j])
            alpha[i], alpha[j] = rate[i], rate[j]


BFGS = method(
    "plain_bfgs", bfgs_step, (number("c", 1e-4), number("shrink", 0.5)), probe=bfgs_probe, needs=("loss",),
    slots=("d", "p", "straight", "cross", "alpha", "best"),
)  # fmt: skip


# A method that does not move, but probes a point next to it, its loss and its Hessian. It counts its steps.


@kernel
def watch_probe(stage, theta, g, slots, t, rate, h, at):
    for i in range(theta.size):
        at[i] = theta[i] + h[0]


@kernel
def watch_step(theta, g, slots, t, rate, h):
    for i in range(theta.size):
        slots[0, i] += 1.0


WATCHER = method(
    "watcher", watch_step, (number("aside", 0.25),), probe=watch_probe, slots=("count",), needs=("loss", "hess")
)
WITNESS = method("witness", watch_step, slots=("count",), needs=("loss", "hess"))


# A method that makes one thing invalid at step 3 for every walker right of the y axis; h[0] says which.

NOTHING, PLACE, LEAP, KEPT = range(4)


@kernel
def spoil_step(theta, g, slots, t, rate, h):
    half = theta.size // 2
    for i in range(half):
        if t == 3 and theta[i] > 0.0:
            if h[0] == PLACE:
                theta[i + half] = np.nan
            if h[0] == LEAP:
                theta[i] = 2e6
            if h[0] == KEPT:
                slots[0, i + half] = np.inf


SPOILER = method("spoiler", spoil_step, (number("what", 0.0, 0.0, 3.0),), slots=("kept",))
PEEKER = method("peeker", gd_step, (number("aside", 0.25, 0.0, 2.0),), probe=watch_probe)

METHODS = (SAM, FLOW, NEWTON, BFGS, WITNESS)
"""Methods of several kinds that move, for properties that every method must have."""


# Logistic regression: rows of data are (a, b, label), the label -1 or 1; the mean of log(1 + exp(-label (x a + y b))).


@kernel
def logistic_loss(c, data, x, y, f):
    for i in range(x.size):
        total = 0.0
        for s in range(data.shape[0]):
            total += np.log(1.0 + exp(-data[s, 2] * (x[i] * data[s, 0] + y[i] * data[s, 1])))
        f[i] = total / data.shape[0]


@kernel
def logistic_grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        sx = sy = 0.0
        for s in range(data.shape[0]):
            pull = data[s, 2] / (1.0 + exp(data[s, 2] * (x[i] * data[s, 0] + y[i] * data[s, 1])))
            sx -= pull * data[s, 0]
            sy -= pull * data[s, 1]
        gx[i], gy[i] = sx / data.shape[0], sy / data.shape[0]


def people(count=60):
    """Samples of two overlapping classes."""
    rng = np.random.default_rng(11)
    return np.column_stack([rng.standard_normal((count, 2)) + 0.3, np.sign(rng.standard_normal(count))])


LOGISTIC = ground("logistic", logistic_loss, logistic_grad, draw=people)


# A round bowl about (c0, c1), which may wander from step to step.


@kernel
def wander_loss(c, data, x, y, f):
    for i in range(x.size):
        f[i] = 0.5 * ((x[i] - c[0]) ** 2 + (y[i] - c[1]) ** 2)


@kernel
def wander_grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        gx[i], gy[i] = x[i] - c[0], y[i] - c[1]


@kernel
def wander_hess(c, data, x, y, hxx, hxy, hyy):
    for i in range(x.size):
        hxx[i], hxy[i], hyy[i] = 1.0, 0.0, 1.0


WANDERER = ground(
    "wanderer", wander_loss, wander_grad, hess=wander_hess,
    params=(number("x", 0.0, -9.0, 9.0), number("y", 0.0, -9.0, 9.0)),
)  # fmt: skip


# Flat ground that is undefined beyond x = 1: c0 says whether the loss is infinite there, or the gradient nan.


@kernel
def broken_loss(c, data, x, y, f):
    for i in range(x.size):
        f[i] = np.inf if x[i] > 1.0 and c[0] == 0.0 else 0.0


@kernel
def broken_grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        gx[i] = np.nan if x[i] > 1.0 and c[0] == 1.0 else -0.25
        gy[i] = 0.0


BROKEN = ground("broken", broken_loss, broken_grad, params=(number("what", 0.0),))


@kernel
def level_loss(c, data, x, y, f):
    for i in range(x.size):
        f[i] = 0.0


@kernel
def level_grad(c, data, x, y, gx, gy):
    for i in range(x.size):
        gx[i] = gy[i] = 0.0


# The Hessian is not the loss's own, since Newton's method could not take a step with a Hessian of zeros.
LEVEL = ground("level", level_loss, level_grad, hess=wander_hess)
