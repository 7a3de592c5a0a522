"""A line search that makes one evaluation per step (tick), with an independent search in every lane.

The search looks for a point that satisfies the strong Wolfe conditions (sufficient decrease, and a sufficiently small
directional derivative) by bracketing and cubic interpolation (Nocedal and Wright, Numerical optimization, 2006,
algorithms 3.5 and 3.6). The book writes it as two nested loops. Here the state of these loops is kept in six rows of
`slots`, and `look` advances it by one evaluation, so that no lane waits for another and every tick costs exactly one
evaluation.

A method that uses the search has ROWS as its first slots, needs the loss, and has `aim` as its probe. Its step calls
`look`. Unless the answer is SEARCHING, the step then moves by length times direction, chooses a new direction, and
calls `launch`.
"""

import numpy as np

from core.engine.ending import FAR
from core.kernel import kernel

ROWS = ("direction", "slope", "length", "bracket", "heights", "slants")
"""The rows, each with a value in lane i and one in lane i + B: direction; gradient at theta; length of the trial
(twice); low and high end of the bracket, as lengths; loss at theta and at the low end; derivative along the direction
at theta and at the low end. The high end is negative until one is found. If both ends are equal, `look` accepts."""

SEARCHING, FOUND, LOST = 0, 1, 2
"""The answers of `look`: go on; accept the trial; give up, since rounding hides any further decrease this way."""

GROWTH = 10.0  # the most by which a trial length may grow from one to the next; Moré and Thuente (1994) allow 4
MARGIN = 0.1  # the least distance between a trial and either end of the bracket, as a share of the bracket
SLIT = 1e-4  # a bracket narrower than this, relative to its ends, holds a kink: the search accepts its low end
STILL = 1e-15  # a step shorter than this is too short to matter
NOISE = 1e-14  # losses whose relative difference is less count as equal; the slope decides (Hager and Zhang, 2005)


@kernel
def dip(a, fa, sa, b, fb, sb):
    """The minimum of the cubic with values fa, fb and slopes sa, sb at a and b; nan if it has none."""
    bend = sa + sb - 3.0 * (fa - fb) / (a - b)
    root = np.copysign(np.sqrt(bend * bend - sa * sb), b - a)
    return b - (b - a) * (sb + root - bend) / (sb - sa + 2.0 * root)


@kernel
def within(guess, low, high):
    """The guess, kept at least MARGIN away from both ends; the middle of the bracket if the guess lies outside it."""
    left, right = min(low, high), max(low, high)
    if not left < guess < right:
        return 0.5 * (left + right)
    margin = MARGIN * (right - left)
    return min(max(guess, left + margin), right - margin)


@kernel
def farther(guess, length, longest):
    """The next trial length before a bracket is found: the guess if it is longer, but at most GROWTH times as long."""
    return min(guess if length < guess <= GROWTH * length else GROWTH * length, longest)


@kernel
def reach(slots, i):
    """The longest trial length of lane i: a step of length FAR, the range that a run may not leave."""
    dx, dy = slots[0, i], slots[0, i + slots.shape[1] // 2]
    return FAR / np.sqrt(dx * dx + dy * dy)


@kernel
def aim(theta, slots, at):
    """Write where the next evaluation is needed: the probe kernel of every method with a line search."""
    direction, length = slots[0], slots[2]
    for i in range(theta.size):
        at[i] = theta[i] + length[i] * direction[i]


@kernel
def launch(slots, i, f, g, first):
    """Begin a search of lane i at its present position, with loss f[i], gradient g, and `first` as first trial length.

    If the direction does not lead downhill, steepest descent replaces it.
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
    """Make the trial an end of the bracket, the high end if `over`, and choose the next trial length."""
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
    """Judge the evaluation of lane i at its trial: FOUND, LOST, or SEARCHING, which also sets the next trial.

    flat: c1 of the sufficient decrease condition (Armijo). level: c2 of the curvature condition (Wolfe).
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
        return FOUND  # the loss still falls at the longest trial: move there, where the run leaves the range and ends
    narrow(slots, i, f[i], slant, dip(bracket[i], heights[j], slants[j], far, f[i], slant), over)
    return SEARCHING
