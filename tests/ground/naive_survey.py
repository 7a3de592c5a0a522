"""The outcome that a survey should give for one walker, computed slowly from every row of its recorded walk."""

import math
from typing import NamedTuple

import numpy as np

from core.engine.ending import CONVERGED, DIVERGED, FAR, MOVING, SPELL


class Expected(NamedTuple):
    """How a walker ended and after which step; arrival, departure, the sum of gaps and that of their inverses."""

    status: int
    steps: int
    measures: tuple[float, float, float, float]


def ending(points, used, end, steps, tol):
    """How the walker ended, at which step, and at which step a survey can know it.

    A walker is at rest if gradient and step are within the tolerance for SPELL steps in a row, or up to the last step.
    It came to rest at the first of them. It has diverged if no row follows.
    """
    rests = 0
    for k in range(1, min(end, steps + 1)):
        moved = math.hypot(*(points[k] - points[k - 1]))
        rests = rests + 1 if math.hypot(*used[k - 1]) <= tol and moved <= tol else 0
        if rests == SPELL or (rests and k == steps):
            return CONVERGED, k - rests + 1, k
    return (DIVERGED, end, end) if end <= steps else (MOVING, steps, steps)


def crossing(k, before, line, after):
    """The step, with its fraction, at which a threshold is crossed, by geometric interpolation from step k - 1 to step
    k."""
    before, after = (min(max(v, 1e-300), 1e300) if not math.isnan(v) else 1e300 for v in (before, after))
    share = math.log(line / before) / math.log(after / before)
    return k - 1 + min(max(share, 1e-9), 1.0)


def arriving(k, before, within, after, floor):
    """The step, with its fraction, at which a loss comes within the tolerance of the floor, from above or below."""
    if before < floor:
        return crossing(k, floor - before, within, floor - after)
    return crossing(k, before - floor, within, after - floor)


def told(points, losses, used, end, steps, tol, floor, within):
    """The whole outcome. points: float64[T + 1, 2], losses: [T + 1], used: [T, 2], of which the rows before `end` are
    valid.

    If the walker diverges by leaving the range, row `end` is the position at which it left.
    """
    status, at, known = ending(points, used, end, steps, tol)
    first = min(max(losses[0] - floor, 1e-300), 1e300) if end > 0 else 1.0
    arrival = departure = -1.0
    area = inverse = 0.0
    for k in range(steps + 1):
        if status == DIVERGED and k >= at:
            gap = 1e6
        else:
            f = losses[min(k, known)]
            gap = min(max((f - floor) / first, 0.0), 1e6) if math.isfinite(f) else 1e6
            if arrival < 0 and k <= known and abs(f - floor) <= within:
                arrival = arriving(k, losses[k - 1], within, f, floor) if k else 0.0
        area += gap
        inverse += 1.0 / max(gap, 1e-6)
    if status == DIVERGED:
        size, before = (float(np.max(np.abs(points[k]))) for k in (at, max(at - 1, 0)))
        outside = not size <= FAR
        departure = (crossing(at, before, FAR, size) if at else 0.0) if outside else float(at)
    return Expected(status, at, (arrival, departure, area, inverse))
