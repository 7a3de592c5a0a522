"""The race: several optimizers on one landscape, from one start."""

from collections.abc import Callable, Mapping
from functools import partial
from math import floor, isfinite, log10
from typing import Any

import streamlit as st

from core.records import Landscape, Optimizer, Param, Schedule, demand
from runs import edit
from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.run import AGAINST, FRAME, MAX_RUNS, PLAIN, RATE, SEED, SIGMA, STEPS, TARGET, VIEW, WARMUP, Scene, X, Y
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


def within_a_pixel(scene: Scene, x: float, y: float) -> tuple[float, float]:
    """Coordinates with no more digits than a hand can mean: a ten-thousandth of the box, well below a pixel.

    The rounded point is the start, on the screen, in the link and in the kernels alike.
    """
    box = LANDSCAPES[scene.ground.entry.key].box
    wide = [4 - floor(log10(high - low)) for low, high in box]
    return round(x, wide[0]), round(y, wide[1])


def take_start(sent: Mapping[str, Any]) -> None:
    """A start that came from the map: by pin, click or key."""
    # A late message of a map that is gone is not for this one.
    if sent.get("scene") == session.scene().ground.entry.key:
        x, y = (float(sent[axis]) for axis in ("x", "y"))
        demand(isfinite(x) and isfinite(y), "a start has two finite coordinates.")
        changed = edit.with_start(session.scene(), *within_a_pixel(session.scene(), x, y))
        session.put(changed, resting=bool(sent.get("rest")))


def take_dial(sent: Mapping[str, Any]) -> None:
    """A dial of the selected runner was dragged on the stage."""
    scene, index, rest = session.scene(), session.selected(), bool(sent.get("rest"))
    if sent.get("scene") != scene.ground.entry.key:
        return
    value = float(f"{float(sent['value']):.3g}")  # no more digits than a hand can mean
    if sent["dial"] == RATE.key:
        session.put(edit.with_rate(scene, index, value), resting=rest)
    else:
        session.put(edit.with_method_value(scene, index, str(sent["dial"]), value), resting=rest)


def take_pick(sent: Mapping[str, Any]) -> None:
    """A row of the standings was chosen."""
    session.select(int(sent["run"]))


def take_act(sent: Mapping[str, Any]) -> None:
    """A button of the list of runners was pressed."""
    before, run = session.scene(), int(sent["run"])
    if sent["do"] == "select":
        session.select(run)
    elif sent["do"] == "add":
        change(edit.added)
    else:
        deeds = {"hide": edit.toggled, "duplicate": edit.duplicated, "remove": edit.removed}
        change(deeds[sent["do"]], run)
    marks = {r.mark for r in before.runners}
    session.select(next((i for i, r in enumerate(session.scene().runners) if r.mark not in marks), session.selected()))


def listen(part: str, name: str, take: Callable[[Mapping[str, Any]], None]) -> Mapping[str, Any] | None:
    """Take what a component has said under this name since the page last ran, and say what that was.

    An empty message stands for one that could not be used.
    """
    try:
        sent = session.news(part, name)
        if sent is not None:
            take(sent)
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        said = str(error) if isinstance(error, ValueError) else "it is not what this page sends."
        session.refuse(ValueError(f"A message from the picture could not be used: {said}"))
        return {}
    return sent


@st.fragment
def show_stage() -> None:
    """The stage. What happens in it runs this function alone, so that a dragged pin is followed at once.

    When the hand rests and the picture is drawn, the rest of the page follows: the fields in the sidebar, the address
    bar, remarks. The picture is then the same, so that Streamlit sends a reference to it.
    """
    followed = listen(STAGE, "start", take_start), listen(STAGE, "dial", take_dial)
    if {} in followed or listen(STAGE, "pick", take_pick) is not None or session.settled(STAGE):
        st.rerun()
    stage(picture(session.scene(), session.selected(), session.heard(STAGE)), key=STAGE)


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
    more = st.expander("Turn, stretch, add noise", expanded=not plain, key="more", on_change="rerun")
    if not more.open:
        return
    with more:
        for param, value in zip(FRAME, ground.frame, strict=True):
            control(param, value, f"frame.{param.key}", partial(change, edit.with_frame_value, param.key))
        control(SIGMA, scene.noise, "noise", partial(change, edit.with_noise))
        field(SEED, scene.seed, "seed", lambda value: change(edit.with_seed, int(value)))


def view_controls(scene: Scene) -> None:
    """How the scene is looked at; the runs are the same."""
    shown = st.expander("What is shown", key="shown", on_change="rerun")
    if not shown.open:
        return
    with shown:
        control(TARGET, scene.tolerance, "tolerance", partial(change, edit.with_tolerance))
        options = (AGAINST, scene.against, edit.with_against), (VIEW, scene.view, edit.with_view)
        for param, now, how in options:
            control(param, param.read(now), param.key, partial(_look, param, how))


def _look(param: Param, how: Callable[..., Scene], value: float) -> None:
    change(how, param.write(value))


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


def _warmed(index: int, steps: float) -> None:
    change(edit.with_warmup, index, int(steps))


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
    warm = partial(_warmed, index)
    control(WARMUP, runner.warmup, "run.warmup", warm, exact=exact)
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
    """Draw the page: the stage first, since it is what a visitor waits for."""
    session.open_scene()
    listen(ROSTER, "act", take_act)
    headline, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    show_stage()
    scene, index = session.scene(), session.selected()
    with headline:
        land = LANDSCAPES[scene.ground.entry.key]
        st.caption(f"**{land.name}.** {land.lesson}", width="stretch")
        share(write(scene), key="race.share")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    with st.sidebar:
        ground_controls(scene)
        rows = tuple(
            Row(OPTIMIZERS[r.method.key].name, note(r), r.mark, i == index, r.hidden)
            for i, r in enumerate(scene.runners)
        )
        roster(rows, full=len(rows) == MAX_RUNS, heard=session.heard(ROSTER), key=ROSTER)
        runner_controls(scene, index)
        view_controls(scene)
    formulas(scene)
    session.show_address()


page()
