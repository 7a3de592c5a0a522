"""The page Compare: small multiples that play in step, and differ only in what varies across and down."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from runs import codec, edit
from runs.comparison import codec as comparison_codec
from runs.comparison.comparison import BEST, MOST, Axis, Comparison, Value
from runs.comparison.edit import (
    Side,
    opened,
    separated,
    suited,
    together,
    with_base,
    with_best,
    with_count,
    with_values,
    with_what,
)
from runs.comparison.fill import choices, doubts, name_of, read_values, write_values
from runs.comparison.presets import PRESETS
from runs.ground import PLAIN
from runs.run import TARGET, Scene
from ui.controls import chooser, widgets
from ui.controls.noise import batch_controls, noise_controls, noisy
from ui.controls.params import control, own_settings
from ui.controls.shared import (
    KINDS,
    Common,
    chosen_from,
    ground_controls,
    group,
    named,
    numbers,
    runner_controls,
    start_fields,
)
from ui.controls.widgets import words
from ui.headline import of_comparison, tools
from ui.session import session
from ui.session.comparison import COMPARISON
from ui.session.messages import apply_words_of, listen
from ui.session.shown import show_value
from ui.worksheets import session as worksheet_session
from ui.worksheets.session import admit

STAGE = "compare.stage"
RACE = Path(__file__).with_name("race.py")
NOTHING = ""


def apply_pick(sent: Mapping[str, Any]) -> None:
    """Open the pane that was clicked on the race page."""
    admit("panes")
    scene = opened(COMPARISON.now(), int(sent["run"]))
    worksheet_session.turn_to(RACE, codec.pairs(scene))


def axis_controls(comparison: Comparison, side: Side) -> None:
    """The controls for what varies on this side, and through which values."""
    axis = comparison.across if side == "across" else comparison.down
    whats = ([NOTHING] if side == "down" else []) + [
        w for w in choices(comparison.base) if side == "across" or w != comparison.across.what
    ]
    key = widgets.settle(f"{side}.what", axis.what if axis else NOTHING)
    widgets.selectbox(
        "Across" if side == "across" else "Down", whats, key=key,
        format_func=lambda what: name_of(comparison.base, what) if what else "nothing",
        on_change=lambda: COMPARISON.change(with_what, side, st.session_state[key]),
        help="The setting that differs from pane to pane. Everything else is the same in all panes.",
    )  # fmt: skip
    if axis is None:
        return
    options = chosen_from(comparison.base, axis)
    if options:
        picked_values(comparison, side, axis, options)
    else:
        typed_values(comparison, side, axis)


def picked_values(comparison: Comparison, side: Side, axis: Axis, options: list[Value]) -> None:
    """A box that chooses several entries, in the order of choosing."""
    key = widgets.settle(f"{side}.picked", list(axis.values))
    widgets.multiselect(
        "Values", options, key=key, format_func=named(comparison.base, axis.what),
        label_visibility="collapsed", max_selections=MOST,
        on_change=lambda: COMPARISON.change(_with_values, side, axis.what, st.session_state[key]),
    )  # fmt: skip
    if axis.what in KINDS:
        more_values(side, axis)


def more_values(side: Side, axis: Axis) -> None:
    """The button that chooses one more landscape or optimizer from the dialog."""
    kind, key = KINDS[axis.what], f"{side}.picked"
    chosen = tuple(map(str, axis.values))
    chooser.button(key)

    def take(entry: str) -> None:
        COMPARISON.change(_with_values, side, axis.what, [*dict.fromkeys([*axis.values, entry])])

    choice = chooser.Choice(f"{side}.values", kind, chooser.TITLES[kind], chosen, "compared", take, chooser.opener(key))
    chooser.dialog(key, choice)


def _with_values(comparison: Comparison, side: Side, what: str, values: list[Value]) -> Comparison:
    return with_values(comparison, side, Axis(what, tuple(values)))


def typed_values(comparison: Comparison, side: Side, axis: Axis) -> None:
    """A field for typing numbers or starts, and a control for how many there are."""
    key, count = widgets.settle(f"{side}.typed", write_values(comparison.base, axis)), len(axis.values)
    widgets.text_input(
        "Values", key=key, max_chars=1000, label_visibility="collapsed",
        on_change=lambda: _take_typed(side, axis.what, str(st.session_state[key])),
        help="Several numbers, or a range for which the values are chosen: 0.0001 ... 1. Between numbers with a "
        "decimal comma, write semicolons.",
    )  # fmt: skip
    other = comparison.panes // count
    if MOST // other > 2:
        number = widgets.settle(f"{side}.count", count)
        widgets.slider(
            "How many", 2, MOST // other, key=number, label_visibility="collapsed", format="%d values",
            on_change=lambda: COMPARISON.change(with_count, side, int(st.session_state[number])),
        )  # fmt: skip


def _take_typed(side: Side, what: str, text: str) -> None:
    COMPARISON.change(_as_typed, side, what, text)
    session.remark(doubts(what, text))


def _as_typed(comparison: Comparison, side: Side, what: str, text: str) -> Comparison:
    axis = comparison.across if side == "across" else comparison.down
    return with_values(comparison, side, read_values(comparison.base, what, text, len(axis.values) if axis else 2))


def change_base(how: Callable[..., Scene], *args: Any) -> None:
    """Change what all panes share, by one of `runs.edit`'s functions."""
    COMPARISON.change(lambda comparison: with_base(comparison, how(comparison.base, *args)))


