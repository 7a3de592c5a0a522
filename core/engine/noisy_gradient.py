"""The gradient as a method sees it when it is not exact: computed on mini-batches, noisy, rounded, delayed, clipped."""

from core.engine.links import as_grad, as_hess, as_loss
from core.engine.noise import (
    CLIP,
    GAUSSIAN,
    KIND,
    ORDER,
    RELATIVE,
    ROUNDING,
    STEEP,
    STUDENT,
    add_gaussian,
    add_relative,
    add_steep,
    add_student,
    clip,
    delay,
    round_off,
)
from core.engine.samples import choose
from core.engine.world import bend, curvature, extras, place, slope, turn_back
from core.kernel import kernel


@kernel
def pick(world, t, who, order, rows, batch):
    """Copy this walker's mini-batch for this step into `batch`; return how many samples it has."""
    taken = choose(world.noise[ORDER], world.seed, who, t, order, rows)
    for s in range(taken):
        for k in range(batch.shape[1]):
            batch[s, k] = world.data[rows[s], k]
    return taken


@kernel
def sense_batch(grad, loss, hess, world, method, c, t, who, x, y, gx, gy, f, straight, cross, u, w, batch, order):
    """The gradient on each walker's own mini-batch, with the loss and the Hessian if the method needs them."""
    half, rows = x.size, order[-1, : batch.shape[0]]
    place(world.frame, x, y, u, w)
    for i in range(half):
        taken = pick(world, t, who[i], order[i], rows, batch)
        seen, p, q = batch[:taken], u[i : i + 1], w[i : i + 1]
        grad(c, seen, p, q, gx[i : i + 1], gy[i : i + 1])
        if method.loss:
            loss(c, seen, p, q, f[i : i + 1])
            f[i + half] = f[i]
        if method.hess:
            hess(c, seen, p, q, straight[i : i + 1], cross[i : i + 1], straight[i + half : i + half + 1])
    turn_back(world.frame, gx, gy)
    if method.hess:
        bend(world.frame, straight, cross)


@kernel
def disturb(hess, world, c, t, stage, who, x, y, gx, gy, work, u, w):
    """Apply noise and rounding to a gradient, in place."""
    kind = world.noise[KIND]
    if kind == GAUSSIAN:
        add_gaussian(world, t, stage, who, gx, gy)
    elif kind == STEEP:
        curvature(hess, world, c, x, y, work[6], work[7], u, w)
        add_steep(world, t, stage, who, work[6], work[7], gx, gy)
    elif kind == STUDENT:
        add_student(world, t, stage, who, gx, gy)
    elif kind == RELATIVE:
        add_relative(world, t, stage, who, gx, gy)
    if world.noise[ROUNDING] != 0.0:
        round_off(world, gx, gy)


@kernel
def sense(links, world, method, c, t, stage, who, x, y, g, f, straight, cross, work, ring, batch, order):
    """The gradient, loss and Hessian at x, y as the method sees them at step t. Called by address
    (core.engine.links).
    """
    loss, grad, hess = as_loss(links[0]), as_grad(links[1]), as_hess(links[2])
    half = x.size
    gx, gy, u, w = g[:half], g[half:], work[3, :half], work[3, half:]
    if batch.shape[0] == 0:
        slope(grad, world, c, x, y, gx, gy, u, w)
        extras(loss, hess, world, method, c, x, y, f, straight, cross, u, w)
    else:
        sense_batch(grad, loss, hess, world, method, c, t, who, x, y, gx, gy, f, straight, cross, u, w, batch, order)
    disturb(hess, world, c, t, stage, who, x, y, gx, gy, work, u, w)
    if ring.shape[0] > 0:
        delay(world, method, t, stage, ring, g)
    if world.noise[CLIP] > 0.0:
        clip(world, g)
