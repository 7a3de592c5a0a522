"""Optimizers in plain Python, written from their papers: those that treat every coordinate by itself.

Each takes gradient(t, place) -> derivative in one coordinate, its start, and rates, of which rates[t - 1] is η at step
t; then its hyper-parameters in the record's order. It returns θ after every step.
"""

import math
from collections.abc import Callable, Sequence

from tests.ground.naive import ETA

Slope = Callable[[int, float], float]
Rates = Sequence[float]


def sign(x: float) -> float:
    return math.copysign(1.0, x) if x else 0.0


def pace(eta: float, alone: float) -> float:
    """What a decoupled decay is multiplied by: the rate of the step, or the schedule's factor alone."""
    return eta / ETA if alone else eta


def mean_of(values: list[float], beta: float) -> float:
    """The running mean of these values, started at zero, written as an explicit sum."""
    last = len(values) - 1
    return (1 - beta) * math.fsum(beta ** (last - k) * value for k, value in enumerate(values))


def gd(gradient: Slope, theta: float, rates: Rates) -> list[float]:
    path = []
    for t, eta in enumerate(rates, start=1):
        theta = theta - eta * gradient(t, theta)
        path.append(theta)
    return path


def momentum(
    gradient: Slope,
    theta: float,
    rates: Rates,
    gamma: float,
    convention: float,
    dampening: float,
    decay: float,
    form: float,
) -> list[float]:
    path, v = [], 0.0
    for t, eta in enumerate(rates, start=1):
        g, old = gradient(t, theta), theta
        if form == 0:
            g = g + decay * theta
        if convention == 0:
            v = gamma * v + eta * g
            theta = theta - v
        elif convention == 1:
            v = gamma * v + (1 - dampening) * g if t > 1 and gamma > 0 else gamma * v + g
            theta = theta - eta * v
        else:
            v = gamma * v + (1 - gamma) * g
            theta = theta - eta * v
        if form > 0:
            theta = theta - pace(eta, form == 2) * decay * old
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


def adagrad(
    gradient: Slope, theta: float, rates: Rates, eps: float, inside: float, initial: float, decay: float
) -> list[float]:
    path, seen = [], [initial]
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        seen.append(g**2)
        total = math.fsum(seen)
        root = math.sqrt(total + eps) if inside else math.sqrt(total) + eps
        theta = theta - eta / (1 + (t - 1) * decay) * g / root
        path.append(theta)
    return path


def rmsprop(
    gradient: Slope,
    theta: float,
    rates: Rates,
    rho: float,
    eps: float,
    gamma: float,
    centered: float,
    inside: float,
    initial: float,
    convention: float,
) -> list[float]:
    path, v, mean, gathered = [], initial, 0.0, 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        v = rho * v + (1 - rho) * g**2
        mean = rho * mean + (1 - rho) * g
        square = v - mean**2 if centered else v
        scaled = g / (math.sqrt(square + eps) if inside else math.sqrt(square) + eps)
        if convention == 1:
            gathered = gamma * gathered + eta * scaled
            theta = theta - gathered
        else:
            gathered = gamma * gathered + scaled
            theta = theta - eta * gathered
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
    gradient: Slope,
    theta: float,
    rates: Rates,
    beta1: float,
    beta2: float,
    eps: float,
    correct: float,
    before: float,
) -> list[float]:
    path, m, v = [], 0.0, 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t) if correct else m
        v_hat = v / (1 - beta2**t) if correct else v
        if correct and before:  # as in the last line of the paper's second section
            alpha = eta * math.sqrt(1 - beta2**t) / (1 - beta1**t)
            theta = theta - alpha * m / (math.sqrt(v) + eps)
        else:
            theta = theta - eta * m_hat / (math.sqrt(v_hat) + eps)
        path.append(theta)
    return path


def adamw(
    gradient: Slope,
    theta: float,
    rates: Rates,
    beta1: float,
    beta2: float,
    eps: float,
    decay: float,
    before: float,
    alone: float,
) -> list[float]:
    path, m, v = [], 0.0, 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        less = pace(eta, alone) * decay * theta
        if before:
            theta = theta - eta * math.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (math.sqrt(v) + eps) - less
        else:
            theta = theta - eta * m / (1 - beta1**t) / (math.sqrt(v / (1 - beta2**t)) + eps) - less
        path.append(theta)
    return path


def adam_l2(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, decay: float, before: float
) -> list[float]:
    path, seen = [], []
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta) + decay * theta)
        m_hat = mean_of(seen, beta1) / (1 - beta1**t)
        v_hat = mean_of([g**2 for g in seen], beta2) / (1 - beta2**t)
        theta = theta - eta * m_hat / (math.sqrt(v_hat) + (eps / math.sqrt(1 - beta2**t) if before else eps))
        path.append(theta)
    return path