def more_controls(common: Common, *, starts: bool) -> None:
    """Less common controls, in a panel. `starts`: all panes have one start, which is set here."""
    base = common.base
    acts = base.ground.frame != PLAIN or noisy(base)
    more = widgets.panel("Start, tolerance, noise, turn", "base.more", expanded=acts)
    if more is None:
        return
    with more:
        if starts:
            start_fields(common)
        control(TARGET, base.tolerance, "base.tolerance", partial(change_base, edit.with_tolerance))
        own = [] if "runner" in common.varying else own_settings(common.base.runners[0])
        numbers(common, *own, *group(common, "frame"))
        noise_controls(base, change_base, common.varying)


def switches(comparison: Comparison, varying: frozenset[str]) -> None:
    """The switches for suggested rates in each pane, and for each pane's own start."""
    if varying & {"method", "landscape"} and "rate" not in varying:
        key = widgets.settle("comparison.suited", comparison.suited)
        widgets.toggle(
            "A rate that suits each", key=key, on_change=lambda: COMPARISON.change(suited, bool(st.session_state[key])),
            help="On: every pane uses the learning rate suggested for its method on its landscape. Off: all panes "
            "use the same rate, so they differ only in what you vary.",
        )  # fmt: skip
    if "start" not in varying:
        own = widgets.settle("comparison.starts", bool(comparison.starts))
        widgets.toggle(
            "A start for each", key=own,
            on_change=lambda: COMPARISON.change(separated if st.session_state[own] else together),
            help="On: when you move a start, it moves in its own pane only.",
        )  # fmt: skip


WON = dict(zip(BEST, ("Fewest steps to the tolerance", "Lowest loss at the end"), strict=True))


def best_control(comparison: Comparison) -> None:
    """The choice of what the star marks and what ranks first."""
    key = widgets.settle("comparison.best", comparison.best)
    widgets.selectbox(
        "The star marks", list(WON), key=key, format_func=WON.__getitem__,
        on_change=lambda: COMPARISON.change(with_best, str(st.session_state[key])),
        help="What makes a pane the best, and ranks first in the table. If no run reaches the tolerance and stays "
        "within it, the lowest loss counts. Panes on different landscapes are not compared.",
    )  # fmt: skip


def presets() -> None:
    """The box of ready-made comparisons."""

    def taken() -> None:
        if st.session_state["preset"] in PRESETS:
            COMPARISON.put(PRESETS[st.session_state["preset"]]())
        st.session_state["preset"] = None

    widgets.selectbox(
        "Start from", list(PRESETS), key="preset", index=None, placeholder="Start from ...",
        label_visibility="collapsed", on_change=taken,
    )  # fmt: skip


def page() -> None:
    """Draw the page, the stage first, since visitors wait for it."""
    COMPARISON.open()
    apply_words_of(COMPARISON, STAGE)
    listen(STAGE, "pick", apply_pick)
    top, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    beside = worksheet_session.beside()
    show_value(COMPARISON, STAGE)
    comparison = COMPARISON.now()
    common = Common(comparison.base, frozenset(axis.what for axis in comparison.axes), change_base)
    with top:
        words(of_comparison(comparison))
        tools(comparison_codec.write(comparison), "compare")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    with beside:
        presets()
        axis_controls(comparison, "across")
        axis_controls(comparison, "down")
        switches(comparison, common.varying)
        best_control(comparison)
        words("In every pane")
        ground_controls(common)
        batch_controls(comparison.base, change_base, common.varying)
        runner_controls(common, suited=comparison.suited)
        more_controls(common, starts="start" not in common.varying and not comparison.starts)
    COMPARISON.show_address()


page()
