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
"""Steps in a row that a walker has to rest before a survey, which cannot look ahead, takes it for converged. A line
search tries several steps without moving, and some methods begin with next to none."""


@kernel
def verdict(theta, before, g, i, tol, exact):
    """What lane i has come to with this step, and how many steps ago; CONVERGED means that it rests just now.

    theta: after the step; before: theta before it; g: the gradient it went by. Where nothing stands between the walker
    and the true gradient at `before` (exact), it is that place that is not fit to go on from if the gradient is not
    finite. A place out of range is noticed in the step that sets out from it, if not sooner.
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
    """A whole number that is the larger, the larger |v| is; what is not a number ranks above infinity."""
    return np.float64(v).view(np.uint64) << np.uint64(1)


@kernel
def alarmed(theta, g, tol):
    """Might a lane end with the step from theta by g? `verdict` has to look only if so.

    One pass without a branch or a comparison of floats, which would take twice as long: the extremes of whole numbers.
    """
    half, far, steep, calm = theta.size // 2, np.uint64(0), np.uint64(0), rank(np.inf)
    for i in range(half):
        slope = max(rank(g[i]), rank(g[i + half]))
        far = max(far, rank(theta[i]), rank(theta[i + half]))
        steep, calm = max(steep, slope), min(calm, slope)
    return (far > rank(FAR)) | (steep >= rank(np.inf)) | (calm <= rank(tol))


@kernel
def some_ended(theta, before, g, tol, exact, t, spell):
    """Has a lane ended with step t: diverged, or rested long enough?

    spell: float64[2, 2B]; for every lane the step with which it came to rest, the last one with which it rested, and
    where it was after the former.
    """
    half, found = theta.size // 2, False
    for i in range(half):
        j, how = i + half, verdict(theta, before, g, i, tol, exact)[0]
        if how == CONVERGED:
            if spell[0, j] != t - 1:
                spell[0, i], spell[1, i], spell[1, j] = t, theta[i], theta[j]
            spell[0, j] = t
        found |= how == DIVERGED or (how == CONVERGED and t - spell[0, i] + 1 >= SPELL)
    return found
