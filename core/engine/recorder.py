"""The recording loop: a few lanes, everything written down.

It owns time, samples, noise, the frame, recording and stopping, and knows no method by name. The surveying loop steps
through the same kernels in the same order, so a walker has the same bits in either.
"""

import numpy as np
from numba import int64, void

from core.engine.ending import FINE, GRADIENT, MEMORY, fault
from core.engine.links import ORDERS, as_grad, as_hess, as_loss, as_probe, as_react, as_sense, as_step
from core.engine.noise import DELAY
from core.engine.world import METHOD, SCHEDULE_STATE, WORLD, copy, extras, pace, slope, value
from core.kernel import COUNTS, LINKS, MAT, TEN, VEC, WHO, kernel, typed

RECORD = void(
    LINKS, WORLD, METHOD, int64, VEC, VEC, WHO, VEC, MAT, MAT, MAT, ORDERS, MAT, MAT, MAT, MAT, TEN, COUNTS, COUNTS
)  # fmt: skip


@kernel
def memory_fault(slots, i):
    """Is anything this lane remembers not finite?"""
    half = slots.shape[1] // 2
    for s in range(slots.shape[0]):
        if not (np.isfinite(slots[s, i]) and np.isfinite(slots[s, i + half])):
            return True
    return False


@kernel
def judge(theta, slots, f, g, k, ends, whys):
    """Note for every lane that is still fine whether row k may stand; how many are fine afterwards."""
    half, alive = theta.size // 2, 0
    for i in range(half):
        if whys[i] == FINE:
            why = fault(theta[i], theta[i + half], f[i], g[i], g[i + half])
            if why == FINE and memory_fault(slots, i):
                why = MEMORY
            if why != FINE:
                whys[i], ends[i] = why, k
            alive += why == FINE
    return alive


@typed(RECORD)
def record(
    links, world, method, first, rates, base, who, theta, slots, work, batch, order,
    points, losses, slopes, used, memory, ends, whys,
):  # fmt: skip
    """Walk all lanes from step `first`; row k holds the state before step first + k, the last row the state after all.

    points, slopes: float64[T + 1, 2B]; losses: [T + 1, B]; used (the gradient each step went by): [T, 2B]; memory:
    [T + 1, K, 2B]. ends[B], which must come as T + 1, becomes the number of rows that hold; whys[B], which must come
    as FINE, the reason. theta and slots are the whole state: hand them back with `first` to fork in time.
    Gradients on their way, the last rows of the slots, are not written down, so that K is less by these.
    """
    late = np.int64(world.noise[DELAY]) * method.stages
    n, half, rows = theta.size, theta.size // 2, slots.shape[0] - late - SCHEDULE_STATE * method.reacting
    grad, loss, hess = as_grad(links[1]), as_loss(links[0]), as_hess(links[2])
    probe, step = as_probe(links[3]), as_step(links[4])
    react, sense = as_react(links[5]), as_sense(links[6])
    g, at, rate, scratch = work[0], work[1], work[2], work[3]
    seen = at if method.probing else theta
    c, x, y = world.c[0], seen[:half], seen[half:]
    u, w = scratch[:half], scratch[half:]
    f = slots[rows - 1 - 2 * method.hess] if method.loss else g
    straight, cross = (slots[rows - 2], slots[rows - 1]) if method.hess else (g, g)
    share = slots[rows - 1 - method.loss - 2 * method.hess] if method.factor else g
    own, kept, ring = slots[:rows], slots[: slots.shape[0] - late], slots[slots.shape[0] - late :]
    factor = slots[rows] if method.reacting else g
    if method.reacting and first == 1:
        for i in range(n):
            factor[i] = 1.0
    plain = links[6] == 0  # nothing stands between the walkers and the true gradient
    for k in range(rates.size + 1):
        t = first + k
        if world.c.shape[0] > 1:
            c = world.c[min(t - 1, world.c.shape[0] - 1)]
        copy(theta, points[k])
        for s in range(kept.shape[0]):
            copy(kept[s], memory[k, s])
        value(loss, world, c, theta[:half], theta[half:], losses[k], u, w)
        slope(grad, world, c, theta[:half], theta[half:], slopes[k, :half], slopes[k, half:], u, w)
        if judge(theta, kept, losses[k], slopes[k], k, ends, whys) == 0 or k == rates.size:
            return
        pace(method, rates[k], base, factor, rate, share)
        for stage in range(method.stages):
            if method.probing:
                probe(stage, theta, g, own, t, rate, method.h, at)
            if not plain:
                sense(links, world, method, c, t, stage, who, x, y, g, f, straight, cross, work, ring, batch, order)
                continue
            if method.probing:
                slope(grad, world, c, x, y, g[:half], g[half:], u, w)
            else:  # the gradient just written down is the one the method asks for
                copy(slopes[k], g)
            extras(loss, hess, world, method, c, x, y, f, straight, cross, u, w)
        for i in range(half):
            if whys[i] == FINE and not (np.isfinite(g[i]) and np.isfinite(g[i + half])):
                whys[i], ends[i] = GRADIENT, k + 1
        copy(g, used[k])
        step(theta, g, own, t, rate, method.h)
        if method.reacting and t > method.wait:
            react(method.plan, losses[k], factor, slots[rows + 1], slots[rows + 2], slots[rows + 3], t - method.wait)


LEVEL = void(LINKS, WORLD, VEC, VEC, VEC, VEC, VEC)


@typed(LEVEL)
def level(links, world, x, y, f, u, w):
    """The loss at many points of the map; u and w are scratch of the same size."""
    value(as_loss(links[0]), world, world.c[0], x, y, f, u, w)
