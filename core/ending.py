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


@kernel
def verdict(theta, before, g, i, tol):
    """The status of lane i, which does not depend on its neighbours. `before`: theta one step ago."""
    j = i + theta.size // 2
    if not (abs(theta[i]) <= FAR and abs(theta[j]) <= FAR and np.isfinite(g[i]) and np.isfinite(g[j])):
        return DIVERGED
    dx, dy = theta[i] - before[i], theta[j] - before[j]
    still = g[i] * g[i] + g[j] * g[j] <= tol * tol and dx * dx + dy * dy <= tol * tol
    return CONVERGED if still else MOVING
