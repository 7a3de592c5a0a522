"""An independent second version of every schedule that is more than one line: step by step, from the paper."""

import itertools
from bisect import bisect_right
from collections.abc import Callable
from math import cos, pi, sqrt


def multi_step(t: int, first: float, second: float, third: float, factor: float, floor: float) -> float:
    return max(factor ** sum(1 for milestone in (first, second, third) if t - 1 >= milestone), floor)


def exponential(t: int, factor: float, floor: float) -> float:
    rate = 1.0
    for _ in range(t - 1):
        rate *= factor
    return max(rate, floor)


def cosine_restarts(t: int, first: float, longer: float, floor: float, peak: float) -> float:
    at, length, top = t - 1.0, first, 1.0
    while at >= length:
        at, top = at - length, top * peak
        length = max(length * longer, 2.0) if length > 2 else length * max(longer, 1.0)
    return floor + max(top - floor, 0) * (1 + cos(pi * at / length)) / 2


def linear(t: int, start: float, end: float, total: float) -> float:
    return end if t - 1 >= total else start + (end - start) * (t - 1) / total


def polynomial(t: int, total: float, power: float, floor: float) -> float:
    return floor if t - 1 >= total else floor + (1 - floor) * (1 - (t - 1) / total) ** power


def inverse_sqrt(t: int, warm: float, floor: float) -> float:
    return t / warm if t < warm else max(sqrt(warm / t), floor)


def warmup_stable_decay(t: int, warm: float, stable: float, decay: float, floor: float) -> float:
    if t <= warm:
        return t / warm
    if t <= warm + stable:
        return 1.0
    if t >= warm + stable + decay:
        return floor
    return 1 - (1 - floor) * (t - warm - stable) / decay


def one_cycle(t: int, total: float, rise: float, div: float, final_div: float, three: float, line: float) -> float:
    """PyTorch's phases: the last step of each, and the rates between which it moves."""
    low, lowest, last = 1 / div, 1 / (div * final_div), total - 1
    phases = [(rise * total - 1, low, 1.0), (last, 1.0, lowest)]
    if three:
        phases = [(rise * total - 1, low, 1.0), (2 * rise * total - 2, 1.0, low), (last, low, lowest)]
    at, begin = min(t - 1, last), 0.0
    for end, start, goal in phases:
        if at < end or (at == end > 0) or end == last:
            done = (at - begin) / (end - begin)
            return start + (goal - start) * (done if line else (1 - cos(pi * done)) / 2)
        begin = end
    raise AssertionError


def cyclic(t: int, up: float, floor: float) -> float:
    _cycle, at = divmod(t - 1, 2 * up)
    share = at / up if at <= up else 2 - at / up
    return floor + (1 - floor) * share


def hand_drawn(t: int, total: float, *knots: float) -> float:
    """Fritsch and Carlson's cubic in Hermite's basis, with Fritsch and Butland's slopes."""
    places = [total * i / 4 for i in range(5)]
    if t - 1 >= total:
        return knots[-1]
    rise = [knots[i + 1] - knots[i] for i in range(4)]
    slopes = [outer(rise[0], rise[1])]
    for left, right in itertools.pairwise(rise):
        slopes.append(0.0 if left * right <= 0 else 2 / (1 / left + 1 / right))
    slopes.append(outer(rise[3], rise[2]))
    i = min(bisect_right(places, t - 1) - 1, 3)
    u = 4 * (t - 1) / total - i
    return (
        (1 + 2 * u) * (1 - u) ** 2 * knots[i]
        + u * (1 - u) ** 2 * slopes[i]
        + u**2 * (3 - 2 * u) * knots[i + 1]
        + u**2 * (u - 1) * slopes[i + 1]
    )


def outer(near: float, far: float) -> float:
    slope = (3 * near - far) / 2
    if slope * near <= 0:
        return 0.0
    if near * far <= 0 and abs(slope) > 3 * abs(near):
        return 3 * near
    return slope


FACTORS: dict[str, Callable[..., float]] = {
    f.__name__: f
    for f in (
        multi_step, exponential, cosine_restarts, linear, polynomial, inverse_sqrt, warmup_stable_decay, one_cycle,
        cyclic, hand_drawn,
    )
}  # fmt: skip


def plateau(
    losses: list[float], patience: float, cut: float, threshold: float, cooldown: float, floor: float
) -> list[float]:
    """The factor at every step, from the loss at the beginning of each: PyTorch's rules, spelt out. The threshold is a
    share of the size of the best loss, which may be negative.
    """
    factor, best, bad, cool, factors = 1.0, float("inf"), 0, 0, []
    for loss in losses:
        factors.append(factor)
        if loss < best - threshold * abs(best) or best == float("inf"):
            best, bad = loss, 0
        else:
            bad += 1
        if cool > 0:
            cool, bad = cool - 1, 0
        if bad > patience:
            factor, cool, bad = min(factor, max(factor * cut, floor)), cooldown, 0
    return factors
