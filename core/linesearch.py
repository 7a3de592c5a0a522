"""A line search that takes its time: one evaluation a tick, every lane with a search of its own.

The search is for a point that satisfies the strong Wolfe conditions (low enough for the way gone, and level enough
along the way), by bracketing and cubic interpolation (Nocedal and Wright, Numerical optimization, 2006, algorithms 3.5
and 3.6). There it is two nested loops. Here everything those loops remember is kept in six rows of `slots`, and one
look at the latest evaluation says what the search has come to, so that no lane waits for another and every tick is one
honest evaluation. A method that searches has ROWS for its first slots, needs the loss, probes by `aim`, and in its step
calls `look`; unless the answer is SEARCHING it moves by length times direction, chooses a direction, and calls
`launch`.
"""

import numpy as np

from core.ending import FAR
from core.kernel import kernel

ROWS = ("direction", "slope", "length", "bracket", "heights", "slants")
"""Direction; gradient at theta; length of the trial (twice); low and high end of the bracket, as lengths; loss at theta
and at the low end; slope along the direction at theta and at the low end. The high end is below zero until there is
one; once both ends are one, the next look accepts."""

SEARCHING, FOUND, LOST = 0, 1, 2
"""What a look says: go on; move there; there is nothing lower in this direction, as far as numbers can tell."""

GROWTH = 10.0  # a trial is at most so many times as long as the one before, which Moré and Thuente (1994) limit to 4
MARGIN = 0.1  # a trial keeps this share of the bracket between itself and either end
SLIT = 1e-4  # a bracket this narrow, for its length, holds a kink that no search will make level: its low end is taken
STILL = 1e-15  # a way this short is none
NOISE = 1e-14  # losses that differ by less, for their size, are alike, and the slope decides (Hager and Zhang, 2005)


@kernel
def dip(a, fa, sa, b, fb, sb):
    """Where the cubic through two heights and slopes has its minimum; not a number if it has none."""
    bend = sa + sb - 3.0 * (fa - fb) / (a - b)
    root = np.copysign(np.sqrt(bend * bend - sa * sb), b - a)
    return b - (b - a) * (sb + root - bend) / (sb - sa + 2.0 * root)


@kernel
def within(guess, low, high):
    """A guess between two ends, at some distance from either; their middle for one that is not between them."""
    left, right = min(low, high), max(low, high)
    if not left < guess < right:
        return 0.5 * (left + right)
    margin = MARGIN * (right - left)
    return min(max(guess, left + margin), right - margin)


@kernel
def farther(guess, length, longest):
    """The next trial while nothing says where to stop: the guess, if it is ahead and not too far ahead."""
    return min(guess if length < guess <= GROWTH * length else GROWTH * length, longest)


@kernel
def reach(slots, i):
    """The longest trial of lane i: no way is longer than the range in which a run may be."""
    dx, dy = slots[0, i], slots[0, i + slots.shape[1] // 2]
    return FAR / np.sqrt(dx * dx + dy * dy)


@kernel
def aim(theta, slots, at):
    """Where the next evaluation is wanted: the probe of every method that searches."""
    direction, length = slots[0], slots[2]
    for i in range(theta.size):
        at[i] = theta[i] + length[i] * direction[i]


@kernel
def launch(slots, i, f, g, first):
    """Begin a search of lane i from where it is now, with loss f[i] and gradient g, and a first trial of this length.

    A direction that leads uphill, or nowhere, is replaced by the steepest way down.
    """
    direction, slope, length, bracket, heights, slants = slots[0], slots[1], slots[2], slots[3], slots[4], slots[5]
    j = i + slots.shape[1] // 2
    slope[i], slope[j] = g[i], g[j]
    slant = g[i] * direction[i] + g[j] * direction[j]
    if not slant < 0.0:
        direction[i], direction[j] = -g[i], -g[j]
        slant = -(g[i] * g[i] + g[j] * g[j])
    length[i] = length[j] = min(first, reach(slots, i))
    bracket[i], bracket[j] = 0.0, -1.0
    heights[i] = heights[j] = f[i]
    slants[i] = slants[j] = slant


@kernel
def narrow(slots, i, f, slant, guess, over):
    """Take the trial for an end of the bracket: the high one if it is `over` the low one's height."""
    length, bracket, heights, slants = slots[2], slots[3], slots[4], slots[5]
    j = i + slots.shape[1] // 2
    if over:
        bracket[j] = length[i]
    else:
        open_end = bracket[j] < 0.0
        if slant * (1.0 if open_end else bracket[j] - bracket[i]) >= 0.0:
            bracket[j], open_end = bracket[i], False
        bracket[i], heights[j], slants[j] = length[i], f, slant
        if open_end:
            length[i] = length[j] = farther(guess, length[i], reach(slots, i))
            return
    low, high = bracket[i], bracket[j]
    if np.abs(high - low) <= SLIT * max(high, low):
        guess = bracket[j] = low
    else:
        guess = within(guess, low, high)
    length[i] = length[j] = guess


@kernel
def look(slots, i, f, g, flat, level):
    """What the evaluation of lane i at its trial says: SEARCHING (and the next trial is set), FOUND or LOST.

    flat: the share of the first slope by which the loss must fall on the way (Armijo's c1); level: the share of the
    first slope to which the slope must have come down (Wolfe's c2).
    """
    direction, length, bracket, heights, slants = slots[0], slots[2], slots[3], slots[4], slots[5]
    j = i + slots.shape[1] // 2
    far, fall = length[i], slants[i]
    slant = g[i] * direction[i] + g[j] * direction[j]
    if bracket[i] == bracket[j]:
        return FOUND
    if bracket[i] == 0.0 and far <= STILL / FAR * reach(slots, i):
        return LOST
    alike = np.abs(f[i] - heights[i]) <= NOISE * np.abs(heights[i])
    fallen = f[i] <= heights[i] + flat * far * fall or (alike and slant <= (2.0 * flat - 1.0) * fall)
    over = not (fallen and (f[i] < heights[j] or alike))
    if not over and np.abs(slant) <= -level * fall:
        return FOUND
    if not over and bracket[j] < 0.0 and slant < 0.0 and far >= reach(slots, i):
        return FOUND  # it falls and falls: there the run may leave the range and end
    narrow(slots, i, f[i], slant, dip(bracket[i], heights[j], slants[j], far, f[i], slant), over)
    return SEARCHING
