"""How a run ends: three statuses, and the reasons for a divergence."""

from typing import Literal

import numpy as np

from core.kernel import kernel

MOVING, CONVERGED, DIVERGED = 0, 1, 2
Status = Literal["moving", "converged", "diverged"]
STATUSES: tuple[Status, ...] = ("moving", "converged", "diverged")

FINE, POSITION, RANGE, LOSS, GRADIENT, MEMORY = range(6)
REASONS = (
    "",
    "the position is no longer finite",
    "it left the range of one million",
    "the loss is no longer finite",
    "the gradient is no longer finite",
    "the optimizer's memory is no longer finite",
)

FAR = 1e6
"""A run whose coordinate exceeds this in absolute value counts as diverged."""

TOLERANCE = 1e-6
"""A run has converged when the gradient's norm and the last step's length are both at most this."""


@kernel
def fault(x, y, loss, gx, gy):
    """The reason why a walker has diverged here, as an index into REASONS, or FINE."""
    if not (np.isfinite(x) and np.isfinite(y)):
        return POSITION
    if not (abs(x) <= FAR and abs(y) <= FAR):
        return RANGE
    if not np.isfinite(loss):
        return LOSS
    if not (np.isfinite(gx) and np.isfinite(gy)):
        return GRADIENT
    return FINE


SPELL = 16
"""A survey, which cannot look ahead, counts a walker as converged when it has rested for this many steps in a row. One
step is not enough: a line search stands still while it tries step lengths, and some methods start very slowly."""


FEW = 16
"""Where a block is alarmed, so many lanes at a time are asked whether they are the reason."""


@kernel
def verdict(theta, before, g, i, tol, exact):
    """The status of lane i after this step, and how many steps ago it began (0 or 1). It does not depend on neighbours.

    CONVERGED means only that the lane rests in this step. theta and before: the positions after and before the step; g:
    the gradient that the step used. If g is the true gradient at `before` (exact) and is not finite, the walker
    diverged when it reached `before`. A position out of range is noticed at the latest in the step that starts there.
    """
    j = i + theta.size // 2
    if not (abs(before[i]) <= FAR and abs(before[j]) <= FAR):
        return DIVERGED, 1
    if not (np.isfinite(g[i]) and np.isfinite(g[j])):
        return DIVERGED, 1 if exact else 0
    if not (abs(theta[i]) <= FAR and abs(theta[j]) <= FAR):
        return DIVERGED, 0
    dx, dy = theta[i] - before[i], theta[j] - before[j]
    still = g[i] * g[i] + g[j] * g[j] <= tol * tol and dx * dx + dy * dy <= tol * tol
    return (CONVERGED if still else MOVING), 0


@kernel
def rank(v):
    """An integer that orders floats by their absolute value, with NaN above infinity: the bits without the sign."""
    return np.float64(v).view(np.uint64) << np.uint64(1)


@kernel
def alarmed(x, y, gx, gy, tol):
    """Whether any of these lanes could end in the step that leaves x, y with the gradient gx, gy.

    This runs in every step, and only if it says so `verdict` is needed. So it is one loop without branches. Minima and
    maxima of integers take half the time of comparisons of floats.
    """
    far, steep, calm = np.uint64(0), np.uint64(0), rank(np.inf)
    for i in range(x.size):
        slope = max(rank(gx[i]), rank(gy[i]))
        far = max(far, rank(x[i]), rank(y[i]))
        steep, calm = max(steep, slope), min(calm, slope)
    return (far > rank(FAR)) | (steep >= rank(np.inf)) | (calm <= rank(tol))


@kernel
def some_ended(theta, before, g, tol, exact, t, spell):
    """Whether any lane ended in step t: it diverged, or it has rested for a whole spell.

    spell: float64[2, 2B], updated here. The first row holds the step in which each lane came to rest and the last step
    in which it rested; the second row holds its position after the former.
    """
    half, found = theta.size // 2, False
    for low in range(0, half, FEW):
        high = min(low + FEW, half)
        x, y, gx, gy = before[low:high], before[half + low : half + high], g[low:high], g[half + low : half + high]
        if not alarmed(x, y, gx, gy, tol):
            continue
        for i in range(low, high):
            j, how = i + half, verdict(theta, before, g, i, tol, exact)[0]
            if how == CONVERGED:
                if spell[0, j] != t - 1:
                    spell[0, i], spell[1, i], spell[1, j] = t, theta[i], theta[j]
                spell[0, j] = t
            found |= how == DIVERGED or (how == CONVERGED and t - spell[0, i] + 1 >= SPELL)
    return found
