"""The second version of everything: slow, obvious, written from the papers in plain Python, one number at a time.

The landscapes have a file of their own, `naive_landscapes`. `walk` is the kernel contract as a plain loop: the engine
and the recorded walks of PyTorch are held against it.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from core.records import Landscape, Optimizer

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
