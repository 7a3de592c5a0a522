"""What a walker stands on: frame, samples, loss, gradient, Hessian, with nothing in between."""

from collections import namedtuple

import numpy as np
from numba import int64, types, uint64

from core.kernel import MAT, VEC, inlined, kernel

World = namedtuple("World", "c data frame noise seed")
"""c: float64[1, P], or one row per step (so a landscape moves). data: float64[n, k] samples. frame: float64[7], the
map u = A p + b as A row by row, b, and 1 unless it is the identity. noise: float64[8], see core.fog."""

NOTHING = np.zeros(0)

Method = namedtuple("Method", "h slots stages probing loss hess plan reacting", defaults=(NOTHING, 0))
"""h: hyper-parameters in the record's order. slots: rows of memory, all told. probing, loss, hess: 0 or 1. plan: the
parameters of a schedule that reacts to the loss, if `reacting` is 1; its MOOD rows follow on those of the method. Last
come the gradients that are on their way, LATE (core.fog) times `stages` rows."""

MOOD = 4
"""Rows of memory of a schedule that reacts: the factor on the rate, the best loss, steps without a better one, rest."""

WORLD = types.NamedTuple([MAT, MAT, VEC, VEC, uint64], World)
METHOD = types.NamedTuple([VEC, *[int64] * 5, VEC, int64], Method)

WORK = 8
"""Rows of scratch memory a block of lanes needs: gradient, probe, rate, frame, the position one step ago, loss, and the
Hessian that noise along the steep direction asks for."""


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
def curvature(hess, world, c, x, y, straight, cross, u, w):
    """The Hessian over all samples, as rows [hxx | hyy], [hxy | hxy]."""
    half = x.size
    place(world.frame, x, y, u, w)
    hess(c, world.data, u, w, straight[:half], cross[:half], straight[half:])
    bend(world.frame, straight, cross)


@inlined
def extras(loss, hess, world, method, c, x, y, f, straight, cross, u, w):
    """The rows that a method needs beside the gradient: the loss, the Hessian."""
    half = x.size
    if method.loss:
        value(loss, world, c, x, y, f[:half], u, w)
        for i in range(half):
            f[i + half] = f[i]
    if method.hess:
        curvature(hess, world, c, x, y, straight, cross, u, w)
