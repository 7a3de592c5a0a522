"""Settings in which no parameter has its default, so that whoever passes one over is found out."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from math import sqrt

from core.param import Param
from core.records import Landscape, Optimizer, Schedule
from exports.torch_methods import RECIPES, recipe
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.ground import Entry, Ground, landscape
from runs.run import MAX_RUNS, Runner, Scene, optimizer, schedule

Record = Landscape | Optimizer | Schedule
STEPS, LONG = 40, 100
"""The steps of methods, before rounding errors have grown, and of schedules, some of which wait."""
RATES = {"inverse curvature": 0.05, "length": 0.02}
"""Moderate rates by the unit of the rate, since a method that jitters amplifies rounding. They are not the suggested
ones, so that a better suggestion does not change the kept scripts."""

SAMPLED, START = "robust_regression", (0.0, 0.0)
"""A smooth landscape, whose script contains its gradient, and one of its starts."""
SAMPLES = 12.0
FAST = 0.8
"""The rate at which gradient descent arrives there, so that a schedule that waits for this has something to do."""
FALLING = schedule("linear", {"end": 0.5, "T": float(STEPS)})
"""A schedule for methods, since some parameters act only where the rate changes."""


def values_off(param: Param, place: int) -> list[float]:
    """Values of a parameter other than its default: every other option, or numbers towards the ends of its slider.
    Whole numbers are few steps, and differ by the parameter's `place` in its record.
    """
    if param.options or param.kind == "switch":
        return [option for option in _options(param) if option != param.default]
    if param.kind == "integer":
        return [5.0 + 4.0 * place]
    if param.scale == "one-minus-log" and param.default > 0.0:
        found = [1.0 - sqrt((1.0 - param.default) * (1.0 - end)) for end in param.slider]
    elif param.scale == "log":
        found = [param.default**0.25 * end**0.75 for end in reversed(param.slider)]
    else:
        found = [0.5 * (param.default + end) for end in reversed(param.slider)]
    return [value for value in (float(f"{value:.4g}") for value in found) if value != param.default]


def _options(param: Param) -> list[float]:
    return [float(i) for i in range(int(param.valid[1]) + 1)]


def told(record: Record, values: tuple[float, ...]) -> bool:
    """Whether a script can say these settings: of a method only what PyTorch has."""
    return not isinstance(record, Optimizer) or not isinstance(recipe(Entry(record.key, values)), str)


def _only(record: Record, place: int, value: float) -> tuple[float, ...]:
    """The defaults, but for one parameter."""
    return tuple(value if k == place else p.default for k, p in enumerate(record.params))


def all_off(record: Record) -> list[tuple[float, ...]]:
    """Settings without a default among the numbers, one for every combination of the options. Only a number that
    PyTorch does not have keeps its default.
    """
    free = []
    for place, p in enumerate(record.params):
        off = values_off(p, place)[0]
        number = off if any(told(record, row) for row in _with_any_options(record, place, off)) else p.default
        free.append(_options(p) if _chosen(p) else [number])
    return list(product(*free))


def _chosen(param: Param) -> bool:
    """Whether a parameter is an option and not a number."""
    return bool(param.options) or param.kind == "switch"


def _with_any_options(record: Record, place: int, value: float) -> Iterator[tuple[float, ...]]:
    """The numbers at their defaults, but for one, under every combination of the options."""
    return product(
        *(_options(p) if _chosen(p) else [value if k == place else p.default] for k, p in enumerate(record.params))
    )


def without(record: Record, values: tuple[float, ...], key: str) -> tuple[float, ...]:
    """These settings with one parameter at its default."""
    return tuple(p.default if p.key == key else value for p, value in zip(record.params, values, strict=True))


def settings(record: Record) -> list[tuple[float, ...]]:
    """Settings in which one parameter after another is off its default, alone and together with all others."""
    found = all_off(record)
    for place, p in enumerate(record.params):
        found += [_only(record, place, value) for value in values_off(p, place)]
    return list(dict.fromkeys(found))


def raced(runners: list[Runner], steps: int = STEPS) -> list[Scene]:
    """Scenes with these runners on the sampled landscape, eight in each, which get the marks 0 to 7."""
    rows = [runners[first : first + MAX_RUNS] for first in range(0, len(runners), MAX_RUNS)]
    ground = Ground(landscape(SAMPLED, {"samples": SAMPLES}))
    return [
        Scene(ground, START, steps, tuple(replace(runner, mark=mark) for mark, runner in enumerate(row)))
        for row in rows
    ]


def running(method: Entry, plan: Entry) -> Runner:
    """A runner with this method under this schedule, at a moderate rate."""
    return Runner(method, RATES[OPTIMIZERS[method.key].unit], plan)


def descending(plan: Entry) -> Runner:
    """A runner for the parameters of a schedule: gradient descent, which depends on nothing else."""
    return Runner(optimizer("gd"), FAST, plan)


def _settled(record: Record) -> list[Entry]:
    """All settings without a default that PyTorch has, and one for every parameter that these leave at its default."""
    found = [values for values in all_off(record) if told(record, values)]
    for place, p in enumerate(record.params):
        if all(values[place] == p.default for values in found):
            off = (values for values in settings(record) if values[place] != p.default and told(record, values))
            found += list(islice(off, 1))
    return [Entry(record.key, values) for values in found]


def settled_scenes() -> list[Scene]:
    """Scenes with every recipe and every schedule at their settings without a default."""
    methods = [entry for key in RECIPES for entry in _settled(OPTIMIZERS[key])]
    plans = [entry for plan in SCHEDULES.values() for entry in _settled(plan)]
    count = max(len(methods), len(plans))
    return raced([running(methods[i % len(methods)], plans[i % len(plans)]) for i in range(count)])
