"""The race: several optimizers on one landscape, from one start."""

from collections.abc import Callable, Mapping
from functools import partial
from math import isfinite
from typing import Any

import streamlit as st

from core.records import Landscape, Optimizer, Schedule, demand
from runs import edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.run import FRAME, MAX_RUNS, PLAIN, RATE, SEED, SIGMA, STEPS, Scene, X, Y
from stage import stage
from stage.parts import Row, roster, share
from ui import session
from ui.controls import control, field
from ui.picture import note, picture

Registry = Mapping[str, Landscape] | Mapping[str, Optimizer] | Mapping[str, Schedule]

STAGE, ROSTER = "race.stage", "race.roster"


def change(how: Callable[..., Scene], *args: Any) -> None:
    """Change the scene by one of `runs.edit`'s functions; a sentence if that cannot be."""
    try:
        session.put(how(session.scene(), *args))
    except ValueError as error:
        session.refuse(error)


def heard_start() -> None:
    """A start that came from the stage: by pin, click or key."""
    sent = st.session_state[STAGE].get("start")
    try:
        demand(isinstance(sent, dict), "The stage sent no start.")
        session.hear(sent.get("seq"))
        if (
            sent.get("scene") == session.scene().ground.entry.key
        ):  # a late message of a map that is gone is not for this
            x, y = float(sent["x"]), float(sent["y"])
            demand(isfinite(x) and isfinite(y), "A start has two finite coordinates.")
            session.put(edit.with_start(session.scene(), x, y), resting=bool(sent.get("rest")))
    except (ValueError, TypeError, KeyError) as error:
        session.refuse(ValueError(f"The start from the map could not be used: {error}"))


def heard_pick() -> None:
    """A row of the standings was chosen."""
    sent = st.session_state[STAGE].get("pick")
    if isinstance(sent, dict) and isinstance(sent.get("run"), int):
        session.select(sent["run"])


def heard_act() -> None:
    """A button of the list of runners."""
    sent = st.session_state[ROSTER].get("act")
    if not isinstance(sent, dict) or not isinstance(sent.get("run"), int):
        return
    index, count = sent["run"], len(session.scene().runners)
    deeds = {"hide": edit.toggled, "duplicate": edit.duplicated, "remove": edit.removed}
    if sent.get("do") == "select":
        session.select(index)
    elif sent.get("do") == "add":
        change(edit.added)
    elif sent.get("do") in deeds and 0 <= index < count:
        change(deeds[sent["do"]], index)
    if len(session.scene().runners) > count:
        marks = [r.mark for r in session.scene().runners]
        session.select(next((i for i, m in enumerate(marks) if m != i), len(marks)) - 1)


def ground_controls(scene: Scene) -> None:
    """Landscape, its parameters, the start, steps, and what else acts on every run."""
    ground, land = scene.ground, LANDSCAPES[scene.ground.entry.key]
    chosen("Landscape", "landscape", LANDSCAPES, land.key, edit.with_landscape)
    columns = st.columns(2) if len(land.params) > 1 else [st.container()]
    for i, (param, value) in enumerate(zip(land.params, ground.entry.values, strict=True)):
        with columns[i % len(columns)]:
            control(param, value, f"landscape.{param.key}", partial(change, edit.with_ground_value, param.key))
    left, middle, right = st.columns([1.9, 1.2, 1.2])
    with left:
        named_start(scene)
    with middle:
        field(X, scene.start[0], "x", lambda value: change(edit.with_start, value, session.scene().start[1]))
    with right:
        field(Y, scene.start[1], "y", lambda value: change(edit.with_start, session.scene().start[0], value))
    control(STEPS, scene.steps, "steps", lambda value: change(edit.with_steps, int(value)))
    plain = ground.frame == PLAIN and not scene.noise
    with st.expander("Turn, stretch, add noise", expanded=not plain):
        for param, value in zip(FRAME, ground.frame, strict=True):
            control(param, value, f"frame.{param.key}", partial(change, edit.with_frame_value, param.key))
        control(SIGMA, scene.noise, "noise", partial(change, edit.with_noise))
        field(SEED, scene.seed, "seed", lambda value: change(edit.with_seed, int(value)))