def adamax(gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float) -> list[float]:
    path, seen = [], []
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta))
        largest = max((abs(g) + eps) * beta2 ** (t - 1 - k) for k, g in enumerate(seen))
        theta = theta - eta / (1 - beta1**t) * mean_of(seen, beta1) / largest
        path.append(theta)
    return path


def amsgrad(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, before: float
) -> list[float]:
    path, seen, squares = [], [], []
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta))
        squares.append(mean_of([g**2 for g in seen], beta2))
        m_hat = mean_of(seen, beta1) / (1 - beta1**t)
        if before:
            theta = theta - eta * math.sqrt(1 - beta2**t) * m_hat / (math.sqrt(max(squares)) + eps)
        else:
            theta = theta - eta * m_hat / (math.sqrt(max(squares) / (1 - beta2**t)) + eps)
        path.append(theta)
    return path


def nadam(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, psi: float
) -> list[float]:
    def mu(t: int) -> float:
        return beta1 * (1 - 0.96 ** (t * psi) / 2)

    path, seen = [], []
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta))
        now, ahead = math.prod(mu(k) for k in range(1, t + 1)), math.prod(mu(k) for k in range(1, t + 2))
        m_bar = mu(t + 1) * mean_of(seen, beta1) / (1 - ahead) + (1 - mu(t)) * seen[-1] / (1 - now)
        v_hat = mean_of([g**2 for g in seen], beta2) / (1 - beta2**t)
        theta = theta - eta * m_bar / (math.sqrt(v_hat) + eps)
        path.append(theta)
    return path


def radam(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, early: float
) -> list[float]:
    path, seen = [], []
    rho_max = 2 / (1 - beta2) - 1
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta))
        m_hat = mean_of(seen, beta1) / (1 - beta1**t)
        rho = rho_max - 2 * t * beta2**t / (1 - beta2**t)
        if rho > 5:
            v = mean_of([g**2 for g in seen], beta2)
            r = math.sqrt((rho - 4) * (rho - 2) * rho_max / ((rho_max - 4) * (rho_max - 2) * rho))
            theta = theta - eta * r * m_hat * math.sqrt(1 - beta2**t) / (math.sqrt(v) + eps)
        elif early == 1:
            theta = theta - eta * m_hat
        path.append(theta)
    return path


def adabelief(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, eps_root: float
) -> list[float]:
    path, m, s = [], 0.0, 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * (g - m) ** 2 + eps_root
        theta = theta - eta * m / (1 - beta1**t) / (math.sqrt(s / (1 - beta2**t)) + eps)
        path.append(theta)
    return path


def yogi(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, first: float
) -> list[float]:
    path, m, v = [], 0.0, first
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        m = beta1 * m + (1 - beta1) * g
        v = v + (1 - beta2) * g**2 * sign(g**2 - v)
        theta = theta - eta * m / (1 - beta1**t) / (math.sqrt(v / (1 - beta2**t)) + eps)
        path.append(theta)
    return path


def adan(
    gradient: Slope,
    theta: float,
    rates: Rates,
    beta1: float,
    beta2: float,
    beta3: float,
    eps: float,
    decay: float,
    alone: float,
) -> list[float]:
    path, slopes, changes, squares = [], [], [], []
    for t, eta in enumerate(rates, start=1):
        slopes.append(gradient(t, theta))
        changes.append(slopes[-1] - slopes[-2] if t > 1 else 0.0)
        squares.append((slopes[-1] + beta2 * changes[-1]) ** 2)
        m, v, n = mean_of(slopes, beta1), mean_of(changes, beta2), mean_of(squares, beta3)
        size = eta / (math.sqrt(n / (1 - beta3**t)) + eps)
        theta = (theta - size * (m / (1 - beta1**t) + beta2 * v / (1 - beta2**t))) / (1 + decay * pace(eta, alone))
        path.append(theta)
    return path


def lion(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, decay: float, alone: float
) -> list[float]:
    path, m = [], 0.0
    for t, eta in enumerate(rates, start=1):
        g = gradient(t, theta)
        theta = theta - eta * sign(beta1 * m + (1 - beta1) * g) - pace(eta, alone) * decay * theta
        m = beta2 * m + (1 - beta2) * g
        path.append(theta)
    return path


def signsgd(gradient: Slope, theta: float, rates: Rates) -> list[float]:
    path = []
    for t, eta in enumerate(rates, start=1):
        theta = theta - eta * sign(gradient(t, theta))
        path.append(theta)
    return path


def signum(gradient: Slope, theta: float, rates: Rates, beta: float) -> list[float]:
    path, seen = [], []
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta))
        theta = theta - eta * sign(mean_of(seen, beta))
        path.append(theta)
    return path


