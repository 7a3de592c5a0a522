"""Controls for the pages that show a scene several times: for what all panes share, and for what they differ in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import streamlit as st

from exports import words
from runs import edit
from runs.comparison.comparison import ENTRIES, Axis, Value, param_of, parameters, value_of, varied
from runs.comparison.fill import label, name_of
from runs.run import STEPS, Scene, X, Y
from studies.choosing import Chosen
from ui.controls import chooser, widgets
from ui.controls.params import control, field

KINDS: Mapping[str, Chosen] = MappingProxyType({"landscape": "landscape", "method": "optimizer"})
"""What is chosen by the chooser, by the name of what may vary."""


@dataclass(frozen=True, slots=True)
class Common:
    """The scene with the settings that all panes share, the names of what varies, and a function to change the scene.

    `change(how, *args)` replaces the scene by `how(scene, *args)`, or tells the visitor why that is impossible. The
    keys of the controls begin with `prefix`.
    """

    base: Scene
    varying: frozenset[str]
    change: Callable[..., None]
    prefix: str = "base"


def entry_box(common: Common, what: str, current: str, how: Callable[..., Scene]) -> None:
    """A box that chooses the landscape, the method or the schedule of all panes."""
    key, name = f"{common.prefix}.{what}", name_of(common.base, what)
    if what in KINDS:
        chooser.box(name, key, KINDS[what], current, partial(common.change, how))
        return
    registry = ENTRIES[what]
    widgets.settle(key, current)
    widgets.selectbox(
        name, list(registry), key=key, format_func=lambda entry: registry[entry].name,
        on_change=lambda: common.change(how, st.session_state[key]),
    )  # fmt: skip


def numbers(common: Common, *whats: str) -> None:
    """The controls of these parameters, except those that vary."""
    for what in whats:
        if what not in common.varying:
            commit = partial(common.change, varied, what)
            control(param_of(common.base, what), value_of(common.base, what), f"{common.prefix}.{what}", commit)


def group(common: Common, name: str) -> list[str]:
    """The names of the parameters of the landscape, the method, the schedule or the frame."""
    return [f"{name}.{param.key}" for param in parameters(common.base, name)]


def ground_controls(common: Common) -> None:
    """The controls of what all panes share besides the runner. If the landscape varies, its parameters are left out."""
    base = common.base
    if "landscape" not in common.varying:
        entry_box(common, "landscape", base.ground.entry.key, edit.with_landscape)
        numbers(common, *(f"landscape.{param.key}" for param, _ in words.shaping(base.ground)))
    control(STEPS, base.steps, "base.steps", lambda value: common.change(edit.with_steps, int(value)))


def start_fields(common: Common) -> None:
    """Fields for typing the start of all panes."""
    (x, y), (left, right) = common.base.start, st.columns(2)
    with left:
        field(X, x, "base.x", lambda value: common.change(lambda s: edit.with_start(s, value, s.start[1])))
    with right:
        field(Y, y, "base.y", lambda value: common.change(lambda s: edit.with_start(s, s.start[0], value)))


def runner_controls(common: Common, *, suited: bool = False) -> None:
    """The controls of the runner that all panes share. If runners vary, there are none: they are changed in the race.

    `suited`: every pane has its own suggested rate, so there is no control for it.
    """
    if "runner" in common.varying:
        widgets.words("These runners came from the race. To change one of them, open its pane in the race.")
        return
    runner = common.base.runners[0]
    if "method" not in common.varying:
        entry_box(common, "method", runner.method.key, lambda base, key: edit.with_method(base, 0, key))
    if not suited:
        numbers(common, "rate")
    if "method" not in common.varying:
        numbers(common, *group(common, "method"))
    if "schedule" not in common.varying:
        entry_box(common, "schedule", runner.schedule.key, lambda base, key: edit.with_schedule(base, 0, key))
        numbers(common, *group(common, "schedule"))


def chosen_from(base: Scene, axis: Axis) -> list[Value]:
    """The options for the values of an axis; [] if they are typed."""
    if axis.what == "runner":
        return [r.mark for r in base.runners]
    if axis.what in ENTRIES:
        return list(ENTRIES[axis.what])
    if axis.what == "start" or param_of(base, axis.what).kind in ("number", "integer"):
        return []
    return [float(k) for k in range(max(len(param_of(base, axis.what).options), 2))]


def named(base: Scene, what: str) -> Callable[[Value], str]:
    """A function that gives the name of an axis value in a selection box."""
    return lambda value: label(base, what, value)
