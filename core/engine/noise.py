"""What happens to a gradient before an optimizer sees it: noise, rounding, delay, clipping.

Noise comes from counter-based random numbers, two for every stage of a step, so that all runs with one seed meet the
same noise. The vector `World.noise` says what acts on a run; this module names its entries.
"""

import numpy as np

from core.kernel import kernel
from core.rng import bits, gauss, uniform
from core.vmath import exp, log, sincos

KIND, SCALE, FREEDOM, BATCH, ORDER, DELAY, ROUNDING, BITS, CLIP, CLIP_BY = range(10)
PLACES = 10
"""The entries of World.noise: kind of noise, its scale, degrees of freedom of Student's t, batch size (0: all samples),
order of the samples (core.engine.samples), delay of the gradient in steps, kind of rounding, significant bits kept,
the bound of clipping (0: none), and whether it bounds the norm or each coordinate."""

QUIET, GAUSSIAN, STEEP, STUDENT, RELATIVE = range(5)
"""The kinds of noise: none; Gaussian, the same on both coordinates; Gaussian along the direction of largest curvature;
Student's t, with heavy tails; Gaussian in proportion to the gradient's length."""

EXACT, BFLOAT16, ROUNDED = range(3)
NORM, VALUE = range(2)

LEAST, MOST = 2.0**-126, 3.3961775292304601e38
"""Bfloat16 is subnormal, so evenly spaced, below LEAST. From MOST on, half a unit in the last place above its largest
finite number, a value rounds to infinity."""


@kernel
def add_gaussian(world, t, stage, who, gx, gy):
    """Add Gaussian noise with the same standard deviation on both coordinates."""
    for i in range(gx.size):
        p, q = gauss(bits(world.seed, who[i], t, 2 * stage), bits(world.seed, who[i], t, 2 * stage + 1))
        gx[i] += world.noise[SCALE] * p
        gy[i] += world.noise[SCALE] * q


@kernel
def add_relative(world, t, stage, who, gx, gy):
    """Add Gaussian noise whose standard deviation is proportional to the gradient's length."""
    for i in range(gx.size):
        p, q = gauss(bits(world.seed, who[i], t, 2 * stage), bits(world.seed, who[i], t, 2 * stage + 1))
        size = world.noise[SCALE] * np.sqrt(gx[i] * gx[i] + gy[i] * gy[i])
        gx[i] += size * p
        gy[i] += size * q


@kernel
def add_student(world, t, stage, who, gx, gy):
    """Add isotropic noise with the heavy tails of Student's t distribution with FREEDOM degrees of freedom.

    This is the polar method (Bailey, 1994): the radius of the two-dimensional t distribution has a closed form.
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
    """The unit eigenvector of the Hessian's largest eigenvalue in absolute value; the x axis if all are equal."""
    across, half = 2.0 * hxy, hxx - hyy
    if hxx + hyy < 0.0:  # the curvature that is larger in absolute value is then the negative one
        across, half = -across, -half
    size = np.sqrt(across * across + half * half)
    if not size > 0.0:
        return 1.0, 0.0
    cosine = half / size  # the cosine of twice the angle
    if cosine >= 0.0:
        c = np.sqrt(0.5 * (1.0 + cosine))
        return c, 0.5 * across / size / c
    s = np.sqrt(0.5 * (1.0 - cosine))
    return 0.5 * across / size / s, s


@kernel
def add_steep(world, t, stage, who, straight, cross, gx, gy):
    """Add Gaussian noise along the direction of largest curvature, where `straight` and `cross` hold the Hessian."""
    half = gx.size
    for i in range(half):
        p, _ = gauss(bits(world.seed, who[i], t, 2 * stage), bits(world.seed, who[i], t, 2 * stage + 1))
        c, s = steepest(straight[i], cross[i], straight[i + half])
        gx[i] += world.noise[SCALE] * p * c
        gy[i] += world.noise[SCALE] * p * s


@kernel
def rounded(v, places):
    """Round v to `places` significant bits (1 to 52), to nearest with ties to even."""
    if not np.isfinite(v):
        return v
    drop = np.int64(53) - np.int64(places)
    word = np.float64(v).view(np.int64)
    odd = (word >> drop) & np.int64(1)
    word = (word + (np.int64(1) << (drop - np.int64(1))) - np.int64(1) + odd) >> drop << drop
    return np.int64(word).view(np.float64)


@kernel
def brained(v):
    """Round v to the nearest bfloat16, which has eight significant bits and the range of float32."""
    if abs(v) < LEAST:
        return np.rint(v * 2.0**133) * 2.0**-133
    if abs(v) >= MOST:
        return np.copysign(np.inf, v)
    return rounded(v, 8)


@kernel
def round_off(world, gx, gy):
    """Round both coordinates to the precision given by ROUNDING and BITS."""
    for i in range(gx.size):
        if world.noise[ROUNDING] == BFLOAT16:
            gx[i], gy[i] = brained(gx[i]), brained(gy[i])
        else:
            places = np.int64(world.noise[BITS])
            gx[i], gy[i] = rounded(gx[i], places), rounded(gy[i], places)


@kernel
def delay(world, method, t, stage, ring, g):
    """Replace g by the gradient of DELAY steps ago; during the first LATE steps, by the gradient of step 1.

    ring: float64[DELAY * stages, 2B], a ring buffer of the delayed gradients, which is part of a walker's state.
    """
    late = np.int64(world.noise[DELAY])
    here = (t - 1) % late * method.stages + stage
    if t == 1:
        for k in range(late):
            for i in range(g.size):
                ring[k * method.stages + stage, i] = g[i]
    for i in range(g.size):
        ring[here, i], g[i] = g[i], ring[here, i]


@kernel
def shorten(limit, gx, gy):
    """Scale every gradient whose norm exceeds the limit down to that norm (Pascanu and others, 2013)."""
    for i in range(gx.size):
        norm = np.hypot(gx[i], gy[i])
        if norm > limit:
            gx[i], gy[i] = gx[i] * (limit / norm), gy[i] * (limit / norm)


@kernel
def clamp(limit, g):
    """Bound every coordinate of a finite gradient to the range from -limit to limit."""
    for i in range(g.size):
        if abs(g[i]) < np.inf:
            g[i] = min(max(g[i], -limit), limit)


@kernel
def clip(world, g):
    """Bound the gradient, in place, by its norm or coordinate by coordinate. What is not finite stays so."""
    half = g.size // 2
    if world.noise[CLIP_BY] == NORM:
        shorten(world.noise[CLIP], g[:half], g[half:])
    else:
        clamp(world.noise[CLIP], g)
