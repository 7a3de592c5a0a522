"""What a walker stands on and what it may see of it: frame, samples, noise, loss, gradient, Hessian."""

from collections import namedtuple

import numpy as np
from numba import int64, types, uint64

from core.kernel import GRAD, HESS, LOSS, MAT, PROBE, REACT, STEP, VEC, inlined, kernel, linker
from core.rng import bits, gauss

World = namedtuple("World", "c data frame noise seed")
"""c: float64[1, P], or one row per step (so a landscape moves). data: float64[n, k] samples. frame: float64[7], the
map u = A p + b as A row by row, b, and 1 unless it is the identity. noise: float64[3], kind, scale, batch."""

NOTHING = np.zeros(0)

Method = namedtuple("Method", "h slots stages probing loss hess plan reacting", defaults=(NOTHING, 0))
"""h: hyper-parameters in the record's order. slots: rows of memory, all told. probing, loss, hess: 0 or 1. plan: the
parameters of a schedule that reacts to the loss, if `reacting` is 1; its MOOD rows are the last of the slots."""

MOOD = 4
"""Rows of memory of a schedule that reacts: the factor on the rate, the best loss, steps without a better one, rest."""

WORLD = types.NamedTuple([MAT, MAT, VEC, VEC, uint64], World)
METHOD = types.NamedTuple([VEC, *[int64] * 5, VEC, int64], Method)

QUIET, GAUSSIAN = 0, 1

as_loss, as_grad, as_hess, as_probe, as_step, as_react = map(linker, (LOSS, GRAD, HESS, PROBE, STEP, REACT))

WORK = 6
"""Rows of scratch memory a block of lanes needs: gradient, probe, rate, frame, the position one step ago, loss."""


@inlined
def copy(row, out):
    """A row, number by number (a slice assignment may allocate, which a kernel cannot)."""
    for i in range(row.size):
        out[i] = row[i]


@kernel
def place(frame, x, y, u, w):
    """Where the points x, y of the map lie in the landscape's own coordinates."""
    for i in range(x.size):
        u[i] = frame[0] * x[i] + frame[1] * y[i] + frame[4]
        w[i] = frame[2] * x[i] + frame[3] * y[i] + frame[5]


@inlined
def value(loss, world, c, x, y, f, u, w):
    """The loss over all samples."""
    if world.frame[6] == 0.0:
        loss(c, world.data, x, y, f)
    else:
        place(world.frame, x, y, u, w)
        loss(c, world.data, u, w, f)


@kernel
def turn_back(frame, gx, gy):
    """A gradient from the landscape's coordinates to the map's: A transposed."""
    for i in range(gx.size):
        p, q = gx[i], gy[i]
        gx[i] = frame[0] * p + frame[2] * q
        gy[i] = frame[1] * p + frame[3] * q


@inlined
def slope(grad, world, c, x, y, gx, gy, u, w):
    """The gradient over all samples."""
    if world.frame[6] == 0.0:
        grad(c, world.data, x, y, gx, gy)
    else:
        place(world.frame, x, y, u, w)
        grad(c, world.data, u, w, gx, gy)
        turn_back(world.frame, gx, gy)


@kernel
def pick(world, t, who, batch):
    """The mini-batch of this walker at this step, drawn with replacement and copied together."""
    for s in range(batch.shape[0]):
        row = np.int64(bits(world.seed, who, t, 64 + s) % np.uint64(world.data.shape[0]))
        for k in range(batch.shape[1]):
            batch[s, k] = world.data[row, k]


@inlined
def slope_of_batch(grad, world, c, t, who, x, y, gx, gy, u, w, batch):
    """The gradient over each walker's own mini-batch."""
    place(world.frame, x, y, u, w)
    for i in range(x.size):
        pick(world, t, who[i], batch)
        grad(c, batch, u[i : i + 1], w[i : i + 1], gx[i : i + 1], gy[i : i + 1])
    turn_back(world.frame, gx, gy)


@kernel
def blur(world, t, stage, who, gx, gy):
    """Gaussian noise on the gradient."""
    for i in range(gx.size):
        first = bits(world.seed, who[i], t, 2 * stage)
        second = bits(world.seed, who[i], t, 2 * stage + 1)
        p, q = gauss(first, second)
        gx[i] += world.noise[1] * p
        gy[i] += world.noise[1] * q


@kernel
def bend(frame, straight, cross):
    """A Hessian [hxx | hyy], [hxy | hxy] from the landscape's coordinates to the map's: A transposed, H, A."""
    half = straight.size // 2
    a, b, c, d = frame[0], frame[1], frame[2], frame[3]
    for i in range(half):
        p, q, r = straight[i], cross[i], straight[i + half]
        straight[i] = a * a * p + 2 * a * c * q + c * c * r
        straight[i + half] = b * b * p + 2 * b * d * q + d * d * r
        cross[i] = a * b * p + (a * d + b * c) * q + c * d * r
        cross[i + half] = cross[i]


@inlined
def extras(loss, hess, world, method, c, x, y, f, straight, cross, u, w):
    """The rows that a method needs beside the gradient: the loss, the Hessian."""
    half = x.size
    if method.loss:
        value(loss, world, c, x, y, f[:half], u, w)
        for i in range(half):
            f[i + half] = f[i]
    if method.hess:
        place(world.frame, x, y, u, w)
        hess(c, world.data, u, w, straight[:half], cross[:half], straight[half:])
        bend(world.frame, straight, cross)


@inlined
def sense(grad, loss, hess, world, method, c, t, stage, who, x, y, gx, gy, f, straight, cross, u, w, batch):
    """Gradient, loss and Hessian at x, y as the method is allowed to see them at step t."""
    if batch.shape[0] == 0:
        slope(grad, world, c, x, y, gx, gy, u, w)
    else:
        slope_of_batch(grad, world, c, t, who, x, y, gx, gy, u, w, batch)
    extras(loss, hess, world, method, c, x, y, f, straight, cross, u, w)
    if world.noise[0] == GAUSSIAN:
        blur(world, t, stage, who, gx, gy)