def rprop(
    gradient: Slope, theta: float, rates: Rates, shrink: float, grow: float, shortest: float, longest: float
) -> list[float]:
    path, past, size = [], 0.0, rates[0]
    for t in range(1, len(rates) + 1):
        g = gradient(t, theta)
        if g * past > 0:
            size = size * grow
        elif g * past < 0:
            size, g = size * shrink, 0.0
        size = sorted((shortest, size, longest))[1]
        theta, past = theta - size * sign(g), g
        path.append(theta)
    return path


def qhm(gradient: Slope, theta: float, rates: Rates, beta: float, nu: float) -> list[float]:
    path, seen = [], []
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta))
        theta = theta - eta * ((1 - nu) * seen[-1] + nu * mean_of(seen, beta))
        path.append(theta)
    return path


def asgd(
    gradient: Slope, theta: float, rates: Rates, decay: float, power: float, begin: float, walker: float
) -> list[float]:
    walk, means = [], []
    for t, eta in enumerate(rates, start=1):
        slower = eta / (1 + decay * eta * (t - 1)) ** power
        theta = theta - slower * (gradient(t, theta) + decay * theta)
        walk.append(theta)
        counted = walk[int(begin) + 1 :] or [theta]
        means.append(math.fsum(counted) / len(counted))
    return means if walker == 1 else walk


def schedule_free_adamw(
    gradient: Slope, theta: float, rates: Rates, beta1: float, beta2: float, eps: float, decay: float, alone: float
) -> list[float]:
    path, squares, weights, fast, x, z = [], [], [], [], theta, theta
    for t, eta in enumerate(rates, start=1):
        y = (1 - beta1) * z + beta1 * x
        g = gradient(t, y)
        squares.append(g**2)
        v_hat = mean_of(squares, beta2) / (1 - beta2**t)
        z = z - eta * g / (math.sqrt(v_hat) + eps) - pace(eta, alone) * decay * y
        weights.append(max(rates[:t]) ** 2)
        fast.append(z)
        x = math.fsum(w * place for w, place in zip(weights, fast, strict=True)) / math.fsum(weights)
        path.append(x)
    return path


def lookahead(
    gradient: Slope,
    theta: float,
    rates: Rates,
    beta1: float,
    beta2: float,
    eps: float,
    alpha: float,
    k: float,
) -> list[float]:
    path, seen, slow = [], [], theta
    for t, eta in enumerate(rates, start=1):
        seen.append(gradient(t, theta))
        m_hat = mean_of(seen, beta1) / (1 - beta1**t)
        v_hat = mean_of([g**2 for g in seen], beta2) / (1 - beta2**t)
        theta = theta - eta * m_hat / (math.sqrt(v_hat) + eps)
        if t % int(k) == 0:
            theta = slow = (1 - alpha) * slow + alpha * theta
        path.append(theta)
    return path


def extragradient(gradient: Slope, theta: float, rates: Rates) -> list[float]:
    path = []
    for t, eta in enumerate(rates, start=1):
        theta = theta - eta * gradient(t, theta - eta * gradient(t, theta))
        path.append(theta)
    return path


def runge_kutta(field: Callable[..., tuple[float, ...]], state: tuple[float, ...], dt: float) -> tuple[float, ...]:
    """One step of the classical method of order four for state' = field(*state)."""

    def moved(by: float, k: tuple[float, ...]) -> list[float]:
        return [s + by * slope for s, slope in zip(state, k, strict=True)]

    k1 = field(*state)
    k2 = field(*moved(dt / 2, k1))
    k3 = field(*moved(dt / 2, k2))
    k4 = field(*moved(dt, k3))
    return tuple(s + dt * (a + 2 * b + 2 * c + d) / 6 for s, a, b, c, d in zip(state, k1, k2, k3, k4, strict=True))


def gradient_flow(gradient: Slope, theta: float, rates: Rates) -> list[float]:
    path = []
    for t, eta in enumerate(rates, start=1):
        (theta,) = runge_kutta(lambda place, t=t: (-gradient(t, place),), (theta,), eta)
        path.append(theta)
    return path


def heavy_ball_ode(gradient: Slope, theta: float, rates: Rates, gamma: float) -> list[float]:
    path, u = [], 0.0
    for t, eta in enumerate(rates, start=1):

        def field(place: float, speed: float, t: int = t, eta: float = eta) -> tuple[float, float]:
            return speed, -(1 - gamma) * speed - eta * gradient(t, place)

        theta, u = runge_kutta(field, (theta, u), 1.0)
        path.append(theta)
    return path


METHODS: dict[str, Callable[..., list[float]]] = {
    f.__name__: f
    for f in (
        gd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamw, adam_l2, adamax, amsgrad, nadam, radam,
        adabelief, yogi, adan, lion, signsgd, signum, rprop, qhm, asgd, schedule_free_adamw, lookahead, extragradient,
        gradient_flow, heavy_ball_ode,
    )
}  # fmt: skip
