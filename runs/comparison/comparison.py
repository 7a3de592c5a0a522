"""A comparison of panes (small multiples): one scene, and one or two things that vary from pane to pane.

Every pane is a scene with one runner. Panes of one row differ only in what varies across, panes of one column only in
what varies down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from core.param import Param, demand
from core.records import Landscape, Optimizer, Point, Schedule
from runs import edit
from runs.bounds import within_bounds as scene_within_bounds
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.gradient_noise import GRADIENT_NOISE
from runs.ground import FRAME, Ground, landscape
from runs.opening import suggested_rate
from runs.run import BATCH, OWN, RATE, SEED, SIGMA, Run, Scene

MOST = 9
"""The most panes: with more, each would be too small to show anything."""

BEST = ("steps", "loss")
"""What makes a pane the best: the fewest steps to the tolerance, or the lowest loss at the end."""

Value = float | str | Point
Setting = tuple[str, Value]

ENTRIES: Mapping[str, Mapping[str, Landscape] | Mapping[str, Optimizer] | Mapping[str, Schedule]] = {
    "landscape": LANDSCAPES,
    "method": OPTIMIZERS,
    "schedule": SCHEDULES,
}
"""What varies by choosing another entry of a registry. Single parameters vary under names such as "method.beta1"."""

OWN_NUMBERS = {p.key: p for p in OWN if p is not BATCH}
NUMBERS = {"rate": RATE, **OWN_NUMBERS, "noise": SIGMA, "seed": SEED}
PLAIN_GROUPS = {"frame": FRAME, "gradient": GRADIENT_NOISE}
FIRST = ("runner", *ENTRIES)
"""What has to be set first, since the other settings belong to it."""


def parameters(scene: Scene, group: str) -> tuple[Param, ...]:
    """The parameters of a group: the scene's landscape, frame or gradient noise, or its first runner's method or
    schedule.
    """
    runner = scene.runners[0]
    keys = {"landscape": scene.ground.entry.key, "method": runner.method.key, "schedule": runner.schedule.key}
    if group in PLAIN_GROUPS:
        return PLAIN_GROUPS[group]
    return ENTRIES[group][keys[group]].params if group in keys else ()


def param_of(scene: Scene, what: str) -> Param:
    """The parameter that varies under this name; ValueError with a sentence if the scene has none."""
    group, _, key = what.partition(".")
    found = NUMBERS.get(what) or next((p for p in parameters(scene, group) if p.key == key), None)
    if found is None:
        entries = {"method": scene.runners[0].method.key, "schedule": scene.runners[0].schedule.key}
        entry = entries.get(group, scene.ground.entry.key)
        owner = ENTRIES[group][entry].name if group in ENTRIES else "A scene"
        raise ValueError(f"{owner} has no {(key or what)[:40]!r} that could vary.")
    return found


def _on_landscape(scene: Scene, value: Any) -> Scene:
    if value == scene.ground.entry.key:
        return scene
    ground = Ground(landscape(value), scene.ground.frame)
    return edit.on_ground(scene, ground, next(iter(ground.starts().values())))


def _by_method(scene: Scene, value: Any) -> Scene:
    kept = scene.runners[0].rate
    return scene if value == scene.runners[0].method.key else edit.with_rate(edit.with_method(scene, 0, value), 0, kept)


def _under_schedule(scene: Scene, value: Any) -> Scene:
    return scene if value == scene.runners[0].schedule.key else edit.with_schedule(scene, 0, value)


def _from_start(scene: Scene, value: Any) -> Scene:
    demand(isinstance(value, tuple), "When starts vary, every value must be a pair of numbers.")
    return edit.with_start(scene, *value)


def _of_runner(scene: Scene, value: Any) -> Scene:
    found = [r for r in scene.runners if r.mark == value and not isinstance(value, str)]
    demand(found, "When runners vary, every value must be the mark of one of the scene's runners.")
    return replace(scene, runners=(replace(found[0], hidden=False),))


Change = Callable[[Scene, Any], Scene]
CHANGES: Mapping[str, Change] = {
    "runner": _of_runner,
    "landscape": _on_landscape,
    "method": _by_method,
    "schedule": _under_schedule,
    "start": _from_start,
    "rate": lambda scene, value: edit.with_rate(scene, 0, value),
    **{key: lambda scene, value, key=key: edit.with_own(scene, 0, key, value) for key in OWN_NUMBERS},
    "noise": edit.with_noise,
    "seed": lambda scene, value: edit.with_seed(scene, int(value)),
}
VALUES: Mapping[str, Callable[[Scene, str, float], Scene]] = {
    "landscape": edit.with_ground_value,
    "frame": edit.with_frame_value,
    "gradient": edit.with_gradient_value,
    "method": lambda scene, key, value: edit.with_method_value(scene, 0, key, value),
    "schedule": lambda scene, key, value: edit.with_schedule_value(scene, 0, key, value),
}


def value_of(scene: Scene, what: str) -> float:
    """The scene's present value of `what`, which must be a parameter, not an entry, a start or a runner."""
    runner, group = scene.runners[0], what.partition(".")[0]
    if what in NUMBERS:
        return float(getattr(scene if what in ("noise", "seed") else runner, what))
    held = {
        "landscape": scene.ground.entry.values, "frame": scene.ground.frame, "gradient": scene.gradient,
        "method": runner.method.values, "schedule": runner.schedule.values,
    }  # fmt: skip
    return held[group][parameters(scene, group).index(param_of(scene, what))]


