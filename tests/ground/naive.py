"""The second version of everything: slow, obvious, written from the papers in plain Python, one number at a time.

Losses take the module of their functions (`math` or `cmath`), so that a complex number can be put through them: the
imaginary part of f(x + ih) / h is the derivative without any cancellation. `walk` is the kernel contract as a plain
loop, against which the engine and the recorded walks of PyTorch are held.
"""

import math
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from core.records import Landscape, Optimizer

# Landscapes: f(m, x, y, parameters), and the gradient as a pair.


def bowl(m: ModuleType, x: Any, y: Any, kappa: float, angle: float) -> Any:
    phi = math.radians(angle)
    along = x * math.cos(phi) + y * math.sin(phi)
    across = -x * math.sin(phi) + y * math.cos(phi)
    return (along**2 + kappa * across**2) / 2


def bowl_gradient(x: float, y: float, kappa: float, angle: float) -> tuple[float, float]:
    phi = math.radians(angle)
    along = x * math.cos(phi) + y * math.sin(phi)
    across = -x * math.sin(phi) + y * math.cos(phi)
    return (
        along * math.cos(phi) - kappa * across * math.sin(phi),
        along * math.sin(phi) + kappa * across * math.cos(phi),
    )


def ravine(m: ModuleType, x: Any, y: Any, b: float, s: float) -> Any:
    return s * (m.sqrt(1 + (x - 4) ** 2) - 1) + b * y**2 / 2


def ravine_gradient(x: float, y: float, b: float, s: float) -> tuple[float, float]:
    return s * (x - 4) / math.hypot(1, x - 4), b * y


def plateau(m: ModuleType, x: Any, y: Any, h: float, r: float) -> Any:
    rho = ((x - 2) ** 2 + y**2) / r**2
    return h - h / (1 + rho + rho**3)


def plateau_gradient(x: float, y: float, h: float, r: float) -> tuple[float, float]:
    rho = ((x - 2) ** 2 + y**2) / r**2
    by_rho = h * (1 + 3 * rho**2) / (1 + rho + rho**3) ** 2
    return by_rho * 2 * (x - 2) / r**2, by_rho * 2 * y / r**2


def saddle(m: ModuleType, x: Any, y: Any, k: float, a: float) -> Any:
    return k * x**2 / 2 - a * y**2 / 2 + y**4 / 4


def saddle_gradient(x: float, y: float, k: float, a: float) -> tuple[float, float]:
    return k * x, -a * y + y**3


def monkey_saddle(m: ModuleType, x: Any, y: Any) -> Any:
    return x**3 - 3 * x * y**2


def monkey_saddle_gradient(x: float, y: float) -> tuple[float, float]:
    return 3 * x**2 - 3 * y**2, -6 * x * y


def rosenbrock(m: ModuleType, x: Any, y: Any, a: float, b: float) -> Any:
    return (a - x) ** 2 + b * (y - x**2) ** 2


def rosenbrock_gradient(x: float, y: float, a: float, b: float) -> tuple[float, float]:
    return -2 * (a - x) - 4 * b * x * (y - x**2), 2 * b * (y - x**2)


def beale(m: ModuleType, x: Any, y: Any) -> Any:
    return sum((value - x + x * y**k) ** 2 for k, value in enumerate((1.5, 2.25, 2.625), start=1))


def beale_gradient(x: float, y: float) -> tuple[float, float]:
    rows = [(k, value - x + x * y**k) for k, value in enumerate((1.5, 2.25, 2.625), start=1)]
    return sum(2 * u * (y**k - 1) for k, u in rows), sum(2 * u * k * x * y ** (k - 1) for k, u in rows)


def himmelblau(m: ModuleType, x: Any, y: Any) -> Any:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def himmelblau_gradient(x: float, y: float) -> tuple[float, float]:
    return (
        4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
        2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
    )


def rastrigin(m: ModuleType, x: Any, y: Any, A: float) -> Any:
    return 2 * A + sum(z**2 - A * m.cos(2 * math.pi * z) for z in (x, y))


def rastrigin_gradient(x: float, y: float, A: float) -> tuple[float, float]:
    def slope(z: float) -> float:
        return 2 * z + 2 * math.pi * A * math.sin(2 * math.pi * z)

    return slope(x), slope(y)


def ackley(m: ModuleType, x: Any, y: Any, a: float, b: float, c: float) -> Any:
    cone = a * m.exp(-b * m.sqrt((x**2 + y**2) / 2))
    return -cone - m.exp((m.cos(c * x) + m.cos(c * y)) / 2) + a + math.e


def ackley_gradient(x: float, y: float, a: float, b: float, c: float) -> tuple[float, float]:
    mean = math.sqrt((x**2 + y**2) / 2)
    waves = math.exp((math.cos(c * x) + math.cos(c * y)) / 2)

    def slope(z: float) -> float:
        cone = a * b * math.exp(-b * mean) * z / (2 * mean) if mean > 0 else 0.0
        return cone + waves * c * math.sin(c * z) / 2

    return slope(x), slope(y)


def styblinski_tang(m: ModuleType, x: Any, y: Any) -> Any:
    return sum(z**4 - 16 * z**2 + 5 * z for z in (x, y)) / 2


def styblinski_tang_gradient(x: float, y: float) -> tuple[float, float]:
    return (4 * x**3 - 32 * x + 5) / 2, (4 * y**3 - 32 * y + 5) / 2


def booth(m: ModuleType, x: Any, y: Any) -> Any:
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


