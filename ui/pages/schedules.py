"""The page Schedules: how the learning rate changes over a run, and how that affects one method on the map."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from figures.look import track_colour
from figures.schedule_cards import schedule_cards
from pictures.labels import without_limit
from runs import edit, variants
from runs.catalog import OPTIMIZERS, SCHEDULES
from runs.codec import write
from runs.run import Scene
from ui.controls import chooser, widgets
from ui.controls.panels import change, ground_controls, own_controls, view_controls
from ui.controls.params import control, rate_control
from ui.controls.widgets import words
from ui.headline import tools
from ui.session import session
from ui.session.messages import apply_pick, apply_words, listen
from ui.session.shown import show_scene
from ui.worksheets import session as worksheet_session

STAGE = "schedules.stage"
WELCOME = "**One optimizer under several schedules.** The thicker a trail, the higher the learning rate."
FOUR = "**One optimizer, four schedules, four valleys.** The thicker a trail, the higher the learning rate."
"""What is said of the picture with which the page opens."""


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
    take = partial(change, variants.for_all(edit.with_method), index)
    chooser.box("Optimizer", "schedules.method", "optimizer", method.key, take)
    rate_control(runner.rate, "schedules.rate", for_all(edit.with_rate, index))
    if shown := widgets.panel("Its other settings", "schedules.more"):
        with shown:
            for param, value in zip(method.params, runner.method.values, strict=True):
                commit = for_all(edit.with_method_value, index, param.key)
                control(param, value, f"schedules.run.{param.key}", commit)
            own_controls(
                runner, "schedules", lambda key, value: change(variants.for_all(edit.with_own), index, key, value)
            )


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
        said = session.remarks()
        session.put(variants.under(session.scene(), 0, variants.USUAL))
        session.remark((*said, variants.OTHERWISE))
    apply_words("schedules", STAGE)
    listen(STAGE, "pick", apply_pick)
    cards = st.container()
    beside = worksheet_session.beside()
    show_scene("schedules", STAGE)
    scene, index = session.scene(), session.selected()
    with headline:
        words(FOUR if scene.runs() == variants.opening().runs() else WELCOME)
        tools(write(scene), "schedules")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    if missing := without_limit(scene):
        remarks.info(missing, icon=":material/info:")
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
