"""Optimizers in plain Python, written from their papers: those whose coordinates depend on each other.

Each takes a `Plane` (loss, gradient and Hessian at a point), its start, and rates, of which rates[t - 1] is η at step
t; then its hyper-parameters in the record's order. It returns θ after every step: float64[2] each.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

Point = np.ndarray
Rates = Sequence[float]


class Plane(NamedTuple):
    """A ground that does not move."""

    loss: Callable[[Point], float]
    gradient: Callable[[Point], Point]
    hessian: Callable[[Point], np.ndarray]


def sam(plane: Plane, theta: Point, rates: Rates, rho: float) -> list[Point]:
    path = []
    for eta in rates:
        uphill = plane.gradient(theta)
        theta = theta - eta * plane.gradient(theta + rho * uphill / np.linalg.norm(uphill))
        path.append(theta)
    return path


def newton(plane: Plane, theta: Point, rates: Rates, saddle_free: float) -> list[Point]:
    path = []
    for eta in rates:
        bends, axes = np.linalg.eigh(plane.hessian(theta))
        sizes = np.diag(np.abs(bends) if saddle_free else bends)
        theta = theta - eta * np.linalg.solve(axes @ sizes @ axes.T, plane.gradient(theta))
        path.append(theta)
    return path


def prodigy(
    plane: Plane, theta: Point, rates: Rates, beta1: float, beta2: float, eps: float, first: float, growth: float
) -> list[Point]:
    path, start, d, r = [], theta, first, 0.0
    m, v, s = np.zeros(2), np.zeros(2), np.zeros(2)
    for t, eta in enumerate(rates, start=1):
        g = plane.gradient(theta)
        size = eta * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        m = beta1 * m + (1 - beta1) * d * g
        v = beta2 * v + (1 - beta2) * d**2 * g**2
        r = np.sqrt(beta2) * r + size * d**2 * g @ (start - theta)
        s = np.sqrt(beta2) * s + size * d**2 * g
        farther = max(d, growth * r / np.linalg.norm(s, 1))
        theta = theta - size * d * m / (np.sqrt(v) + farther * eps)
        d = farther
        path.append(theta)
    return path


# Methods with a line search. One evaluation is one tick: `Ticks` counts them and records the walker's position.


class NoMoreTicksError(Exception):
    """The run is over."""


class Ticks:
    """Evaluations of a plane, one per tick, until they run out, and the walker's position after each."""

    def __init__(self, plane: Plane, theta: Point, rates: Rates) -> None:
        self.plane, self.theta, self.rates = plane, theta, rates
        self.path: list[Point] = []

    def at(self, point: Point) -> tuple[float, Point]:
        """Loss and gradient there."""
        if len(self.path) == len(self.rates):
            raise NoMoreTicksError
        self.path.append(self.theta)
        return self.plane.loss(point), self.plane.gradient(point)

    @property
    def rate(self) -> float:
        """η at the latest tick."""
        return self.rates[len(self.path) - 1]

    def move(self, point: Point) -> None:
        """Record the walker's position after the latest tick."""
        self.theta = self.path[-1] = point


class End(NamedTuple):
    """One end of a bracket: the distance along the line, the loss and the slope."""

    far: float
    f: float
    slope: float


def cubic(a: End, b: End) -> float:
    """Where the cubic through two ends has its minimum (Nocedal and Wright, equation 3.59)."""
    d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.far - b.far)
    if d1**2 < a.slope * b.slope:
        return np.nan  # it has none
    d2 = np.sign(b.far - a.far) * np.sqrt(d1**2 - a.slope * b.slope)
    return b.far - (b.far - a.far) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)


class Look(NamedTuple):
    """The loss and the slope found at the end of a step along a line."""

    end: End
    gradient: Point


class Line:
    """The search for a point with the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6)."""

    def __init__(self, ticks: Ticks, d: Point, f: float, g: Point, c1: float, c2: float) -> None:
        self.ticks, self.theta, self.d, self.c1, self.c2 = ticks, ticks.theta, d, c1, c2
        self.zero, self.longest = End(0.0, f, float(g @ d)), 1e6 / float(np.linalg.norm(d))

    def look(self, far: float) -> Look:
        loss, gradient = self.ticks.at(self.theta + far * self.d)
        return Look(End(far, loss, float(gradient @ self.d)), gradient)

    def too_high(self, end: End, low: End) -> bool:
        return end.f > self.zero.f + self.c1 * end.far * self.zero.slope or end.f >= low.f

    def level(self, end: End) -> bool:
        return abs(end.slope) <= -self.c2 * self.zero.slope

    def bracket(self, first: float) -> Look:
        low, far = self.zero, min(first, self.longest)
        while True:
            found = self.look(far)
            guess = cubic(low, found.end)
            if self.too_high(found.end, low):
                return self.zoom(low, found.end, guess)
            if self.level(found.end):
                return found
            if found.end.slope >= 0:
                return self.zoom(found.end, low, guess)
            low, far = found.end, min(guess if far < guess <= 10 * far else 10 * far, self.longest)

    def zoom(self, low: End, high: End, guess: float) -> Look:
        while abs(high.far - low.far) > 1e-4 * max(high.far, low.far):
            left, right = sorted((low.far, high.far))
            room = 0.1 * (right - left)
            inside = float(np.clip(guess, left + room, right - room))
            found = self.look(inside if left < guess < right else (left + right) / 2)
            guess = cubic(low, found.end)
            if self.too_high(found.end, low):
                high = found.end
            elif self.level(found.end):
                return found
            else:
                high = low if found.end.slope * (high.far - low.far) >= 0 else high
                low = found.end
        return self.look(low.far)


