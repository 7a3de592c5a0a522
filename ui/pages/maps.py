"""The page Maps: how a run ends from every start, or at every setting of two numbers of its runner."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from core.param import demand
from pictures.maps.words import names
from runs import codec, edit
from runs.catalog import LANDSCAPES
from runs.comparison.fill import name_of
from runs.map import codec as map_codec
from runs.map.edit import (
    from_starts,
    of_settings,
    of_starts,
    with_base,
    with_measure,
    with_methods,
    with_second,
    with_side,
)
from runs.map.map import Map, alone, offered
from runs.map.measure import MEASURES, PLAIN
from runs.map.measure import STARTS as STARTS_OF
from runs.map.measure import offered as offered_measures
from runs.map.presets import PRESETS
from runs.run import TARGET, Scene
from ui.controls import widgets
from ui.controls.noise import batch_controls, noise_controls
from ui.controls.params import control, own_settings
from ui.controls.shared import Common, ground_controls, group, numbers, runner_controls, start_fields
from ui.controls.widgets import words
from ui.headline import tools
from ui.session import session
from ui.session.map import MAP
from ui.session.messages import apply_words_of, listen
from ui.session.shown import show_map
from ui.worksheets import session as worksheet_session
from ui.worksheets.session import admit

STAGE = "maps.stage"
RACE = Path(__file__).with_name("race.py")
STARTS, SETTINGS = "from every start", "at every setting"
NOISY = (
    "Every point draws the same random numbers, so a difference between two points comes from the point and not from "
    "chance."
)
NOISE = {"noise", "gradient.batch"}
"""The sides along which runs are noisy."""
MEASURED = (
    "With several starts the map shows the run in the middle: half of the starts do as well or better. The shares "
    "count all of them."
)
ENDS = "Where and when it ends"
PARTING = (
    "The growth says by which share the distance of two runs changes in every step, if their starts are 10⁻⁸ apart. "
    "Below zero they come closer, above zero they part. They part at the boundaries between the basins."
)
MOST_WORDS = 2
"""The words of a runner's place on a map."""
METHODS = ("One method", "Two methods, side by side", "Two methods, their difference")


def apply_pick(sent: Mapping[str, Any]) -> None:
    """Open the run of a cell on the race page."""
    admit("panes")
    given = {str(name): str(text) for name, text in sent["words"].items()}
    base = MAP.now().base
    sides = {map_codec.word_of(runner, what) for runner in base.runners for what in MAP.now().sides}
    few = len(given) <= MOST_WORDS * len(base.runners)
    demand(few and set(given) <= sides, "a run differs from the present one in the sides alone.")
    link = codec.query(list((dict(parse_qsl(codec.write(base))) | given).items()))
    worksheet_session.turn_to(RACE, codec.pairs(codec.read(link).scene))


def change_base(how: Callable[..., Scene], *args: Any) -> None:
    """Change the run of the map by one of `runs.edit`'s functions."""
    MAP.change(lambda question: with_base(question, how(question.base, *args)))


def change_second(how: Callable[..., Scene], *args: Any) -> None:
    """The same for the second runner."""
    MAP.change(with_second, how, *args)


def questions() -> None:
    """The box of ready-made maps."""

    def taken() -> None:
        preset = PRESETS.get(str(st.session_state["question"]))
        if preset is not None:
            MAP.put(preset[1]())
        st.session_state["question"] = None

    widgets.selectbox(
        "Start from", list(PRESETS), key="question", index=None, placeholder="Start from ...",
        format_func=lambda key: PRESETS[key][0], label_visibility="collapsed", on_change=taken,
    )  # fmt: skip


def what_varies(question: Map) -> None:
    """The controls that choose between starts and settings, and which settings."""
    key = widgets.settle("maps.map", STARTS if question.of_starts else SETTINGS)
    widgets.selectbox(
        "How does the run end?", [STARTS, SETTINGS], key=key,
        on_change=lambda: MAP.change(of_starts if st.session_state[key] == STARTS else of_settings),
        help="A map shows one run for every point: one start each, or one setting of two numbers each.",
    )  # fmt: skip
    if not question.of_starts:
        for place, name in enumerate(("across", "down")):
            side_box(question, place, name)
    if not question.difference:
        measure_boxes(question)


