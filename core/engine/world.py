"""The exact loss, gradient and Hessian under a walker: a landscape in its frame, over all its samples."""

from collections import namedtuple

import numpy as np
from numba import float64, int64, types, uint64

from core.kernel import MAT, VEC, inlined, kernel

World = namedtuple("World", "c data frame noise seed")
"""Where a run takes place. c: the landscape's parameters, float64[1, P], or one row per step if it moves. data: the
samples, float64[n, k]. frame: float64[7], the map u = A p + b as A row by row, then b, then 0 for the identity and 1
otherwise. noise: float64[10], see core.engine.noise."""

NOTHING = np.zeros(0)

Method = namedtuple(
    "Method", "h slots stages probing factor loss hess plan reacting eta wait", defaults=(NOTHING, 0, 1.0, 0)
)
"""What the engine knows of an optimizer. h: hyper-parameters in the record's order. slots: the number of memory rows in
all. probing, factor, loss, hess: 0 or 1. plan: the parameters of a schedule that reacts to the loss, if `reacting` is
1; its clock starts after `wait` steps. eta: the learning rate, of which the schedule's factor is a multiple. The
memory holds the method's own rows, then the SCHEDULE_STATE rows of that schedule, then DELAY (core.engine.noise) times
`stages` rows of delayed gradients."""

SCHEDULE_STATE = 4
"""The number of state rows of a schedule that reacts to the loss: the factor on the rate, the best loss, the steps
without a better one, and the steps of cooldown that are left."""

WORLD = types.NamedTuple([MAT, MAT, VEC, VEC, uint64], World)
METHOD = types.NamedTuple([VEC, *[int64] * 6, VEC, int64, float64, int64], Method)

WORK = 8
"""Rows of scratch memory per block of lanes: gradient, probe, rate, frame, position one step ago, loss, and two for the
Hessian, which noise along the direction of largest curvature needs."""


@inlined
def copy(row, out):
    """Copy a row number by number. A slice assignment may allocate memory, which a kernel cannot."""
    for i in range(row.size):
        out[i] = row[i]


@inlined
def pace(method, planned, base, factor, rate, share):
    """The rate of every lane in a step, where `planned` is that of the schedule, and the factor if the method needs it.

    base: each lane's own factor on the rate; factor: that of a schedule that reacts to the loss. A lane whose factor
    makes η of an η of 1 has the bits of a run with this η.
    """
    for i in range(rate.size):
        rate[i] = planned * base[i] * (factor[i] if method.reacting else 1.0)
    if method.factor:
        for i in range(rate.size):
            own = base[i] if base[i] != 0.0 else 1.0
            share[i] = planned * own / (method.eta * own) * (factor[i] if method.reacting else 1.0)


@kernel
def place(frame, x, y, u, w):
    """Transform points x, y of the map to the landscape's own coordinates u, w."""
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
    """Transform a gradient from the landscape's coordinates to the map's, in place: multiply by A transposed."""
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
    """Transform a Hessian [hxx | hyy], [hxy | hxy] from the landscape's coordinates to the map's, in place: AᵀHA."""
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
    """Compute what the method needs besides the gradient: the loss, the Hessian."""
    half = x.size
    if method.loss:
        value(loss, world, c, x, y, f[:half], u, w)
        for i in range(half):
            f[i + half] = f[i]
    if method.hess:
        curvature(hess, world, c, x, y, straight, cross, u, w)
