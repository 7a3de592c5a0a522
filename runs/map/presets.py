"""Ready-made maps to start from, each of which shows one thing."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from runs.ground import Ground, landscape
from runs.map.edit import with_measure, with_methods
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


def _growing() -> Map:
    """Above A = L²/(4π²) the ground is no longer convex, and soon it has more than one minimum."""
    return _map("bumpy_bowl", "gd", 0.15, 300, sides=("rate", "landscape.A"), view=(0.02, 2.0, 0.0, 0.3))


def _circling() -> Map:
    """The best settings for a quadratic with curvatures from 1 to 100, rounded, on a convex bowl that is none."""
    ground = Ground(landscape("cycling_bowl"))
    best = Runner(optimizer("momentum", {"momentum": 0.67}), 0.033)
    plain = Runner(optimizer("gd"), 0.0198, mark=1)
    return Map(Scene(ground, next(iter(ground.starts().values())), 600, (best, plain)))


def _parting() -> Map:
    return with_measure(first_map(), "sensitivity")


def _settings() -> Map:
    return _map("bowl", "momentum", 0.05, 500, sides=("rate", "method.momentum"), view=(0.002, 0.5, 0.0, 0.999))


PRESETS: Mapping[str, tuple[str, Callable[[], Map]]] = MappingProxyType({
    "momentum": ("Momentum: which minimum from every start?", first_map),
    "differ": ("Momentum and gradient descent: where do they part?", _differ),
    "ripples": ("Gradient descent among ripples: an edge without end", _ripples),
    "growing": ("Gradient descent: from one valley to many", _growing),
    "circling": ("Momentum at its best, and gradient descent: who arrives?", _circling),
    "parting": ("Momentum: where does the start decide?", _parting),
    "newton": ("Newton's method: minima, saddles and maxima", _newton),
    "settings": ("Momentum: every learning rate with every γ", _settings),
})  # fmt: skip
"""The title of every ready-made map, and a function that makes it."""
