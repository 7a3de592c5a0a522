"""The surveying loop: many lanes, only their outcomes kept.

It steps through the same kernels in the same order as the recording loop, so a walker has the same bits in either, in
any block and in any number of threads. It takes ten seconds to compile, hence a module of its own: the page needs the
recording loop first.
"""

import numpy as np
from numba import boolean, float64, int64, types, void

from core.engine.ending import CONVERGED, MOVING, SPELL, alarmed, some_ended, verdict
from core.engine.links import ORDERS, as_grad, as_hess, as_loss, as_probe, as_react, as_sense, as_step
from core.engine.noise import BATCH, DELAY
from core.engine.world import METHOD, SCHEDULE_STATE, WORK, WORLD, copy, extras, pace, slope, value
from core.kernel import COUNTS, LINKS, MAT, TEN, VEC, WHO, allocating, kernel, typed
from core.tally import FLOOR, TALLY, begin, finish, gauge, halves

HEIGHTS = void(LINKS, WORLD, int64, VEC, VEC, MAT)
MARCH = types.Tuple([int64, boolean])(
    LINKS, WORLD, METHOD, VEC, int64, int64, float64, VEC, VEC, VEC, WHO, VEC, MAT, MAT, MAT, MAT, MAT, ORDERS
)  # fmt: skip
SURVEY = void(
    LINKS, WORLD, MAT, COUNTS, METHOD, VEC, WHO, VEC, MAT, COUNTS, COUNTS, VEC, MAT, COUNTS, TEN, int64, float64,
    float64, int64, int64, int64,
)  # fmt: skip

OWN = 4
"""Rows of a block before the method's memory: theta, the factors on the rate, and two for the spell of rest."""

SHADOW = -1
"""Marks a place of a block whose lane has ended. It repeats what another lane does."""

LINE = 8
"""Numbers per cache line. Loading a vector register across two lines takes twice as long."""


@typed(HEIGHTS)
def heights(links, world, k, theta, f, work):
    """The losses of all lanes after step k."""
    half, c = theta.size // 2, world.c[min(k, world.c.shape[0] - 1)]
    value(as_loss(links[0]), world, c, theta[:half], theta[half:], f, work[3, :half], work[3, half:])


@typed(MARCH)
def march(
    links, world, method, h, start, stop, tol, target, rates, base, who, theta, spell, slots, tally, work, batch, order
):
    """Walk a block of lanes from step start + 1 to `stop`, or to the first step in which a lane ends.

    Returns that step, and whether `settle` is needed: a lane has ended, or it was the last step of the run. In that
    case work[0] holds the gradient that the step used, and work[4] theta before it. Allocates nothing.
    """
    late = np.int64(world.noise[DELAY]) * method.stages
    half, rows = theta.size // 2, slots.shape[0] - late - SCHEDULE_STATE * method.reacting
    grad, loss, hess = as_grad(links[1]), as_loss(links[0]), as_hess(links[2])
    probe, step = as_probe(links[3]), as_step(links[4])
    react, sense = as_react(links[5]), as_sense(links[6])
    g, at, rate, scratch, before = work[0], work[1], work[2], work[3], work[4]
    seen = at if method.probing else theta
    c, x, y = world.c[0], seen[:half], seen[half:]
    gx, gy, u, w = g[:half], g[half:], scratch[:half], scratch[half:]
    f = slots[rows - 1 - 2 * method.hess] if method.loss else g
    straight, cross = (slots[rows - 2], slots[rows - 1]) if method.hess else (g, g)
    share = slots[rows - 1 - method.loss - 2 * method.hess] if method.factor else g
    own, ring, here = slots[:rows], slots[slots.shape[0] - late :], work[5, :half]
    factor = slots[rows] if method.reacting else g
    plain = links[6] == 0  # nothing stands between the walkers and the true gradient
    exact = np.int64(plain and not method.probing)
    for k in range(start, stop):
        t = k + 1
        if world.c.shape[0] > 1:
            c = world.c[min(k, world.c.shape[0] - 1)]
        if method.reacting:
            heights(links, world, k, theta, here, work)
        if method.reacting or k == start or rates[k] != rates[k - 1]:
            pace(method, rates[k], base, factor, rate, share)
        for stage in range(method.stages):
            if method.probing:
                probe(stage, theta, g, own, t, rate, h, at)
            if plain:
                slope(grad, world, c, x, y, gx, gy, u, w)
                extras(loss, hess, world, method, c, x, y, f, straight, cross, u, w)
            else:
                sense(links, world, method, c, t, stage, who, x, y, g, f, straight, cross, work, ring, batch, order)
        if tally.shape[0] > 0:
            if k > 0:
                heights(links, world, k, theta, halves(tally, 0, k)[0], work)
            look = gauge(k, theta, g, tol, exact, tally, target)
        else:
            look = alarmed(theta[:half], theta[half:], gx, gy, tol)
        look |= t == rates.size
        if look:
            copy(theta, before)
        step(theta, g, own, t, rate, h)
        if method.reacting and t > method.wait:
            react(method.plan, here, factor, slots[rows + 1], slots[rows + 2], slots[rows + 3], t - method.wait)
        if look and (some_ended(theta, before, g, tol, exact, t, spell) or t == rates.size):
            return t, True
    return stop, False


