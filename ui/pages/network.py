"""The page Network: several methods train a small network, live, with what it reaches and what that says."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from pictures.training.curves import named
from pictures.training.plane import KINDS
from pictures.training.shown import AGAINST, DRAW, END, PLANE, RATES, TRIALS, Shown, write
from runs.catalog import LIBRARIES, NETWORKS, OPTIMIZERS, SCHEDULES
from runs.data.shelf import offered, pictures
from runs.run import schedule
from runs.training import edit
from runs.training.edit import Changed
from runs.training.eligible import ELIGIBLE, PLANNED
from runs.training.presets import PRESETS, TABLE, preset_of
from runs.training.training import BATCH, EPOCHS, OWN, SEEDS, Training
from ui.controls import widgets
from ui.controls.params import control, own_settings, rate_control
from ui.controls.widgets import words
from ui.headline import tools
from ui.session import session
from ui.session.shown import show_training
from ui.session.training import NETWORK
from ui.worksheets import session as worksheet_session

STAGE = "network.stage"
MOST = 8
"""The most methods that the box chooses. A button takes all of them."""
OPEN, NOBODY, TUNED = "network.open", "own", "tuned"
HELP_RATES = (
    "Where the learning rates and the other numbers come from. The table is about default rates: with those of the "
    "papers, its last method becomes one of the first."
)


def change(how: Callable[..., Changed], *args: Any) -> None:
    """Change the training by one of the functions of `runs.training.edit`, and say so if it had to be shortened."""
    said = list[str]()

    def applied(shown: Shown) -> Shown:
        training, remark = how(shown.training, *args)
        said.extend([remark] if remark else [])
        return replace(shown, training=training)

    NETWORK.change(applied)
    if said:
        session.remark(tuple(said))


def look(name: str, value: float) -> None:
    """Look at the same training in another way."""
    NETWORK.change(lambda shown: replace(shown, **{name: value}))


def method_box(question: Training) -> None:
    """The box of the methods that train, and the button that takes all of them."""
    keys = list(dict.fromkeys(entrant.method.key for entrant in question.entrants))
    if len(keys) <= MOST:
        key = widgets.settle("network.trained", keys)
        widgets.multiselect(
            "Methods", list(ELIGIBLE), key=key, max_selections=MOST, format_func=lambda one: OPTIMIZERS[one].name,
            help="Up to eight methods. Those whose step mixes weights or takes several gradients are left out.",
            on_change=_chosen,
        )  # fmt: skip
    label = f"All {len(ELIGIBLE)} methods" if len(keys) <= MOST else "The six of the table"
    widgets.button(label, key="network.everyone", on_click=_everyone, args=(len(keys) > MOST,), width="stretch")


def _chosen() -> None:
    keys = tuple(st.session_state["network.trained"])
    if keys:
        change(edit.with_methods, keys)


def _everyone(fewer: bool) -> None:
    change(edit.with_methods, TABLE if fewer else ELIGIBLE)


def rates_box(shown: Shown) -> None:
    """The switch between the rates of libraries, those of the papers, and those that are best of a few."""
    now = TUNED if shown.tuned else preset_of(shown.training) or NOBODY
    key = widgets.settle("network.rates", now)
    widgets.segmented_control(
        "Rates and other numbers", [*PRESETS, TUNED, *([NOBODY] if now == NOBODY else [])], key=key, help=HELP_RATES,
        required=True,
        format_func=lambda one: RATE_NAMES.get(one) or LIBRARIES[one].name, width="stretch",
        on_change=_rated,
    )  # fmt: skip
    if shown.tuned:
        here = widgets.settle("network.tuned", int(shown.tuned))
        widgets.selectbox(
            TRIALS.symbol, TRIED, key=here, help=TRIALS.help,
            on_change=lambda: look("tuned", float(st.session_state[here])),
        )  # fmt: skip


def _rated() -> None:
    preset = st.session_state["network.rates"]
    look("tuned", float(TRIED[1]) if preset == TUNED else 0.0)
    if preset in PRESETS:
        change(edit.with_rates, preset)


RATE_NAMES = {NOBODY: "Own", TUNED: "Tuned", "papers": "Papers"}
TRIED = (3, 5, 7, 9)


def plane_controls(shown: Shown) -> None:
    """Which slice through the space of weights is shown."""
    key = widgets.settle("network.plane", KINDS[int(shown.plane)])
    widgets.selectbox(
        PLANE.symbol, KINDS, key=key, help=PLANE.help, format_func=PLANES.__getitem__,
        on_change=lambda: look("plane", float(KINDS.index(st.session_state[key]))),
    )  # fmt: skip
    if not shown.plane:
        return
    names = [f"{name} ({note})" for name, note in named(shown.training)]
    here = widgets.settle("network.end", min(int(shown.end), len(names)))
    widgets.selectbox(
        END.symbol, range(1, len(names) + 1), key=here, format_func=lambda k: names[k - 1] if k <= len(names) else "",
        on_change=lambda: look("end", float(st.session_state[here])),
    )  # fmt: skip
    if KINDS[int(shown.plane)] == "random":
        widgets.button(
            "Another draw", key="network.draw", on_click=look, args=(DRAW.key, (shown.draw + 1) % 100), width="stretch",
            icon=":material/casino:",
        )  # fmt: skip


PLANES = {
    "none": "not shown", "random": "a random plane", "path": "the plane of the path", "ends": "through three ends",
    "sharpest": "the sharpest directions",
}  # fmt: skip


def shared_controls(question: Training) -> None:
    """The network, the data, and for how long it trains."""
    for key, label, options, name_of in (
        ("network", "Network", list(NETWORKS), lambda one: NETWORKS[one].name),
        ("data", "Pictures", list(offered()), lambda one: pictures(one).name),
    ):
        here = widgets.settle(f"network.{key}", getattr(question, key))
        widgets.selectbox(label, options, key=here, format_func=name_of, on_change=partial(_take, key, here))
    for param in (BATCH, EPOCHS, SEEDS):
        commit = partial(_whole, param.key)
        control(param, getattr(question, param.key), f"network.{param.key}", commit)


def _take(name: str, key: str) -> None:
    change(edit.with_part, name, st.session_state[key])


def _whole(name: str, value: float) -> None:
    change(edit.with_part, name, int(value))


def entrant_controls(shown: Shown) -> None:
    """The controls of one method: its rate, unless that is found by trying, and in a panel everything else."""
    question = shown.training
    place = min(st.session_state.get(OPEN, 0), len(question.entrants) - 1)
    widgets.settle(OPEN, place)
    called = [f"{name} ({note})" for name, note in named(question)]
    widgets.selectbox(
        "Set this one", range(len(called)), key=OPEN, format_func=lambda k: called[k] if k < len(called) else "",
    )  # fmt: skip
    entrant = question.entrants[place]
    if not shown.tuned:
        rate_control(entrant.rate, "network.rate", lambda value: change(partial(edit.with_entrant, rate=value), place))
    if opened := widgets.panel("Its other settings", "network.settings"):
        with opened:
            other_settings(question, place)


def other_settings(question: Training, place: int) -> None:
    """The hyper-parameters, the schedule, the warm-up and the clipping of one method."""
    entrant = question.entrants[place]
    method, plan = OPTIMIZERS[entrant.method.key], SCHEDULES[entrant.schedule.key]
    for param, value in zip(method.params, entrant.method.values, strict=True):
        commit = partial(change, edit.with_method_value, place, param.key)
        control(param, value, f"network.method.{param.key}", commit)
    key = widgets.settle("network.schedule", plan.key)
    widgets.selectbox(
        "Schedule", list(PLANNED), key=key, format_func=lambda one: SCHEDULES[one].name,
        on_change=lambda: change(partial(edit.with_entrant, schedule=schedule(st.session_state[key])), place),
    )  # fmt: skip
    for param, value in zip(plan.params, entrant.schedule.values, strict=True):
        commit = partial(change, edit.with_schedule_value, place, param.key)
        control(param, value, f"network.schedule.{param.key}", commit)
    for param in OWN:
        if param.key in own_settings(entrant):
            kind = int if param.kind == "integer" else float
            control(param, getattr(entrant, param.key), f"network.{param.key}", partial(_own, place, param.key, kind))


def _own(place: int, key: str, kind: Callable[[float], float], value: float) -> None:
    change(partial(edit.with_entrant, **{key: kind(value)}), place)


def headline(question: Training) -> str:
    """The line above the charts: who trains what, and on what."""
    count = len(question.entrants)
    who = "One method trains" if count == 1 else f"{COUNTED.get(count, count)} methods train"
    network, data = NETWORKS[question.network], question.pictures
    return (
        f"**{who}** the same network from the same start, with the same batches: {network.name}, "
        f"{question.size:,} weights, {data.trained:,} pictures to learn from, {question.steps:,} steps."
    )


COUNTED = dict(zip(range(2, 9), ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight"), strict=True))


def page() -> None:
    """Draw the page, the charts first, since visitors wait for them."""
    NETWORK.open()
    top, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    beside = worksheet_session.beside()
    show_training(NETWORK, STAGE)
    shown = NETWORK.now()
    question = shown.training
    with top:
        words(headline(question))
        tools(write(shown), "network")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    with beside:
        method_box(question)
        rates_box(shown)
        control(AGAINST, shown.against, "network.against", partial(look, "against"))
        control(RATES, shown.sweep, "network.sweep", partial(look, RATES.key))
        plane_controls(shown)
        shared_controls(question)
        entrant_controls(shown)
    NETWORK.show_address()


page()
