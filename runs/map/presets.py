"""Ready-made maps to start from, each of which shows one thing."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from runs.ground import Ground, landscape
from runs.map.edit import with_methods
from runs.map.map import STARTS, Map, View, first_map
from runs.run import Runner, Scene, optimizer


def _map(
    land: str,
    method: str,
    rate: float,
    steps: int,
    *,
    sides: tuple[str, str] = STARTS,
    view: View | None = None,
) -> Map:
    """A map with one runner from a landscape's first start."""
    ground = Ground(landscape(land))
    base = Scene(ground, next(iter(ground.starts().values())), steps, (Runner(optimizer(method), rate),))
    return Map(base, sides, view)


def _ripples() -> Map:
    return _map("bumpy_bowl", "gd", 0.15, 300)


def _newton() -> Map:
    return _map("himmelblau", "newton", 1.0, 100)


def _differ() -> Map:
    return with_methods(first_map(), 2)


def _settings() -> Map:
    return _map("bowl", "momentum", 0.05, 500, sides=("rate", "method.momentum"), view=(0.002, 0.5, 0.0, 0.999))


PRESETS: Mapping[str, tuple[str, Callable[[], Map]]] = MappingProxyType({
    "momentum": ("Momentum: which minimum from every start?", first_map),
    "differ": ("Momentum and gradient descent: where do they part?", _differ),
    "ripples": ("Gradient descent among ripples: an edge without end", _ripples),
    "newton": ("Newton's method: minima, saddles and maxima", _newton),
    "settings": ("Momentum: every learning rate with every γ", _settings),
})  # fmt: skip
"""The title of every ready-made map, and a function that makes it."""
