"""The surveying loop: many lanes, only their outcomes kept.

It steps through the same kernels in the same order as the recording loop, so a walker has the same bits in either, in
any block and in any number of threads. It takes ten seconds to compile, hence a module of its own: the page needs the
recording loop first.
"""

import numpy as np
from numba import float64, int64, void

from core.ending import MOVING, verdict
from core.fog import BATCH, LATE
from core.kernel import COUNTS, LINKS, MAT, TEN, VEC, WHO, kernel, room, typed
from core.links import ORDERS, as_grad, as_hess, as_loss, as_probe, as_react, as_sense, as_step
from core.world import METHOD, MOOD, WORK, WORLD, copy, extras, slope, value

MARCH = void(LINKS, WORLD, METHOD, VEC, int64, int64, VEC, VEC, WHO, VEC, MAT, MAT, MAT, ORDERS)
SURVEY = int64(
    LINKS, WORLD, MAT, METHOD, VEC, MAT, VEC, COUNTS, COUNTS, COUNTS, TEN, int64, float64, float64, int64,
    int64, int64, int64,
)  # fmt: skip


@typed(MARCH)
def march(links, world, method, h, start, stop, rates, base, who, theta, slots, work, batch, order):
    """Steps start + 1 ... stop of a block of lanes. Allocates nothing. work[4] becomes theta before the last step."""
    late = np.int64(world.noise[LATE]) * method.stages
    n, half, rows = theta.size, theta.size // 2, slots.shape[0] - late - MOOD * method.reacting
    grad, loss, hess = as_grad(links[1]), as_loss(links[0]), as_hess(links[2])
    probe, step = as_probe(links[3]), as_step(links[4])
    react, sense = as_react(links[5]), as_sense(links[6])
    g, at, rate, scratch, before = work[0], work[1], work[2], work[3], work[4]
    seen = at if method.probing else theta
    c, x, y = world.c[0], seen[:half], seen[half:]
    u, w = scratch[:half], scratch[half:]
    f = slots[rows - 1 - 2 * method.hess] if method.loss else g
    straight, cross = (slots[rows - 2], slots[rows - 1]) if method.hess else (g, g)
    own, ring, here = slots[:rows], slots[slots.shape[0] - late :], work[5, :half]
    factor = slots[rows] if method.reacting else g
    plain = links[6] == 0  # nothing stands between the walkers and the true gradient
    for k in range(start, stop):
        t = k + 1
        if world.c.shape[0] > 1:
            c = world.c[min(k, world.c.shape[0] - 1)]
        if method.reacting:
            value(loss, world, c, theta[:half], theta[half:], here, u, w)
            for i in range(n):
                rate[i] = rates[k] * base[i] * factor[i]
        elif k == start or rates[k] != rates[k - 1]:
            for i in range(n):
                rate[i] = rates[k] * base[i]
        for stage in range(method.stages):
            if method.probing:
                probe(stage, theta, g, own, t, rate, h, at)
            if plain:
                slope(grad, world, c, x, y, g[:half], g[half:], u, w)
                extras(loss, hess, world, method, c, x, y, f, straight, cross, u, w)
            else:
                sense(links, world, method, c, t, stage, who, x, y, g, f, straight, cross, work, ring, batch, order)
        if k == stop - 1:
            copy(theta, before)
        step(theta, g, own, t, rate, h)
        if method.reacting:
            react(method.plan, here, factor, slots[rows + 1], slots[rows + 2], slots[rows + 3], t)


@kernel
def squeeze(row, keep, out):
    """These lanes of a row (the x half, then the y half)."""
    kept, half = keep.size, row.size // 2
    for i in range(kept):
        out[i], out[i + kept] = row[keep[i]], row[keep[i] + half]


@room
def survivors(status, who):
    """Which lanes of a block have not ended."""
    keep = np.empty(who.size, np.int64)
    kept = 0
    for i in range(who.size):
        if status[who[i]] == MOVING:
            keep[kept] = i
            kept += 1
    return keep[:kept].copy()


