"""What stands between a walker and the true gradient: noise, rounding, delay.

Noise is drawn from counter-based numbers, two for every stage of a step, so that all who walk under one seed meet the
same. `World.noise` says what acts; its places are named here.
"""

import numpy as np

from core.kernel import kernel
from core.rng import bits, gauss, uniform
from core.vmath import exp, log, sincos

KIND, SCALE, FREEDOM, BATCH, ORDER, LATE, ROUNDING, BITS = range(8)
PLACES = 8
"""World.noise: the kind of noise, its scale, the degrees of freedom of heavy tails, rows of a batch (0: all samples),
how they are chosen (core.samples), by how many steps a gradient is late, how it is rounded, and to how many bits."""

QUIET, GAUSSIAN, STEEP, STUDENT, RELATIVE = range(5)
"""No noise; on each coordinate alike; along the direction of the largest curvature; with heavy tails; and in
proportion to the gradient's length."""

EXACT, BFLOAT16, ROUNDED = range(3)

LEAST, MOST = 2.0**-126, 3.3961775292304601e38
"""Below the first bfloat16 is evenly spaced; from the second on, half a place above its largest number, infinite."""


@kernel
def add_gaussian(world, t, stage, who, gx, gy):
    """Gaussian noise of the same size on either coordinate."""
    for i in range(gx.size):
        p, q = gauss(bits(world.seed, who[i], t, 2 * stage), bits(world.seed, who[i], t, 2 * stage + 1))
        gx[i] += world.noise[SCALE] * p
        gy[i] += world.noise[SCALE] * q


@kernel
def add_relative(world, t, stage, who, gx, gy):
    """Gaussian noise in proportion to the gradient's length."""
    for i in range(gx.size):
        p, q = gauss(bits(world.seed, who[i], t, 2 * stage), bits(world.seed, who[i], t, 2 * stage + 1))
        size = world.noise[SCALE] * np.sqrt(gx[i] * gx[i] + gy[i] * gy[i])
        gx[i] += size * p
        gy[i] += size * q


@kernel
def add_student(world, t, stage, who, gx, gy):
    """Noise with the heavy tails of Student's t with FREEDOM degrees of freedom, alike in all directions.

    The polar method (Bailey, 1994): of the plane's t distribution the radius is known in closed form.
    """
    v = world.noise[FREEDOM]
    for i in range(gx.size):
        first = uniform(bits(world.seed, who[i], t, 2 * stage))
        s, c = sincos(2.0 * np.pi * uniform(bits(world.seed, who[i], t, 2 * stage + 1)))
        size = world.noise[SCALE] * np.sqrt(v * (exp(-2.0 / v * log(first)) - 1.0))
        gx[i] += size * c
        gy[i] += size * s


@kernel
def steepest(hxx, hxy, hyy):
    """The unit vector along which a Hessian bends most, up or down; along x where it bends alike in all directions."""
    across, half = 2.0 * hxy, hxx - hyy
    if hxx + hyy < 0.0:  # the larger curvature is then the negative one
        across, half = -across, -half
    size = np.sqrt(across * across + half * half)
    if not size > 0.0:
        return 1.0, 0.0
    cosine = half / size  # of twice the angle
    if cosine >= 0.0:
        c = np.sqrt(0.5 * (1.0 + cosine))
        return c, 0.5 * across / size / c
    s = np.sqrt(0.5 * (1.0 - cosine))
    return 0.5 * across / size / s, s


@kernel
def add_steep(world, t, stage, who, straight, cross, gx, gy):
    """Gaussian noise along the direction of the largest curvature; straight and cross hold the Hessian there."""
    half = gx.size
    for i in range(half):
        p, _ = gauss(bits(world.seed, who[i], t, 2 * stage), bits(world.seed, who[i], t, 2 * stage + 1))
        c, s = steepest(straight[i], cross[i], straight[i + half])
        gx[i] += world.noise[SCALE] * p * c
        gy[i] += world.noise[SCALE] * p * s


@kernel
def rounded(v, places):
    """A number with 1 to 52 significant bits, the nearest one; of two that are equally near the even one."""
    if not np.isfinite(v):
        return v
    drop = np.int64(53) - np.int64(places)
    word = np.float64(v).view(np.int64)
    odd = (word >> drop) & np.int64(1)
    word = (word + (np.int64(1) << (drop - np.int64(1))) - np.int64(1) + odd) >> drop << drop
    return np.int64(word).view(np.float64)


@kernel
def brained(v):
    """The nearest bfloat16: eight significant bits and the range of float32."""
    if abs(v) < LEAST:
        return np.rint(v * 2.0**133) * 2.0**-133
    if abs(v) >= MOST:
        return np.copysign(np.inf, v)
    return rounded(v, 8)


@kernel
def round_off(world, gx, gy):
    """Both coordinates in the precision that ROUNDING and BITS say."""
    for i in range(gx.size):
        if world.noise[ROUNDING] == BFLOAT16:
            gx[i], gy[i] = brained(gx[i]), brained(gy[i])
        else:
            places = np.int64(world.noise[BITS])
            gx[i], gy[i] = rounded(gx[i], places), rounded(gy[i], places)


@kernel
def delay(world, method, t, stage, ring, g):
    """Exchange a gradient for the one of LATE steps ago, which arrives now; before there is one, for that of step 1.

    ring: float64[LATE * stages, 2B], the gradients on their way. They are part of a walker's state.
    """
    late = np.int64(world.noise[LATE])
    here = (t - 1) % late * method.stages + stage
    if t == 1:
        for k in range(late):
            for i in range(g.size):
                ring[k * method.stages + stage, i] = g[i]
    for i in range(g.size):
        ring[here, i], g[i] = g[i], ring[here, i]