def measure_boxes(question: Map) -> None:
    """The boxes that choose what is shown of every start or setting, and of settings over how many starts."""
    what, shown = widgets.settle("maps.measure", question.measure.what), question.of_starts
    widgets.selectbox(
        "What is measured?", offered_measures(of_starts=shown), key=what,
        format_func=lambda one: ENDS if shown and one == PLAIN.what else MEASURES[one].capitalize(),
        on_change=lambda: MAP.change(with_measure, st.session_state[what]), help=PARTING if shown else MEASURED,
    )  # fmt: skip
    if shown:
        return
    many = widgets.settle("maps.measure.starts", question.measure.starts)
    widgets.selectbox(
        "Starts of every setting", STARTS_OF, key=many,
        format_func=lambda one: "1, the present one" if one == 1 else f"{one}, spread over the map",
        on_change=lambda: MAP.change(from_starts, st.session_state[many]),
    )  # fmt: skip


def how_many(question: Map) -> None:
    """The control that chooses between one method and two, and the controls of the second one."""
    key = widgets.settle("maps.methods", METHODS[map_codec.methods(question)])
    widgets.selectbox(
        "What is shown?", METHODS, key=key,
        on_change=lambda: MAP.change(with_methods, METHODS.index(st.session_state[key])),
        help="The difference says for every point which method comes to a minimum, whether both come to the same one, "
        "and which is there sooner.",
    )  # fmt: skip


def second_controls(question: Map) -> None:
    """The controls of the second method."""
    second = Common(alone(question.base)[1], frozenset(question.sides), change_second, "second")
    words("**The second method**")
    runner_controls(second)
    numbers(second, *own_settings(second.base.runners[0]))


def side_box(question: Map, place: int, name: str) -> None:
    """The box that chooses what varies on one side."""
    key = widgets.settle(f"maps.{name}", question.sides[place])
    widgets.selectbox(
        ("From left to right", "From below to above")[place], list(offered(question.base)), key=key,
        format_func=partial(name_of, question.base),
        on_change=lambda: MAP.change(with_side, place, st.session_state[key]),
    )  # fmt: skip


def more_controls(common: Common) -> None:
    """Less common controls, in a panel."""
    if more := widgets.panel("Tolerance, warm-up, turn", "base.more"):
        with more:
            control(TARGET, common.base.tolerance, "base.tolerance", partial(change_base, edit.with_tolerance))
            numbers(common, *own_settings(common.base.runners[0]), *group(common, "frame"))


def headline(question: Map) -> str:
    """The line above the map: what every point is, and what happens there."""
    base = question.base
    land, method = LANDSCAPES[base.ground.entry.key].name, " and ".join(f"**{name}**" for name in names(question))
    if question.of_starts:
        return f"{method} on **{land}**, from every start. Point at the map to see a run, click to open it."
    one, other = (name_of(base, what) for what in question.sides)
    return f"{method} on **{land}**: {one} and {other}. Point at the map to see a run, click to open it."


def page() -> None:
    """Draw the page, the map first, since visitors wait for it."""
    MAP.open()
    apply_words_of(MAP, STAGE)
    listen(STAGE, "pick", apply_pick)
    top, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    beside = worksheet_session.beside()
    show_map(MAP, STAGE)
    question = MAP.now()
    common = Common(question.base, frozenset(question.sides), change_base)
    with top:
        words(headline(question))
        tools(map_codec.write(question), "maps")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    if any(run.noise or run.batch for run in question.base.runs()) or NOISE & set(question.sides):
        remarks.info(NOISY, icon=":material/casino:")
    with beside:
        questions()
        what_varies(question)
        how_many(question)
        ground_controls(common)
        start_fields(common)
        runner_controls(common)
        if question.paired:
            second_controls(question)
        batch_controls(question.base, change_base, common.varying)
        noise_controls(question.base, change_base, common.varying)
        more_controls(common)
    MAP.show_address()


page()
