"""What a survey measures of the losses without recording them: steps of arrival and departure, and two sums.

All four are continuous in the start and the settings wherever the losses are. Steps have fractions, which assume that
within one step the gap to the lowest loss shrinks, or the distance from the origin grows, geometrically.

A walker has arrived when its loss is within the tolerance of the lowest known one, above or below it, as in the race.
One that falls lower than that, through no step within the tolerance, has not arrived. In both sums a loss below the
lowest known one counts as a gap of zero: so a fall neither hides the climbing before it, nor turns the sign of an
inverse.
"""

import numpy as np

from core.engine.ending import DIVERGED, FAR
from core.kernel import kernel
from core.vmath import log

TALLY = 5
"""Rows of a block's tally, in two halves each: losses after even and after odd steps; likewise the larger coordinates;
the two sums; the inverse of the first gap, and arrival; departure, and an unused half. -1 stands for a missing step."""

MEASURES = 4
"""Rows of the result: arrival, departure, the sum of gaps in units of the first gap, the sum of their inverses."""

MOST = 1e6
"""The largest gap that is added up, in units of the first gap; the sum of inverses is limited in the same way."""

FLOOR, WITHIN = range(2)
"""Places in a target: the lowest loss, and the gap above or below it within which a walker counts as arrived."""

NOWHERE = -1.0
"""A gap within which nothing arrives, for ground without a known minimum."""

TINY, HUGE = 1e-300, 1e300
LEAST = 1e-9
"""The smallest fraction of a step, so that rounding up gives the step in which the line was crossed."""


@kernel
def bounded(v):
    """The number limited to the range from TINY to HUGE; HUGE for NaN."""
    v = v if v < HUGE else HUGE
    return v if v > TINY else TINY


@kernel
def share_of_step(before, line, after):
    """The fraction of a step at which a value crosses the line on a geometric path from `before` to `after`."""
    before, after = bounded(before), bounded(after)
    passed = log(line / before) / log(after / before)
    passed = passed if passed > LEAST else LEAST
    return passed if passed < 1.0 else 1.0


@kernel
def gap_of(f, scale, floor):
    """The gap of a loss above the floor in units of the first gap, from 0, also for a loss below it, to MOST.

    A loss that is no number has MOST.
    """
    gap = (f - floor) * scale
    gap = gap if gap < MOST else MOST
    return gap if gap > 0.0 else 0.0


@kernel
def inverse_of(gap):
    """The inverse of a gap, limited to MOST."""
    return 1.0 / (gap if gap > 1.0 / MOST else 1.0 / MOST)


@kernel
def halves(tally, row, k):
    """The half of a row that belongs to step k, and the half of the step before."""
    half = tally.shape[1] // 2
    low, high = tally[row, :half], tally[row, half:]
    return (high, low) if k % 2 else (low, high)


@kernel
def begin(tally, floor):
    """Start a tally whose first half already holds the losses at step 0."""
    half = tally.shape[1] // 2
    for i in range(half):
        tally[2, i] = tally[2, i + half] = 0.0
        tally[3, i + half] = tally[4, i] = -1.0
        tally[3, i] = 1.0 / bounded(tally[0, i] - floor)


@kernel
def note(i, k, theta, tally, target):
    """Record that lane i arrived, or left the range, in its step k, unless it did so before."""
    half = theta.size // 2
    floor, within = target[FLOOR], target[WITHIN]
    (f, f_before), (size, size_before) = halves(tally, 0, k), halves(tally, 1, k)
    inside = abs(theta[i]) <= FAR and abs(theta[i + half]) <= FAR
    if inside and tally[3, i + half] < 0.0 and abs(f[i] - floor) <= within:
        side = -1.0 if k > 0 and f_before[i] < floor else 1.0  # from which the walker comes
        passed = share_of_step(side * (f_before[i] - floor), within, side * (f[i] - floor)) if k > 0 else 1.0
        tally[3, i + half] = k - 1 + passed
    if not inside and tally[4, i] < 0.0:
        passed = share_of_step(size_before[i], FAR, size[i]) if k > 0 else 1.0
        tally[4, i] = k - 1 + passed


@kernel
def larger(x, y):
    """The larger absolute coordinate; NaN if either is NaN."""
    x, y = abs(x), abs(y)
    return x if x > y else (y if y >= x else np.nan)


@kernel
def gauge(k, theta, g, tol, exact, tally, target):
    """Add up the losses after step k, which the tally holds, and note arrivals. The result is that of `alarmed`.

    A position at which a walker has diverged is not added; `finish` adds the terms from there on.
    """
    half, floor, within = theta.size // 2, target[FLOOR], target[WITHIN]
    f, size = halves(tally, 0, k)[0], halves(tally, 1, k)[0]
    area, inverse, scale, arrival = tally[2, :half], tally[2, half:], tally[3, :half], tally[3, half:]
    quiet, calm = True, True
    for i in range(half):
        x, y, p, q = abs(theta[i]), abs(theta[i + half]), abs(g[i]), abs(g[i + half])
        inside, finite = (x <= FAR) & (y <= FAR), (p < np.inf) & (q < np.inf)
        quiet &= ((p > tol) | (q > tol)) & finite & inside
        calm &= ((abs(f[i] - floor) > within) | (arrival[i] >= 0.0)) & inside
        size[i] = larger(x, y)
        gap, counts = gap_of(f[i], scale[i], floor), inside & (finite | (exact == 0))
        area[i] += gap if counts else 0.0
        inverse[i] += inverse_of(gap) if counts else 0.0
    if not calm:
        for i in range(half):
            note(i, k, theta, tally, target)
    return not quiet


@kernel
def finish(i, lane, status, k, t, steps, theta, tally, target, measures):
    """Write the measures of a lane that ended after its step k. theta is the position after step t, k or k + 1.

    The remaining terms of the sums use the last loss of a walker at rest, and MOST for a walker that diverged.
    """
    half = theta.size // 2
    if k == t:
        halves(tally, 1, t)[0][i] = larger(theta[i], theta[i + half])
        note(i, t, theta, tally, target)
    gap = MOST if status == DIVERGED else gap_of(halves(tally, 0, t)[0][i], tally[3, i], target[FLOOR])
    rest = steps + 1 - k
    measures[0, lane] = tally[3, i + half]
    measures[1, lane] = k if status == DIVERGED and tally[4, i] < 0.0 else tally[4, i]
    measures[2, lane] = tally[2, i] + rest * gap
    measures[3, lane] = tally[2, i + half] + rest * inverse_of(gap)