@kernel
def depart(begun, state, low, radius, stop, left):
    """Note for the lanes of a block that are farther than `radius` from their start for the first time."""
    for i in range(begun.shape[1]):
        dx, dy = state[0, low + i] - begun[0, i], state[1, low + i] - begun[1, i]
        if left[low + i] == 0 and not dx * dx + dy * dy <= radius * radius:
            left[low + i] = stop


@kernel
def watch(seen, k, state, low, high):
    """Write down where these lanes are. A loop: numba takes seconds to compile the assignment of a slice of a slice."""
    for i in range(low, high):
        seen[k, 0, i], seen[k, 1, i] = state[0, i], state[1, i]


@typed(SURVEY, room)
def survey(
    links, world, hs, method, rates, state, base, status, steps, left, seen, gap, radius, tol, every, lanes, low, high
):
    """Walk lanes low ... high - 1 of `state` (float64[2, N]) in blocks, and leave there where each of them ended.

    hs: float64[1 or blocks, P], a row of hyper-parameters per block of the whole survey. base: float64[N], each lane's
    factor on the rate. status and steps: int64[N]. A lane is looked at every `every` steps; one that has ended leaves.
    seen: float64[F, 2, N], where the lanes are at the start, after every `gap` steps (looks are then among them) and
    at the end; F = 0 if nobody asks. left: int64[N], which must come as 0, becomes the first look that finds the lane
    farther than `radius` from its start, or stays 0.
    Returns the number of gradients taken by lanes that had not ended yet.
    """
    looks, size, samples = 0, np.int64(world.noise[BATCH]), world.data.shape[0]
    batch = np.empty((size, world.data.shape[1]))
    mood = method.slots - np.int64(world.noise[LATE]) * method.stages - MOOD
    for bottom in range(low, high, lanes):
        live = min(lanes, high - bottom)
        h = hs[min(bottom // lanes, hs.shape[0] - 1)]
        begun, top = state[:, bottom : bottom + live].copy(), bottom + live
        theta, many, who = np.empty(2 * live), np.empty(2 * live), np.empty(live, np.uint64)
        slots, work = np.zeros((method.slots, 2 * live)), np.zeros((WORK, 2 * live))
        order = np.full((live + 1 if size else 0, samples + 1), -1)
        for i in range(live):
            theta[i], theta[i + live], who[i] = state[0, bottom + i], state[1, bottom + i], np.uint64(bottom + i)
            many[i] = many[i + live] = base[bottom + i]
        if method.reacting:
            slots[mood, :] = 1.0
        if seen.shape[0] > 0:
            watch(seen, 0, state, bottom, top)
        for start in range(0, rates.size, every):
            stop = min(start + every, rates.size)
            if live > 0:
                march(links, world, method, h, start, stop, rates, many, who, theta, slots, work, batch, order)
            ended = 0
            for i in range(live):
                lane = who[i]
                if status[lane] == MOVING:
                    looks += (stop - start) * method.stages
                    status[lane] = verdict(theta, work[4], work[0], i, tol)
                    state[0, lane], state[1, lane], steps[lane] = theta[i], theta[i + live], stop
                ended += status[lane] != MOVING
            depart(begun, state, bottom, radius, stop, left)
            if seen.shape[0] > 0 and (stop % gap == 0 or stop == rates.size):
                watch(seen, (stop + gap - 1) // gap, state, bottom, top)
            if 4 * ended >= live:  # close the ranks: what has ended costs no more
                keep = survivors(status, who)
                if keep.size == 0 and seen.shape[0] == 0:
                    break
                live, kept, crowd = keep.size, np.empty((method.slots + 2, 2 * keep.size)), who.copy()
                squeeze(theta, keep, kept[0])
                squeeze(many, keep, kept[1])
                for s in range(method.slots):
                    squeeze(slots[s], keep, kept[2 + s])
                theta, many, slots, who = kept[0], kept[1], kept[2:], crowd[:live]
                for i in range(live):
                    who[i] = crowd[keep[i]]
                work = np.zeros((WORK, 2 * live))
                order[:, samples] = -1
    return looks