def searching(
    plane: Plane,
    theta: Point,
    rates: Rates,
    c1: float,
    c2: float,
    steer: Callable[[list[Point], list[Point]], Point],
    first: Callable[[float, list[Point], list[Point], list[Point]], float],
) -> list[Point]:
    """A walk that consists of line searches.

    steer(points, gradients) gives the next direction, and first(η, points, gradients, directions) the length of the
    first trial of the next search.
    """
    ticks = Ticks(plane, theta, rates)
    f, g = ticks.at(theta)
    points, gradients, directions = [theta], [g], []
    while len(ticks.path) < len(rates):
        directions.append(steer(points, gradients))
        line = Line(ticks, directions[-1], f, g, c1, c2)
        try:
            found = line.bracket(first(ticks.rate, points, gradients, directions))
        except NoMoreTicksError:
            break
        ticks.move(points[-1] + found.end.far * directions[-1])
        f, g = found.end.f, found.gradient
        points.append(ticks.theta)
        gradients.append(g)
    return ticks.path


def unit_first(eta: float, points: list[Point], gradients: list[Point], _directions: list[Point]) -> float:
    """The first trial of the first search is at most one unit long; later searches begin with the quasi-Newton step."""
    return eta * min(1.0, 1.0 / float(np.linalg.norm(gradients[0], 1))) if len(points) == 1 else eta


def changes(points: list[Point], gradients: list[Point]) -> list[tuple[Point, Point]]:
    """The pairs of step and change of the gradient that a quasi-Newton method may use: those that bend upwards."""
    pairs = [(points[k + 1] - points[k], gradients[k + 1] - gradients[k]) for k in range(len(points) - 1)]
    return [(s, y) for s, y in pairs if s @ y > 0]


def bfgs(plane: Plane, theta: Point, rates: Rates, c1: float, c2: float) -> list[Point]:
    def steer(points: list[Point], gradients: list[Point]) -> Point:
        H, pairs = np.eye(2), changes(points, gradients)
        if pairs:
            H *= pairs[0][0] @ pairs[0][1] / (pairs[0][1] @ pairs[0][1])
        for s, y in pairs:
            V = np.eye(2) - np.outer(y, s) / (y @ s)
            H = V.T @ H @ V + np.outer(s, s) / (y @ s)
        return -H @ gradients[-1]

    return searching(plane, theta, rates, c1, c2, steer, unit_first)


def lbfgs(plane: Plane, theta: Point, rates: Rates, c1: float, c2: float, history: float) -> list[Point]:
    def steer(points: list[Point], gradients: list[Point]) -> Point:
        pairs = changes(points, gradients)
        scale = pairs[-1][0] @ pairs[-1][1] / (pairs[-1][1] @ pairs[-1][1]) if pairs else 1.0
        H = scale * np.eye(2)
        for s, y in pairs[-int(history) :]:
            V = np.eye(2) - np.outer(y, s) / (y @ s)
            H = V.T @ H @ V + np.outer(s, s) / (y @ s)
        return -H @ gradients[-1]

    return searching(plane, theta, rates, c1, c2, steer, unit_first)


def conjugate_gradient(plane: Plane, theta: Point, rates: Rates, c1: float, c2: float) -> list[Point]:
    def steer(_points: list[Point], gradients: list[Point]) -> Point:
        d = -gradients[0]
        for old, g in pairwise(gradients):
            d = max(0.0, g @ (g - old) / (old @ old)) * d - g
            d = d if g @ d < 0 else -g
        return d

    def first(eta: float, points: list[Point], gradients: list[Point], directions: list[Point]) -> float:
        if len(points) == 1:
            return unit_first(eta, points, gradients, directions)
        old, new = directions[-2:]
        far = np.linalg.norm(points[-1] - points[-2]) / np.linalg.norm(old)
        return float(eta * far * (gradients[-2] @ old) / (gradients[-1] @ new))

    return searching(plane, theta, rates, c1, c2, steer, first)


METHODS: dict[str, Callable[..., list[Point]]] = {
    f.__name__: f for f in (sam, newton, prodigy, bfgs, lbfgs, conjugate_gradient)
}