def booth_gradient(x: float, y: float) -> tuple[float, float]:
    return 2 * (x + 2 * y - 7) + 4 * (2 * x + y - 5), 4 * (x + 2 * y - 7) + 2 * (2 * x + y - 5)


LOSSES: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        bowl, ravine, plateau, saddle, monkey_saddle, rosenbrock, beale, himmelblau, rastrigin, ackley,
        styblinski_tang, booth,
    )
}  # fmt: skip
GRADIENTS: dict[str, Callable[..., tuple[float, float]]] = {
    f.__name__.removesuffix("_gradient"): f
    for f in (
        bowl_gradient, ravine_gradient, plateau_gradient, saddle_gradient, monkey_saddle_gradient, rosenbrock_gradient,
        beale_gradient, himmelblau_gradient, rastrigin_gradient, ackley_gradient, styblinski_tang_gradient,
        booth_gradient,
    )
}  # fmt: skip

# Optimizers, on one coordinate: gradient(t, place) -> slope; rates[t - 1] is η at step t. They give θ after every step.

Slope = Callable[[int, float], float]
Rates = Sequence[float]


def gd(gradient: Slope, theta: float, rates: Rates) -> list[float]:
    path = []
    for t, eta in enumerate(rates, start=1):
        theta = theta - eta * gradient(t, theta)
        path.append(theta)
    return path


def momentum(gradient: Slope, theta: float, rates: Rates, gamma: float, convention: float) -> list[float]:
    path, v = [], 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        if convention == 0:
            v = gamma * v + eta * g
            theta = theta - v
        elif convention == 1:
            v = gamma * v + g
            theta = theta - eta * v
        else:
            v = gamma * v + (1 - gamma) * g
            theta = theta - eta * v
        path.append(theta)
    return path


def nesterov(gradient: Slope, theta: float, rates: Rates, gamma: float, form: float) -> list[float]:
    path, v = [], 0.0
    for t, eta in enumerate(rates, start=1):
        if form == 0:
            v = gamma * v + eta * gradient(t, theta - gamma * v)
            theta = theta - v
        else:
            g = gradient(t, theta)
            v = gamma * v + g
            theta = theta - eta * (g + gamma * v)
        path.append(theta)
    return path


def adagrad(gradient: Slope, theta: float, rates: Rates, eps: float) -> list[float]:
    path, seen = [], []
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        seen.append(g**2)
        theta = theta - eta * g / (math.sqrt(math.fsum(seen)) + eps)
        path.append(theta)
    return path


def rmsprop(gradient: Slope, theta: float, rates: Rates, rho: float, eps: float) -> list[float]:
    path, v = [], 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        v = rho * v + (1 - rho) * g**2
        theta = theta - eta * g / (math.sqrt(v) + eps)
        path.append(theta)
    return path


def adadelta(gradient: Slope, theta: float, rates: Rates, rho: float, eps: float) -> list[float]:
    path, squares, moves = [], 0.0, 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        squares = rho * squares + (1 - rho) * g**2
        move = -math.sqrt(moves + eps) / math.sqrt(squares + eps) * g
        moves = rho * moves + (1 - rho) * move**2
        theta = theta + eta * move
        path.append(theta)
    return path


def adam(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, correct: float
) -> list[float]:
    path, m, v = [], 0.0, 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t) if correct else m
        v_hat = v / (1 - beta2**t) if correct else v
        theta = theta - eta * m_hat / (math.sqrt(v_hat) + eps)
        path.append(theta)
    return path


def adamw(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, decay: float
) -> list[float]:
    path, m, v = [], 0.0, 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        theta = theta - eta * (m / (1 - beta1**t) / (math.sqrt(v / (1 - beta2**t)) + eps) + decay * theta)
        path.append(theta)
    return path


METHODS: dict[str, Callable[..., list[float]]] = {
    f.__name__: f for f in (gd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamw)
}

# Schedules: the factor on η at step t.


def constant(t: int) -> float:
    return 1.0


def step(t: int, every: float, factor: float) -> float:
    drops = 0
    while (drops + 1) * every < t:
        drops += 1
    return factor**drops


def cosine(t: int, T_max: float, floor: float) -> float:
    if t > T_max:
        return floor
    return floor + (1 - floor) * (1 + math.cos(math.pi * (t - 1) / T_max)) / 2


FACTORS: dict[str, Callable[..., float]] = {f.__name__: f for f in (constant, step, cosine)}

# The contract.


def gradients(land: Landscape, c: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The gradient at lanes `at` (all x, then all y), as the kernel gives it."""
    half, g = at.size // 2, np.empty_like(at)
    land.grad(c, land.data, at[:half].copy(), at[half:].copy(), g[:half], g[half:])
    return g


def walk(
    land: Landscape, c: np.ndarray, way: Optimizer, h: np.ndarray, theta: np.ndarray, rates: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The contract as a plain loop, for methods of one stage: where the lanes are, and where each gradient is taken.

    Both float64[steps + 1, 2B], the last row of the second being where the next gradient would be taken.
    """
    theta, slots = theta.copy(), np.zeros((way.rows, theta.size))
    points, places = [theta.copy()], []
    for t in range(1, rates.size + 2):
        at = theta.copy()
        if way.probe is not None:
            way.probe(0, theta, np.zeros_like(theta), slots, t, np.zeros_like(theta), h, at)
        places.append(at)
        if t <= rates.size:
            way.step(theta, gradients(land, c, at), slots, t, np.full(theta.size, rates[t - 1]), h)
            points.append(theta.copy())
    return np.array(points), np.array(places)
