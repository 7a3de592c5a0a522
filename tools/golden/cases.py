"""The cases of the golden paths: landscapes, and the settings that both PyTorch and optax are run with.

This module imports nothing from the project, since the golden files must not depend on the code that they check.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

STEPS = 300
ROWS = [*range(11), *range(20, STEPS + 1, 10)]  # the steps after which the position is kept
# A method that jitters around a minimum with steps of constant length amplifies every rounding error until paths cannot
# be compared. Such paths are left out: a path that is perturbed by SHAKE at every step may deviate by ALLOWED at most.
SHAKE, ALLOWED = 1e-15, 1e-12
ENOUGH = 3  # every method must be comparable on at least so many landscapes

HALVES: Mapping[str, float] = {"every": 60, "factor": 0.5}
WAVE: Mapping[str, float] = {"T_max": 300, "floor": 0.1}


def bowl(_m: Any, x: Any, y: Any, kappa: float, angle: float) -> Any:
    """Half the squared length of the rotated and stretched vector. The first argument is the module of functions."""
    s, c = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return 0.5 * ((c * x + s * y) ** 2 + kappa * (c * y - s * x) ** 2)


def rosenbrock(_m: Any, x: Any, y: Any, a: float, b: float) -> Any:
    """Rosenbrock, 1960."""
    return (a - x) ** 2 + b * (y - x**2) ** 2


def himmelblau(_m: Any, x: Any, y: Any) -> Any:
    """Himmelblau, 1972."""
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def beale(_m: Any, x: Any, y: Any) -> Any:
    """Beale, 1958."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def rastrigin(m: Any, x: Any, y: Any, A: float) -> Any:
    """Rastrigin, 1974."""
    return 2 * A + x**2 - A * m.cos(2 * math.pi * x) + y**2 - A * m.cos(2 * math.pi * y)


@dataclass(frozen=True)
class Place:
    """A landscape, its start, and two scales for learning rates there: a curvature and a length."""

    loss: Callable[..., Any]
    params: dict[str, float]
    start: tuple[float, float]
    curvature: float
    width: float


PLACES = (
    Place(bowl, {"kappa": 10.0, "angle": 30.0}, (-1.6, 0.8), 10.0, 4.0),
    Place(rosenbrock, {"a": 1.0, "b": 100.0}, (-1.2, 1.0), 1600.0, 4.0),
    Place(himmelblau, {}, (0.0, 0.0), 150.0, 10.0),
    Place(beale, {}, (0.5, -0.5), 600.0, 9.0),
    Place(rastrigin, {"A": 10.0}, (1.7, 0.6), 400.0, 10.0),
)


@dataclass(frozen=True)
class Method:
    """An optimizer in our terms (key, hyper-parameters, schedule) and in a library's (`there`).

    The rate is `share` times the place's width, times one over its curvature, or by itself, depending on `unit`.
    `compared` says what the library's parameter corresponds to: our walker, or the point of our next gradient.
    """

    key: str
    hyper: Mapping[str, float | str]
    schedule: str
    options: Mapping[str, float]
    share: float
    unit: str
    there: Any
    compared: str = "walker"

    def rate(self, place: Place) -> float:
        """η on this place."""
        return self.share * {"length": place.width, "inverse curvature": 1 / place.curvature, "number": 1.0}[self.unit]


@dataclass(frozen=True)
class Case:
    """One golden case, in the terms of this project's records."""

    landscape: str
    params: dict[str, float]
    start: tuple[float, float]
    optimizer: str
    hyper: Mapping[str, float | str]
    rate: float
    schedule: str
    options: dict[str, float]
    compared: str


Walk = Callable[[Place, Method, float, float], np.ndarray]
"""(place, method, rate, shake) -> the library's positions after every step, float64[STEPS + 1, 2]."""


def answered(methods: tuple[Method, ...], walk: Walk) -> Iterator[tuple[Case, np.ndarray]]:
    """The paths of every method on every place where they can be compared. SystemExit if there are too few."""
    for method in methods:
        found = 0
        for place in PLACES:
            rate = method.rate(place)
            path = walk(place, method, rate, 0.0)
            strayed = np.max(np.abs(walk(place, method, rate, SHAKE) - path))
            if not strayed <= ALLOWED:
                print(f"{method.key} {method.hyper} on {place.loss.__name__} is left out: {strayed:.1e} of {SHAKE:g}.")
                continue
            found += 1
            yield (
                Case(
                    place.loss.__name__, place.params, place.start, method.key, method.hyper, rate, method.schedule,
                    dict(method.options), method.compared,
                ),
                path[ROWS],
            )  # fmt: skip
        if found < ENOUGH:
            raise SystemExit(f"{method.key} {method.hyper} amplifies rounding on most places: choose it otherwise.")
