"""What the runs of a step give: its facts, and the right answer to its question."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf
from types import MappingProxyType
from typing import Any

import numpy as np

from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import snapshots
from runs.run import Scene
from runs.simulate import Trajectory, simulate
from runs.surface import box_of, lowest
from studies.course.chapter import Facts, Step
from studies.course.question import Choose, Number, Place, Question, Rate, Sketch
from studies.measures import reached

NOTHING = Facts(MappingProxyType({}), True)
"""The facts of a step that measures nothing."""
COLUMNS = 9
"""The number of columns of a sketched curve."""


@lru_cache(maxsize=256)
def walked(shown: object) -> tuple[Any, ...]:
    """What a view gives to a measurement: trajectories, snapshots, or nothing for a comparison."""
    if isinstance(shown, Scene):
        return tuple(simulate(run) for run in shown.runs())
    if isinstance(shown, Ensemble):
        return tuple(snapshots(run, shown.walkers, shown.every, shown.radius) for run in shown.runs())
    return ()


def given(step: Step) -> tuple[Any, ...]:
    """The arguments of the step's measurement."""
    if step.closed:
        return ()
    return (*walked(step.view.shown), *(way for scene in step.also for way in walked(scene)))


@lru_cache(maxsize=256)
def facts(step: Step) -> Facts:
    """The facts of a step about its own runs."""
    return step.measure(*given(step)) if step.measure is not None else NOTHING


@dataclass(frozen=True, slots=True)
class Answer:
    """What is right: an index, a number with its lowest and highest accepted value, a place with its accepted distance
    in the units of the map, or the heights (0 for the lowest loss, 1 for the highest) of a curve at COLUMNS columns.
    """

    value: float | tuple[float, ...]
    low: float = 0.0
    high: float = 0.0


def _above(way: Trajectory) -> np.ndarray:
    """The losses above the lowest known one, as far as a logarithmic scale shows them."""
    return np.maximum(way.losses - lowest(way.run.ground), 1e-12)


def ends(way: Trajectory) -> tuple[float, float]:
    """The highest and the lowest loss of a run, above the lowest known one: the ends of the axis of `heights`."""
    above = _above(way)
    return float(above[np.isfinite(above)].max()), float(above.min())


def heights(way: Trajectory) -> tuple[float, ...]:
    """The curve of the loss, on a logarithmic scale above the lowest known loss, at COLUMNS equal distances; each as a
    share of the height between the lowest and the highest loss of the run. A diverged run stays at the top.
    """
    above = _above(way)
    scale = np.log10(above[np.isfinite(above)])
    at = np.linspace(0, way.run.steps, COLUMNS).round().astype(int)
    low, high = float(scale.min()), float(scale.max())
    rows = [float(np.log10(above[i])) if i < len(above) and np.isfinite(above[i]) else high for i in at]
    return tuple(round((row - low) / max(high - low, 1e-9), 4) for row in rows)


def holds(way: Trajectory) -> bool:
    """Whether a run ends below where it began."""
    return way.word != "diverged" and bool(way.losses[-1] < way.losses[0])


def tried(scene: Scene, rate: float) -> Scene:
    """The scene with another rate for its first runner, which then runs alone."""
    return replace(scene, runners=(replace(scene.runners[0], rate=rate),))


def best_rate(scene: object, question: Rate) -> int:
    """The index of the right rate; ValueError if no rate is right, or if the step shows no race."""
    if not isinstance(scene, Scene):
        raise TypeError(f"{question.ask!r}: rates are tried in a race.")
    ways = [simulate(tried(scene, rate).runs()[0]) for rate in question.rates]
    if question.goal == "largest":
        right = [i for i, way in enumerate(ways) if holds(way)]
        if not right:
            raise ValueError(f"{question.ask!r}: no rate holds.")
        return right[-1]
    steps = [inf if (step := reached(way, scene.tolerance)) is None else step for way in ways]
    if min(steps) == inf:
        raise ValueError(f"{question.ask!r}: no rate arrives.")
    return int(np.argmin(steps))


def _number(question: Number, value: float) -> Answer:
    if question.off:
        return Answer(value, value - question.off, value + question.off)
    low, high = sorted((value / question.factor, value * question.factor))
    return Answer(value, low, high)


def answer(step: Step) -> Answer:
    """What is right in the question of a step, computed from its runs; ValueError if it asks nothing."""
    question: Question | None = step.question
    match question:
        case Choose():
            return Answer(float(question.right(*given(step))))
        case Number():
            return _number(question, float(question.right(*given(step))))
        case Place():
            way = given(step)[question.runner]
            x0, x1, y0, y1 = box_of(way.run.ground)
            size = float(np.hypot(x1 - x0, y1 - y0))
            return Answer(tuple(map(float, way.positions[-1])), 0.0, question.within * size)
        case Sketch():
            return Answer(heights(given(step)[question.runner]), 0.0, question.within)
        case Rate():
            right = best_rate(step.view.shown, question)
            return Answer(float(right), right - question.notches, right + question.notches)
        case None:
            raise ValueError(f"{step.title}: this step asks nothing.")