def varied(scene: Scene, what: str, value: Any) -> Scene:
    """The scene with one thing changed, in its first runner or in what all share; ValueError with a sentence.

    If the scene already has this value, it stays as it is, parameters included. Another method takes over the rate and
    the values of shared parameters. Another landscape keeps the frame and starts at its own first start.
    """
    if what in ENTRIES:
        demand(isinstance(value, str) and value in ENTRIES[what], f"There is no {what} {str(value)[:40]!r}.")
        return CHANGES[what](scene, value)
    if what in ("start", "runner"):
        return CHANGES[what](scene, value)
    number = param_of(scene, what).check(value)
    group, _, key = what.partition(".")
    return VALUES[group](scene, key, number) if key else CHANGES[what](scene, number)


def _pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, int | float) for v in value)


@dataclass(frozen=True, slots=True)
class Axis:
    """What varies, and through which values: keys of the catalogue, numbers, starts, or marks of the scene's runners.

    `what` is one of CHANGES, or names a parameter of what the scene shows: "method.beta1", "landscape.b",
    "frame.rotation", "schedule.every".
    """

    what: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        demand(isinstance(self.what, str), "What varies must have a name.")
        demand(isinstance(self.values, tuple), "The values of what varies must be a tuple.")
        for value in self.values:
            demand(
                _pair(value) or isinstance(value, str | int | float),
                "Every value of what varies must be a number, a key or a start.",
            )
        demand(2 <= len(self.values) <= MOST, f"What varies takes 2 to {MOST} values, not {len(self.values)}.")
        demand(
            len(set(self.values)) == len(self.values),
            "Two panes would show the same picture, because one value appears twice.",
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison: a base scene, what varies across and, if there are several rows, down. Valid by construction.

    The base has several runners if runners vary, and one otherwise. `starts` is empty if all panes start where the base
    does, or holds one start per pane, row by row. With `suited`, a pane whose ground or method differs from the base's
    takes the learning rate suggested there; otherwise all panes have the base's rate unless the rate itself varies.
    `best` is one of BEST.
    """

    base: Scene
    across: Axis
    down: Axis | None = None
    starts: tuple[Point, ...] = ()
    suited: bool = False
    best: str = BEST[0]

    def __post_init__(self) -> None:
        demand(isinstance(self.base, Scene), "The base of a comparison must be a Scene.")
        demand(all(isinstance(axis, Axis) for axis in self.axes), "What varies across and down must be an Axis.")
        names = [axis.what for axis in self.axes]
        demand(len(set(names)) == len(names), f"{names[0]} varies across already, so something else must vary down.")
        demand(self.panes <= MOST, f"A comparison has at most {MOST} panes, not {self.rows} x {self.columns}.")
        several = len(self.base.runners) > 1
        demand(not several or "runner" in names, "A scene with several runners can only be compared runner by runner.")
        demand({"runner", "method"} - set(names), "The runners vary already, and with them the optimizer.")
        demand(isinstance(self.suited, bool), "Whether the suggested rates are used must be True or False.")
        demand(self.best in BEST, "The best pane must be chosen by its steps or by its loss.")
        pairs = isinstance(self.starts, tuple) and all(map(_pair, self.starts))
        demand(pairs, "The starts of a comparison must be a tuple of pairs of numbers.")
        demand(
            len(self.starts) in (0, self.panes),
            f"There must be one start for each pane or none, not {len(self.starts)}.",
        )
        demand(
            not (self.starts and "start" in names),
            "The start varies already, so a pane cannot have a start of its own.",
        )
        self.scenes()

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes: across, and down if anything varies down."""
        return (self.across,) if self.down is None else (self.across, self.down)

    @property
    def rows(self) -> int:
        """The number of values down: 1 if nothing varies down."""
        return 1 if self.down is None else len(self.down.values)

    @property
    def columns(self) -> int:
        """The number of values across."""
        return len(self.across.values)

    @property
    def panes(self) -> int:
        """The number of panes."""
        return self.rows * self.columns

    def settings(self) -> tuple[tuple[Setting, ...], ...]:
        """The values that define every pane, row by row."""
        down = [()] if self.down is None else [((self.down.what, value),) for value in self.down.values]
        return tuple(((self.across.what, value), *row) for row in down for value in self.across.values)

    def scenes(self) -> tuple[Scene, ...]:
        """Every pane as a scene of one runner, row by row."""
        return _scenes(self)

    def runs(self) -> tuple[Run, ...]:
        """The runs of this comparison, one per pane, row by row."""
        return tuple(scene.runs()[0] for scene in self.scenes())


@lru_cache(maxsize=64)
def _scenes(comparison: Comparison) -> tuple[Scene, ...]:
    starts = comparison.starts or (None,) * comparison.panes
    return tuple(_scene(comparison, given, start) for given, start in zip(comparison.settings(), starts, strict=True))


def _scene(comparison: Comparison, given: tuple[Setting, ...], start: Point | None) -> Scene:
    mark = dict(given).get("runner", comparison.base.runners[0].mark)
    scene = first = _of_runner(comparison.base, mark)
    for what, value in sorted(given, key=lambda setting: setting[0] not in FIRST):
        scene = scene if what == "runner" else varied(scene, what, value)
    method = scene.runners[0].method.key
    elsewhere = (scene.ground, method) != (first.ground, first.runners[0].method.key)
    if comparison.suited and elsewhere and "rate" not in dict(given):
        scene = edit.with_rate(scene, 0, suggested_rate(scene.ground, method))
    return scene if start is None else edit.with_start(scene, *start)


def within_bounds(comparison: Comparison) -> tuple[Comparison, tuple[str, ...]]:
    """The comparison, or a shorter one with a sentence where it asks for more than this server gives."""
    base, remarks = scene_within_bounds(comparison.base)
    return (replace(comparison, base=base) if remarks else comparison), remarks
