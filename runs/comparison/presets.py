"""Ready-made comparisons to start from, each of which answers one question."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from core.param import Values
from runs.comparison.comparison import MOST, Axis, Comparison
from runs.comparison.edit import first_comparison
from runs.comparison.fill import filled, spaced_between
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Runner, Scene, optimizer


def _scene(land: str, method: str, *, rate: float = 0.0, steps: int = 300, values: Values | None = None) -> Scene:
    """A scene with one runner from a landscape's first start, at the suggested rate if none is given."""
    ground = Ground(landscape(land))
    runner = Runner(optimizer(method, values), rate or suggested_rate(ground, method))
    return Scene(ground, next(iter(ground.starts().values())), steps, (runner,))


def _rates() -> Comparison:
    scene = _scene("ravine", "momentum")
    return Comparison(scene, spaced_between(scene, Axis("rate", (1e-4, 1.0)), MOST))


def _methods() -> Comparison:
    scene = _scene("rosenbrock", "gd", rate=0.001, steps=500)
    return Comparison(scene, filled(scene, "method", MOST), suited=True)


def _landscapes() -> Comparison:
    scene = _scene("bowl", "adam")
    return Comparison(scene, filled(scene, "landscape", MOST), suited=True)


def _starts() -> Comparison:
    scene = _scene("himmelblau", "gd", steps=100)
    return Comparison(scene, filled(scene, "start", MOST))


def _memories() -> Comparison:
    scene = _scene("rosenbrock", "adam", rate=0.1)
    return Comparison(scene, Axis("method.beta1", (0.0, 0.9, 0.99)), Axis("method.beta2", (0.9, 0.99, 0.999)))


def _turned() -> Comparison:
    scene = _scene("ravine", "gd", rate=0.05)
    turns, methods = Axis("frame.rotation", (0.0, 20.0, 45.0)), Axis("method", ("gd", "momentum", "adam"))
    comparison = Comparison(scene, turns, methods)
    # The start rotates with the ravine, so the panes differ only in the direction of the axes.
    return replace(comparison, starts=tuple(next(iter(pane.ground.starts().values())) for pane in comparison.scenes()))


def _schedules() -> Comparison:
    scene = replace(_scene("bowl", "gd"), noise=2.0)
    return Comparison(scene, Axis("schedule", ("constant", "step", "cosine")), Axis("seed", (1.0, 2.0, 3.0)))


def _batches() -> Comparison:
    scene = replace(_scene("logistic_regression", "gd", rate=1.0, steps=150), against="samples")
    return Comparison(scene, Axis("gradient.batch", (1.0, 4.0, 16.0, 64.0)))


PRESETS: Mapping[str, Callable[[], Comparison]] = MappingProxyType(
    {
        "Rate and momentum in a ravine": first_comparison,
        "Learning rates, from crawling to diverging": _rates,
        "Nine optimizers in one valley": _methods,
        "Adam on nine landscapes": _landscapes,
        "Nine starts, four basins": _starts,
        "Adam's two memories": _memories,
        "The same ravine, turned": _turned,
        "Schedules in noise": _schedules,
        "Batch sizes, from one sample to all": _batches,
    }
)
"""The ready-made comparisons by title. Each is a function, called when a visitor chooses it."""
