"""What a survey measures of the losses on its way, without writing them down: arrival and departure, and two sums.

All of it is continuous in start and settings where the losses are. A step counts with its fraction: it is read off as
if the gap to the lowest loss shrank, or the distance from the origin grew, by the same factor all through the step.
"""

import numpy as np

from core.engine.ending import DIVERGED, FAR
from core.kernel import kernel
from core.vmath import log

TALLY = 5
"""Rows of a block, two halves each: the losses after an even and after an odd number of steps; likewise the larger
coordinates; the two sums; the inverse of the first gap, arrival; departure, nothing. A step that is not there is -1."""

MEASURES = 4
"""Rows of the answer: arrival, departure, the sum of the gaps in units of the first, the sum of their inverses."""

MOST = 1e6
"""A gap is counted as at most so many times the first one, and in the sum of inverses as at least its inverse."""

FLOOR, WITHIN = range(2)
"""The two numbers of a target: the lowest loss, and how far above it a walker has arrived."""

TINY, HUGE = 1e-300, 1e300
LEAST = 1e-9
"""The smallest fraction of a step: rounded up, a step with its fraction is the step at which it happened."""


@kernel
def bounded(v):
    """A number from TINY to HUGE; HUGE stands for what is none too."""
    v = v if v < HUGE else HUGE
    return v if v > TINY else TINY


@kernel
def share_of_step(before, line, after):
    """How much of a step is done when the line is crossed, if the way from `before` to `after` is geometric."""
    before, after = bounded(before), bounded(after)
    passed = log(line / before) / log(after / before)
    passed = passed if passed > LEAST else LEAST
    return passed if passed < 1.0 else 1.0


@kernel
def gap_of(f, scale, floor):
    """A loss as a gap in units of the first one, from 0 to MOST, which stands for what is not finite too."""
    gap = (f - floor) * scale
    gap = gap if gap < MOST else MOST
    return gap if gap > 0.0 else 0.0


@kernel
def inverse_of(gap):
    """The inverse of a gap, at most MOST."""
    return 1.0 / (gap if gap > 1.0 / MOST else 1.0 / MOST)


@kernel
def halves(tally, row, k):
    """The half of a row that belongs to step k, and the one of the step before."""
    half = tally.shape[1] // 2
    low, high = tally[row, :half], tally[row, half:]
    return (high, low) if k % 2 else (low, high)


@kernel
def begin(tally, floor):
    """Nothing has been measured yet but the first losses, in the half of step 0."""
    half = tally.shape[1] // 2
    for i in range(half):
        tally[2, i] = tally[2, i + half] = 0.0
        tally[3, i + half] = tally[4, i] = -1.0
        tally[3, i] = 1.0 / bounded(tally[0, i] - floor)


@kernel
def note(i, k, theta, tally, target):
    """Write down that lane i has arrived, or left, with its step k, if it is the first time."""
    half = theta.size // 2
    floor, within = target[FLOOR], target[WITHIN]
    (f, f_before), (size, size_before) = halves(tally, 0, k), halves(tally, 1, k)
    inside = abs(theta[i]) <= FAR and abs(theta[i + half]) <= FAR
    if inside and tally[3, i + half] < 0.0 and f[i] - floor <= within:
        passed = share_of_step(f_before[i] - floor, within, f[i] - floor) if k > 0 else 1.0
        tally[3, i + half] = k - 1 + passed
    if not inside and tally[4, i] < 0.0:
        passed = share_of_step(size_before[i], FAR, size[i]) if k > 0 else 1.0
        tally[4, i] = k - 1 + passed


@kernel
def larger(x, y):
    """The larger coordinate; not a number if either is."""
    x, y = abs(x), abs(y)
    return x if x > y else (y if y >= x else np.nan)


@kernel
def gauge(k, theta, g, tol, exact, tally, target):
    """Count the losses after step k, which the tally holds, and note arrivals; the answer is that of `alarmed`.

    A place from which a walker cannot go on is not counted; what stands for it and for all that would have come is
    added when the walker's end is written down.
    """
    half, floor, within = theta.size // 2, target[FLOOR], target[WITHIN]
    f, size = halves(tally, 0, k)[0], halves(tally, 1, k)[0]
    area, inverse, scale, arrival = tally[2, :half], tally[2, half:], tally[3, :half], tally[3, half:]
    quiet, calm = True, True
    for i in range(half):
        x, y, p, q = abs(theta[i]), abs(theta[i + half]), abs(g[i]), abs(g[i + half])
        inside, finite = (x <= FAR) & (y <= FAR), (p < np.inf) & (q < np.inf)
        quiet &= ((p > tol) | (q > tol)) & finite & inside
        calm &= ((f[i] - floor > within) | (arrival[i] >= 0.0)) & inside
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
    """The measures of a lane that has ended after its step k, theta being after step t (k or one later) of so many.

    It counts as if it stayed: at rest with the loss it has, diverged with the largest gap there is.
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
