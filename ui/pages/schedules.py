"""The page Schedules: how the learning rate changes over a run, and how that affects one method on the map."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from figures.look import track_colour
from figures.schedule_cards import schedule_cards
from pictures import schedules
from runs import edit, variants
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.run import WARMUP, Scene
from ui.controls import widgets
from ui.controls.panels import change, chosen, ground_controls, view_controls
from ui.controls.params import control, rate_control
from ui.controls.widgets import words
from ui.headline import tools
from ui.session import overlay, session
from ui.session.messages import apply_dial, apply_pick, apply_start, listen
from ui.worksheets import session as worksheet_session
from ui.worksheets.session import admit

STAGE = "schedules.stage"
WELCOME = "**One optimizer under several schedules.** The thicker a trail, the higher the learning rate."


def apply_pin(sent: Mapping[str, Any]) -> None:
    """Set a start that was chosen on the map, or a knot of the hand-drawn schedule."""
    if sent.get("pin") == "start":
        apply_start(sent)
    elif sent.get("scene") == session.scene().ground.entry.key:
        admit("knots")
        moved = variants.with_knot(session.scene(), str(sent["pin"]), float(sent["y"]))
        session.put(moved, resting=bool(sent.get("final")))


def apply_dial_to_all(sent: Mapping[str, Any]) -> None:
    """Set the number of a dial on the stage for every runner."""
    before = session.scene()
    apply_dial(sent)
    if session.scene() is not before:
        even = variants.for_all(lambda scene, _index: scene)(session.scene(), session.selected())
        session.put(even, resting=bool(sent.get("final")))


@st.fragment
def show_stage() -> None:
    """Show the stage. Its events rerun only this function; after a drag, the rest of the page follows."""
    followed = listen(STAGE, "start", apply_pin), listen(STAGE, "dial", apply_dial_to_all)
    if {} in followed or listen(STAGE, "pick", apply_pick) is not None or session.settled(STAGE):
        st.rerun()
    scene = session.scene()
    shown = schedules.picture(scene, moving=not session.resting())
    worksheet_session.show(overlay.raced(shown, scene, STAGE), STAGE)


def for_all(how: Callable[..., Scene], index: int, *args: Any) -> Callable[[float], None]:
    """A callback that makes the same change to every runner."""
    return lambda value: change(variants.for_all(how), index, *args, value)


def choose_schedules(scene: Scene) -> None:
    """The control that chooses the schedules that race."""
    key, now = "schedules.keys", [runner.schedule.key for runner in scene.runners]
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    widgets.multiselect(
        "Schedules in the race", list(SCHEDULES), key=key, max_selections=variants.MOST,
        format_func=lambda k: SCHEDULES[k].name, help=f"{variants.LEAST} to {variants.MOST} of them.",
        on_change=lambda: change(variants.under, session.selected(), tuple(st.session_state[key])),
    )  # fmt: skip


def schedule_controls(scene: Scene, index: int) -> None:
    """The controls of the selected runner's schedule and its parameters."""
    names = [SCHEDULES[runner.schedule.key].name for runner in scene.runners]
    if st.session_state.get("schedules.open") != index:
        st.session_state["schedules.open"] = index
    widgets.selectbox(
        "Set this one", range(len(names)), key="schedules.open", format_func=lambda i: names[i],
        on_change=lambda: session.select(st.session_state["schedules.open"]),
        help="You can also choose it by clicking a row of the standings.",
    )  # fmt: skip
    entry = scene.runners[index].schedule
    for param, value in zip(SCHEDULES[entry.key].params, entry.values, strict=True):
        commit = partial(change, edit.with_schedule_value, index, param.key)
        control(param, value, f"schedules.{entry.key}.{param.key}", commit)


def method_controls(scene: Scene, index: int) -> None:
    """The controls of the optimizer that all runs share."""
    runner = scene.runners[index]
    method = OPTIMIZERS[runner.method.key]
    chosen("Optimizer", "schedules.method", OPTIMIZERS, method.key, variants.for_all(edit.with_method), index)
    rate_control(runner.rate, "schedules.rate", for_all(edit.with_rate, index))
    if shown := widgets.panel("Its other settings", "schedules.more"):
        with shown:
            for param, value in zip(method.params, runner.method.values, strict=True):
                commit = for_all(edit.with_method_value, index, param.key)
                control(param, value, f"schedules.run.{param.key}", commit)
            warm = for_all(lambda scene, i, steps: edit.with_warmup(scene, i, int(steps)), index)
            control(WARMUP, runner.warmup, "schedules.warmup", warm)


def all_schedules(scene: Scene, index: int) -> None:
    """The rate over one run with every schedule of the catalogue. Those that race are coloured."""
    dark = st.context.theme.type == "dark"
    colours = {runner.schedule.key: track_colour(runner.mark, dark) for runner in scene.runners}
    st.html(schedule_cards(variants.rates_under(scene, index), colours, dark=dark))


def page() -> None:
    """Draw the page, the stage first, since visitors wait for it."""
    session.open_scene(variants.opening)
    headline, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    if variants.keys(session.scene()) is None:
        session.put(variants.under(session.scene(), session.selected(), variants.USUAL))
        session.refuse(ValueError(variants.OTHERWISE))
    cards = st.container()
    beside = worksheet_session.beside()
    show_stage()
    scene, index = session.scene(), session.selected()
    with headline:
        words(WELCOME)
        tools(write(scene), "schedules")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    with cards:
        all_schedules(scene, index)
    with beside:
        choose_schedules(scene)
        schedule_controls(scene, index)
        method_controls(scene, index)
        ground_controls(scene)
        view_controls(scene)
    session.show_address()


page()