def chosen(label: str, key: str, registry: Registry, current: str, how: Callable[..., Scene], *args: Any) -> None:
    """A box that chooses an entry of a registry by its name."""
    if st.session_state.get(key) != current:
        st.session_state[key] = current
    st.selectbox(
        label, list(registry), key=key, format_func=lambda k: registry[k].name,
        on_change=lambda: change(how, *args, st.session_state[key]),
    )  # fmt: skip


def named_start(scene: Scene) -> None:
    """A box of the landscape's named starts; it says "own" where the start is none of them."""
    starts = scene.ground.starts()
    now = next((name for name, point in starts.items() if point == scene.start), "own")
    options = [*starts] if now != "own" else [*starts, "own"]
    if st.session_state.get("start") != now:
        st.session_state["start"] = now
    st.selectbox(
        "Start", options, key="start", help="Click the map, drag the pin, type coordinates, or take a named start.",
        on_change=lambda: change(edit.with_start, *starts.get(st.session_state["start"], session.scene().start)),
    )  # fmt: skip


def runner_controls(scene: Scene, index: int) -> None:
    """The selected runner's controls: the others cost neither room nor time."""
    runner = scene.runners[index]
    method, schedule = OPTIMIZERS[runner.method.key], SCHEDULES[runner.schedule.key]
    chosen("Optimizer", "run.method", OPTIMIZERS, method.key, edit.with_method, index)
    commit = partial(change, edit.with_rate, index)
    left, right = st.columns([2.2, 1.1], vertical_alignment="bottom")
    with left:
        control(RATE, runner.rate, "run.rate", commit)
    with right:
        field(RATE, runner.rate, "run.rate.exact", commit, "exact")
    exact = st.session_state.get("run.exact", False)
    for param, value in zip(method.params, runner.method.values, strict=True):
        control(
            param, value, f"run.{param.key}", partial(change, edit.with_method_value, index, param.key), exact=exact
        )
    chosen("Schedule", "run.schedule", SCHEDULES, schedule.key, edit.with_schedule, index)
    for param, value in zip(schedule.params, runner.schedule.values, strict=True):
        commit = partial(change, edit.with_schedule_value, index, param.key)
        control(param, value, f"run.schedule.{param.key}", commit, exact=exact)
    st.toggle("Type exact values", key="run.exact", help="Fields in place of sliders.")


def about(record: Landscape | Optimizer | Schedule) -> None:
    """The formula of an entry, what it teaches, and where it comes from."""
    st.markdown(f"**{record.name}.** {record.lesson}")
    st.latex(record.formula)
    st.caption(f"[{record.source}]({record.source.url})" if record.source.url else str(record.source))


def formulas(scene: Scene) -> None:
    """Formulas on demand: nothing of this is sent before somebody asks."""
    shown = st.expander("Formulas and sources", key="formulas", on_change="rerun")
    if not shown.open:
        return
    with shown:
        about(LANDSCAPES[scene.ground.entry.key])
        for key in dict.fromkeys(r.method.key for r in scene.runners):
            about(OPTIMIZERS[key])
        for key in dict.fromkeys(r.schedule.key for r in scene.runners):
            about(SCHEDULES[key])


def page() -> None:
    """Draw the page."""
    scene = session.open_scene()
    index = session.selected()
    with st.sidebar:
        ground_controls(scene)
        rows = tuple(
            Row(OPTIMIZERS[r.method.key].name, note(r), r.mark, i == index, r.hidden)
            for i, r in enumerate(scene.runners)
        )
        roster(rows, full=len(rows) == MAX_RUNS, key=ROSTER, on_act=heard_act)
        runner_controls(scene, index)
    for remark in session.remarks():
        st.warning(remark, icon=":material/info:")
    land = LANDSCAPES[scene.ground.entry.key]
    with st.container(horizontal=True, vertical_alignment="center", key="headline"):
        st.caption(f"**{land.name}.** {land.lesson}", width="stretch")
        share(write(scene), key="race.share")
    shown = picture(scene, index, session.revision(), session.heard())
    stage(shown, key=STAGE, on_start=heard_start, on_pick=heard_pick)
    formulas(scene)
    session.show_address()


page()
