"""An independent second version of the landscapes with samples: integer random numbers, one sample at a time.

As in `naive_landscapes`, a loss takes the module of its functions and accepts complex numbers.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

MASK = 2**64 - 1
GOLDEN, STRIDE = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
Rows = list[tuple[float, ...]]
Slope = tuple[float, float]


def mixed(z: int) -> int:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), in Python's integers."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def even(seed: float, row: int, column: int, k: int = 0) -> float:
    """The uniform number for an entry of the data."""
    key = mixed((int(seed) + GOLDEN * (column + 1)) & MASK)
    return ((mixed((key + STRIDE * ((row + 1) * 4096 + 3072 + k)) & MASK) >> 12) + 0.5) / 2**52


def bell(seed: float, row: int, column: int) -> float:
    """The normal number for an entry of the data (Box and Muller, 1958)."""
    return math.sqrt(-2 * math.log(even(seed, row, column))) * math.cos(2 * math.pi * even(seed, row, column, 1))


def rounded(rows: Rows) -> Rows:
    return [tuple(round(value, 3) for value in row) for row in rows]


@lru_cache
def slanted(n: float, rho: float, ratio: float, scatter: float, seed: float) -> Rows:
    rows: Rows = []
    for k in range(int(n)):
        u = bell(seed, k, 0)
        v = ratio * (rho * u + math.sqrt(1 - rho**2) * bell(seed, k, 1))
        rows.append((u, v, u + v / 2 + scatter * bell(seed, k, 2)))
    return rounded(rows)


@lru_cache
def sparse(n: float, share: float, scatter: float, seed: float) -> Rows:
    count, rows = max(1, round(share * n)), list[tuple[float, ...]]()
    for k in range(int(n)):
        u, v = bell(seed, k, 0), float((k + 1) * count // int(n) - k * count // int(n))
        rows.append((u, v, 1.5 * u + 2.5 * v + scatter * bell(seed, k, 1)))
    return rounded(rows)


@lru_cache
def clouds(n: float, apart: float, flipped: float, ridge: float, seed: float) -> Rows:
    rows: Rows = []
    for k in range(int(n)):
        side = 0.5 if k % 2 else -0.5
        wrong = even(seed, k, 2) < flipped
        u, v = bell(seed, k, 0) + 0.8 * apart * side, bell(seed, k, 1) + 0.6 * apart * side
        rows.append((u, v, float((side > 0) != wrong)))
    return rounded(rows)


@lru_cache
def thrown(n: float, outliers: float, scatter: float, delta: float, form: float, seed: float) -> Rows:
    rows: Rows = []
    for k in range(int(n)):
        u = 4 * even(seed, k, 0)
        t = u + 0.5 + scatter * bell(seed, k, 1)
        rows.append((3 + u / 4, t - 8) if k >= n - round(outliers * n) else (u, t))
    return rounded(rows)


@lru_cache
def pair(n: float, first: float, second: float, scatter: float, seed: float) -> Rows:
    inputs = [-2 + 4 * k / (n - 1) for k in range(int(n))]
    return rounded([
        (u, math.tanh(first * u) + math.tanh(second * u) + scatter * bell(seed, k, 0)) for k, u in enumerate(inputs)
    ])  # fmt: skip


@lru_cache
def waved(n: float, wave: float, scatter: float, seed: float) -> Rows:
    inputs = [-2.75 + 5.5 * k / (n - 1) for k in range(int(n))]
    return [
        (s, math.tanh(1.5 * s - 0.75) + wave * math.sin(4 * s) + scatter * bell(seed, k, 0))
        for k, s in enumerate(inputs)
    ]  # fmt: skip


@lru_cache
def lopsided(n: float) -> Rows:
    return rounded([(n - 1, 0.0)] + [((2 - n) / (n - 1), -((-1.0) ** k)) for k in range(1, int(n))])


DRAWN: dict[str, Callable[..., Rows]] = {
    "linear_regression": slanted,
    "sparse_features": sparse,
    "logistic_regression": clouds,
    "robust_regression": thrown,
    "two_layer": pair,
    "neuron": waved,
    "rare_large_gradient": lopsided,
}
"""The data of a landscape by its parameters."""


def mean(parts: list[Any]) -> Any:
    return sum(parts) / len(parts)


def mean_slope(pulls: list[Slope]) -> Slope:
    return mean([x for x, _ in pulls]), mean([y for _, y in pulls])


def linear_regression(m: ModuleType, x: Any, y: Any, *values: float) -> Any:
    return mean([(x * u + y * v - t) ** 2 / 2 for u, v, t in slanted(*values)])


def linear_regression_gradient(x: float, y: float, *values: float) -> Slope:
    return mean_slope([((x * u + y * v - t) * u, (x * u + y * v - t) * v) for u, v, t in slanted(*values)])


def sparse_features(m: ModuleType, x: Any, y: Any, *values: float) -> Any:
    return mean([(x * u + y * v - t) ** 2 / 2 for u, v, t in sparse(*values)])


def sparse_features_gradient(x: float, y: float, *values: float) -> Slope:
    return mean_slope([((x * u + y * v - t) * u, (x * u + y * v - t) * v) for u, v, t in sparse(*values)])


def logistic_regression(m: ModuleType, x: Any, y: Any, *values: float) -> Any:
    def surprise(z: Any) -> Any:
        return m.log(1 + m.exp(-z)) if z.real > 0 else m.log(1 + m.exp(z)) - z

    rows = clouds(*values)
    return mean([surprise((x * u + y * v) * (2 * t - 1)) for u, v, t in rows]) + values[3] * (x**2 + y**2) / 2


def logistic_regression_gradient(x: float, y: float, *values: float) -> Slope:
    ridge, pulls = values[3], list[Slope]()
    for u, v, t in clouds(*values):
        short = (1 + math.tanh((x * u + y * v) / 2)) / 2 - t
        pulls.append((short * u + ridge * x, short * v + ridge * y))
    return mean_slope(pulls)


def robust_regression(m: ModuleType, x: Any, y: Any, *values: float) -> Any:
    delta, squares = values[3], values[4] == 1

    def cost(r: Any) -> Any:
        return r**2 / 2 if squares else delta**2 * (m.sqrt(1 + (r / delta) ** 2) - 1)

    return mean([cost(x * u + y - t) for u, t in thrown(*values)])


def robust_regression_gradient(x: float, y: float, *values: float) -> Slope:
    delta, squares, pulls = values[3], values[4] == 1, list[Slope]()
    for u, t in thrown(*values):
        r = x * u + y - t
        pull = r if squares else r / math.hypot(1, r / delta)
        pulls.append((pull * u, pull))
    return mean_slope(pulls)


def two_layer(m: ModuleType, x: Any, y: Any, *values: float) -> Any:
    return mean([(m.tanh(x * u) + m.tanh(y * u) - t) ** 2 / 2 for u, t in pair(*values)])


def two_layer_gradient(x: float, y: float, *values: float) -> Slope:
    pulls: list[Slope] = []
    for u, t in pair(*values):
        short = math.tanh(x * u) + math.tanh(y * u) - t
        pulls.append((short * u / math.cosh(x * u) ** 2, short * u / math.cosh(y * u) ** 2))
    return mean_slope(pulls)


def neuron(m: ModuleType, x: Any, y: Any, *values: float) -> Any:
    return mean([(m.tanh(x * s + y) - t) ** 2 / 2 for s, t in waved(*values)])


def neuron_gradient(x: float, y: float, *values: float) -> Slope:
    pulls: list[Slope] = []
    for s, t in waved(*values):
        pull = (math.tanh(x * s + y) - t) / math.cosh(x * s + y) ** 2
        pulls.append((pull * s, pull))
    return mean_slope(pulls)


def lopsided_mean(*values: float) -> Slope:
    us, vs = zip(*lopsided(*values), strict=True)
    return math.fsum(us) / len(us), math.fsum(vs) / len(vs)


def rare_large_gradient(m: ModuleType, x: Any, y: Any, *values: float) -> Any:
    u, v = lopsided_mean(*values)
    return u * x + v * y + (x**2 + y**2) / 2


def rare_large_gradient_gradient(x: float, y: float, *values: float) -> Slope:
    u, v = lopsided_mean(*values)
    return x + u, y + v
