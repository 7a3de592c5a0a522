"""Groups of controls that several pages share. They are derived from the records, and change the scene."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from core.param import Param
from core.records import Landscape, Optimizer, Schedule
from exports import words
from runs import edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.ground import FRAME, PLAIN
from runs.run import AGAINST, AT, AXES, OWN, SHOWN, STEPS, TARGET, Runner, Scene, X, Y
from studies import reference
from ui import address_bar
from ui.controls import chooser, widgets
from ui.controls.noise import batch_controls, data_controls, noise_controls, noisy, own_batch_control
from ui.controls.params import control, field, own_settings, rate_control
from ui.controls.presets import defaults_control
from ui.session import session
from ui.session.messages import apply_words, stage_of
from ui.wide import formula
from ui.worksheets import session as worksheet_session

UNSAMPLED = Param.choice("against", AGAINST.symbol, AGAINST.options[:3], AGAINST.help)
"""The horizontal axes that curves may have if there are no samples to count."""


def change(how: Callable[..., Scene], *args: Any) -> None:
    """Change the scene by one of `runs.edit`'s functions, or tell the visitor why that is impossible.

    What the visitor has changed on the stage before comes first, since Streamlit calls this before the page runs.
    """
    page = address_bar.page() or session.RACE
    apply_words(page, stage_of(page))
    try:
        session.put(how(session.scene(), *args))
    except ValueError as error:
        session.refuse(error)


def schedule_box(current: str, index: int) -> None:
    """A box that chooses a runner's schedule by its name."""
    key = widgets.settle("run.schedule", current)
    widgets.selectbox(
        "Schedule", list(SCHEDULES), key=key, format_func=lambda k: SCHEDULES[k].name,
        on_change=lambda: change(edit.with_schedule, index, st.session_state[key]),
    )  # fmt: skip


def ground_controls(scene: Scene, *, taught: bool = True) -> None:
    """The controls of the landscape and its parameters, the start, the steps, and what else acts on every run.

    `taught`: what the landscape teaches stands below its name.
    """
    ground, land = scene.ground, LANDSCAPES[scene.ground.entry.key]
    chooser.box("Landscape", "landscape", "landscape", land.key, partial(change, edit.with_landscape), taught=taught)
    if shaping := words.shaping(ground):
        with st.container(horizontal=True):  # two of them have room in a row
            for param, value in shaping:
                control(param, value, f"landscape.{param.key}", partial(change, edit.with_ground_value, param.key))
    named_start(scene)  # its names are as long as a row
    with st.container(horizontal=True, gap="xsmall", key="where"):  # columns would be three more messages
        field(X, scene.start[0], "x", lambda x: change(edit.with_start, x, session.scene().start[1]))
        field(Y, scene.start[1], "y", lambda y: change(edit.with_start, session.scene().start[0], y))
    control(STEPS, scene.steps, "steps", lambda value: change(edit.with_steps, int(value)))
    batch_controls(scene, change)
    acts = ground.frame != PLAIN or noisy(scene)
    if more := widgets.panel("Turn, stretch, add noise", "more", expanded=acts):
        with more:
            for param, value in zip(FRAME, ground.frame, strict=True):
                control(param, value, f"frame.{param.key}", partial(change, edit.with_frame_value, param.key))
            noise_controls(scene, change)
    data_controls(scene, change)


def named_start(scene: Scene) -> None:
    """A box of the landscape's named starts, which shows "own" if the start is none of them."""
    starts = scene.ground.starts()
    now = next((name for name, point in starts.items() if point == scene.start), "own")
    options = [*starts] if now != "own" else [*starts, "own"]
    if st.session_state.get("start") != now:
        st.session_state["start"] = now
    widgets.selectbox(
        "Start", options, key="start", help="Click the map, drag the pin, type coordinates, or take a named start.",
        on_change=lambda: change(edit.with_start, *starts.get(st.session_state["start"], session.scene().start)),
    )  # fmt: skip


def _forked_at(index: int, at: float) -> None:
    change(edit.with_at, index, int(at))