@allocating
def shelf(rows, columns):
    """Zeros, float64[rows, columns], that begin at the start of a cache line."""
    flat = np.zeros(rows * columns + LINE)
    first = -(flat.ctypes.data // 8) % LINE
    return flat[first : first + rows * columns].reshape(rows, columns)


@kernel
def shadow(block, i, j):
    """Copy place j of a block to place i."""
    half = block.shape[1] // 2
    for row in range(block.shape[0]):
        block[row, i], block[row, i + half] = block[row, j], block[row, j + half]


@allocating
def muster(method, schedule_state, rows, base, state, bottom, top):
    """A new block of lanes with their positions and factors on the rate; spells, memory and tally are still empty."""
    live, block = top - bottom, shelf(rows, 2 * (top - bottom))
    for i in range(live):
        block[0, i], block[0, i + live] = state[0, bottom + i], state[1, bottom + i]
        block[1, i] = block[1, i + live] = base[bottom + i]
        block[2, i + live] = -1.0  # no lane has rested yet
        if method.reacting:
            block[schedule_state, i] = block[schedule_state, i + live] = 1.0
    return block


@allocating
def squeeze(block, lanes, who, taken):
    """A block of only those places whose lane has not ended, with their lanes and random numbers."""
    half, out = lanes.size, shelf(block.shape[0], 2 * taken)
    mine, whose, kept = np.empty(taken, np.int64), np.empty(taken, np.uint64), 0
    for i in range(half):
        if lanes[i] != SHADOW:
            mine[kept], whose[kept] = lanes[i], who[i]
            for row in range(block.shape[0]):
                out[row, kept], out[row, kept + taken] = block[row, i], block[row, i + half]
            kept += 1
    return out, mine, whose


@kernel
def publish(theta, lanes, state):
    """Write the positions of the lanes that have not ended to `state`."""
    half = theta.size // 2
    for i in range(half):
        if lanes[i] != SHADOW:
            state[0, lanes[i]], state[1, lanes[i]] = theta[i], theta[i + half]


@kernel
def depart(begun, state, low, radius, step, left):
    """Note for the lanes of a block that are farther than `radius` from their start for the first time."""
    for i in range(begun.shape[1]):
        dx, dy = state[0, low + i] - begun[0, i], state[1, low + i] - begun[1, i]
        if left[low + i] == 0 and not dx * dx + dy * dy <= radius * radius:
            left[low + i] = step


@kernel
def watch(seen, k, state, low, high):
    """Write down where these lanes are. A loop: numba takes seconds to compile the assignment of a slice of a slice."""
    for i in range(low, high):
        seen[k, 0, i], seen[k, 1, i] = state[0, i], state[1, i]


@kernel
def settle(links, world, t, last, exact, tol, target, block, tally, lanes, who, work, state, status, steps, measures):
    """Record the lanes that ended in step t, or all lanes after the last step. Returns how many lanes remain.

    The place of an ended lane becomes the shadow of a remaining one. Otherwise it would raise the alarm in every step.
    """
    theta, spell, before, g, taken = block[0], block[2:OWN], work[4], work[0], 0
    half, model = theta.size // 2, SHADOW
    if tally.shape[0] > 0:
        heights(links, world, t, theta, halves(tally, 0, t)[0], work)
    for i in range(half):
        how, ago = verdict(theta, before, g, i, tol, exact)
        resting = how == CONVERGED and t - spell[0, i] + 1 < SPELL
        if lanes[i] != SHADOW and (how == MOVING or resting) and t < last:
            taken, model = taken + 1, i
        elif lanes[i] != SHADOW:
            at, lane = spell[1] if how == CONVERGED else (before if ago else theta), lanes[i]
            state[0, lane], state[1, lane] = at[i], at[i + half]
            status[lane], lanes[i] = how, SHADOW
            steps[lane] = np.int64(spell[0, i]) if how == CONVERGED else t - ago
            if tally.shape[0] > 0:
                finish(i, lane, how, t - ago, t, last, theta, tally, target, measures)
    if model != SHADOW:
        for i in range(half):
            if lanes[i] == SHADOW:
                shadow(block, i, model)
                who[i] = who[model]
    return taken


@typed(SURVEY, allocating)
def survey(
    links, world, hs, setting, method, rates, who, base, state, status, steps, target, measures, left, seen, gap,
    radius, tol, lanes, low, high,
):  # fmt: skip
    """Walk lanes low ... high - 1 in blocks. `state`, float64[2, N], holds their starts, and afterwards their ends.

    hs: float64[M, P], rows of hyper-parameters; setting: int64[N], the row that each lane uses. who: uint64[N], the
    walker whose random numbers it draws. base: float64[N], its factor on the rate. status and steps: int64[N], how and
    after which step it ended. target: float64[2] and measures: float64[MEASURES, N] (core.tally), both empty if nothing
    is measured. seen: float64[F, 2, N], positions at the start, after every `gap` steps and at the end; without frames
    (F = 0) `gap` is the number of steps. left: int64[N], zeros at first: the first step after which a lane is farther
    than `radius` from its start, or 0. It is filled in only if there are frames and `radius` is finite.
    """
    late, samples, last = np.int64(world.noise[DELAY]) * method.stages, world.data.shape[0], rates.size
    exact = np.int64(links[6] == 0 and not method.probing)
    batch = np.empty((np.int64(world.noise[BATCH]), world.data.shape[1]))
    memory, schedule_state = OWN + method.slots, OWN + method.slots - late - SCHEDULE_STATE
    rows, top = memory + (TALLY if target.size else 0), low
    while top < high:
        bottom, h = top, hs[setting[top]]
        while top < min(bottom + lanes, high) and setting[top] == setting[bottom]:
            top += 1
        step, taken, begun = 0, top - bottom, state[:, bottom : top if seen.shape[0] > 0 else bottom].copy()
        mine, whose, work = np.arange(bottom, top), who[bottom:top].copy(), shelf(WORK, 2 * taken)
        block = muster(method, schedule_state, rows, base, state, bottom, top)
        order = np.full((taken + 1 if batch.shape[0] else 0, samples + 1), -1)
        if target.size:
            heights(links, world, 0, block[0], block[memory, :taken], work)
            begin(block[memory:], target[FLOOR])
        if seen.shape[0] > 0:
            watch(seen, 0, state, bottom, top)
        while step < last and (taken > 0 or seen.shape[0] > 0):
            stop = min(step + 1 if radius < np.inf else (step // gap + 1) * gap, last)
            ended = False
            if taken > 0:
                step, ended = march(
                    links, world, method, h, step, stop, tol, target, rates, block[1], whose, block[0],
                    block[2:OWN], block[OWN:memory], block[memory:], work, batch, order,
                )  # fmt: skip
            else:
                step = stop
            if ended:
                taken = settle(
                    links, world, step, last, exact, tol, target, block, block[memory:], mine, whose, work, state,
                    status, steps, measures,
                )  # fmt: skip
                order[:, samples] = -1
            if seen.shape[0] > 0:
                publish(block[0], mine, state)
                depart(begun, state, bottom, radius, step, left)
                if step % gap == 0 or step == last:
                    watch(seen, (step + gap - 1) // gap, state, bottom, top)
            if 0 < 4 * taken <= 3 * mine.size:  # drop the places of ended lanes, so that they cost no time
                block, mine, whose = squeeze(block, mine, whose, taken)
                work = shelf(WORK, 2 * taken)