def own_controls(runner: Runner, prefix: str, commit: Callable[[str, float], None], exact: bool = False) -> None:
    """The controls of a runner's warm-up and of the clipping of its gradients; `commit(key, value)` takes a change."""
    for param in OWN:
        if param.key in own_settings(runner):
            value = getattr(runner, param.key)
            control(param, value, f"{prefix}.{param.key}", partial(commit, param.key), exact=exact)


def runner_controls(scene: Scene, index: int) -> None:
    """The controls of the selected runner only, which saves room and time."""
    runner = scene.runners[index]
    method, schedule = OPTIMIZERS[runner.method.key], SCHEDULES[runner.schedule.key]
    chooser.box("Optimizer", "run.method", "optimizer", method.key, partial(change, edit.with_method, index))
    nameless = worksheet_session.standing("method") == "hidden" and worksheet_session.standing("rate") != "hidden"
    if nameless and len(scene.runners) > 1:
        st.caption(method.name)  # names the method when a worksheet leaves only the rate
    defaults_control(scene, index, change)
    rate_control(runner.rate, "run.rate", partial(change, edit.with_rate, index))
    if runner.origin is not None:
        control(AT, runner.at, "run.at", partial(_forked_at, index))
    own_batch_control(scene, index, change)
    exact = st.session_state.get("run.exact", False)
    for param, value in zip(method.params, runner.method.values, strict=True):
        control(
            param, value, f"run.{param.key}", partial(change, edit.with_method_value, index, param.key), exact=exact
        )
    schedule_box(schedule.key, index)
    for param, value in zip(schedule.params, runner.schedule.values, strict=True):
        commit = partial(change, edit.with_schedule_value, index, param.key)
        control(param, value, f"run.schedule.{param.key}", commit, exact=exact)
    own_controls(runner, "run", partial(change, edit.with_own, index), exact=exact)
    widgets.toggle("Type exact values", key="run.exact", help="Shows number fields in place of sliders.")


def view_controls(scene: Scene) -> None:
    """The controls of the view, which do not change the runs. Map or surface is chosen above the picture."""
    shown = widgets.panel("What is shown", "shown")
    if shown is None:
        return
    with shown:
        control(TARGET, scene.tolerance, "tolerance", partial(change, edit.with_tolerance))
        against = AGAINST if scene.ground.sampled else UNSAMPLED
        for param, how in (against, edit.with_against), (SHOWN, edit.with_curve), (AXES, edit.with_axes):
            control(param, param.read(getattr(scene, param.key)), param.key, partial(_look, param, how))


def _look(param: Param, how: Callable[..., Scene], value: float) -> None:
    change(how, param.write(value))


def about(record: Landscape | Optimizer | Schedule, scene: Scene) -> None:
    """The formula of an entry, what it teaches, and where it comes from.

    What to watch for was written for a race of its own, so the text says whether `scene` is that race.
    """
    st.markdown(f"**{record.name}.** {record.lesson}")
    formula(record.formula, record.name)
    if isinstance(record, Optimizer):
        st.caption(f"Gradients per step: {record.evaluations}.")
    own = reference.kind_of(record), record.key
    shown = reference.scene(*own)
    race = worksheet_session.joined(reference.address(shown))
    here = scene.runs() == shown.runs()
    where = "in this race" if here else f"in another race, [its own]({race})"
    st.caption(f"What to watch for {where}: {record.watch}")
    st.caption(f"[{record.source}]({record.source.url})" if record.source.url else str(record.source))


def formulas(scene: Scene) -> None:
    """The formulas, which are sent only when somebody opens the panel."""
    shown = widgets.panel("Formulas and sources", "formulas")
    if shown is None:
        return
    with shown:
        about(LANDSCAPES[scene.ground.entry.key], scene)
        for key in dict.fromkeys(r.method.key for r in scene.runners):
            about(OPTIMIZERS[key], scene)
        for key in dict.fromkeys(r.schedule.key for r in scene.runners):
            about(SCHEDULES[key], scene)
