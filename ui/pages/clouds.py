"""The page Clouds: hundreds of runs of one setting, or of two settings side by side, each with its own noise."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from core.number import exact
from figures.escape import Left, escape
from figures.sweep import Swept, share_chart, sweep_chart
from pictures.ensembles import measured, names, place, styles, swept, valleys
from runs import codec, edit
from runs.comparison.comparison import Axis
from runs.comparison.fill import doubts, name_of, read_values, write_values
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.edit import opened, with_value, with_values, with_what
from runs.ensemble.ensemble import RADIUS, SWEEP, WALKERS, Ensemble, offered, with_base
from runs.run import SIGMA, TARGET, Scene
from studies.ensemble_story import watched
from studies.glossary.glossary import explained
from ui import story_line
from ui.controls import chooser, widgets
from ui.controls.noise import batch_controls, noise_controls
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
from ui.gallery.stories import ENSEMBLES
from ui.headline import of_ensemble, story_of, tools
from ui.session import session
from ui.session.ensemble import ADDED, ENSEMBLE
from ui.session.messages import apply_words_of, listen
from ui.session.shown import show_value
from ui.worksheets import session as worksheet_session
from ui.worksheets.session import admit

STAGE = "clouds.stage"
RACE = Path(__file__).with_name("race.py")
NOTHING = "nothing"
SWEEPS = {"rate": "At other rates", "batch": "With other batches", "noise": "Under other noise"}
EXACT = "Nothing is random here, so all runs are the same. Raise the noise σ, or use batches of samples."
NOISE_ADDED = (
    "The race had no chance in it, so all runs would have been the same. Noise with σ = {} was added to every "
    "gradient: the least with which the cloud can be seen. Noise σ in the settings changes it."
)
QUIET = {"displayModeBar": False}


def apply_pick(sent: Mapping[str, Any]) -> None:
    """Open the setting whose map was clicked on the race page."""
    admit("panes")
    worksheet_session.turn_to(RACE, codec.pairs(opened(ENSEMBLE.now(), int(sent["run"]))))


def change_base(how: Callable[..., Scene], *args: Any) -> None:
    """Change what both settings share, by one of `runs.edit`'s functions."""
    ENSEMBLE.change(lambda ensemble: with_base(ensemble, how(ensemble.base, *args)))


def questions() -> None:
    """The box of ready-made questions: the stories with clouds."""

    def taken() -> None:
        story = ENSEMBLES.get(str(st.session_state["question"]))
        if story is not None:
            ENSEMBLE.put(story.ensemble)
        st.session_state["question"] = None

    widgets.selectbox(
        "Start from", list(ENSEMBLES), key="question", index=None, placeholder="Start from ...",
        format_func=lambda key: ENSEMBLES[key].title, label_visibility="collapsed", on_change=taken,
    )  # fmt: skip


def what_differs(ensemble: Ensemble) -> None:
    """The controls for one setting or two, and for how the two differ."""
    axis = ensemble.across
    key = widgets.settle("ensemble.what", axis.what if axis else NOTHING)
    widgets.selectbox(
        "Side by side", [NOTHING, *offered(ensemble.base)], key=key,
        format_func=lambda what: "one cloud alone" if what == NOTHING else name_of(ensemble.base, what),
        on_change=lambda: ENSEMBLE.change(with_what, st.session_state[key].replace(NOTHING, "")),
        help="The one setting in which the two clouds differ. Everything else is the same in both.",
    )  # fmt: skip
    if axis is None:
        return
    options = chosen_from(ensemble.base, axis)
    if options:
        # A box with the button of the chooser needs the whole width.
        beside = [st.container(), st.container()] if axis.what in KINDS else st.columns(2)
        for number, container in enumerate(beside):
            with container:
                picked_value(ensemble, axis, number, options)
    else:
        typed_values(ensemble, axis)


def picked_value(ensemble: Ensemble, axis: Axis, number: int, options: list[Any]) -> None:
    """A box that chooses the value of one of the two settings."""
    key, label = f"ensemble.value{number + 1}", ("First", "Second")[number]
    if axis.what in KINDS:
        take = partial(ENSEMBLE.change, with_value, number)
        chooser.box(label, key, KINDS[axis.what], str(axis.values[number]), take, taught=False)
        return
    widgets.settle(key, axis.values[number])
    widgets.selectbox(
        label, options, key=key, format_func=named(ensemble.base, axis.what),
        label_visibility="collapsed",
        on_change=lambda: ENSEMBLE.change(with_value, number, st.session_state[key]),
    )  # fmt: skip


def typed_values(ensemble: Ensemble, axis: Axis) -> None:
    """A field for typing both numbers or starts."""
    key = widgets.settle("ensemble.values", write_values(ensemble.base, axis))
    widgets.text_input(
        "Values", key=key, max_chars=200, label_visibility="collapsed",
        help="Two numbers: 0.5, 6. Between numbers with a decimal comma, write a semicolon.",
        on_change=lambda: _take_typed(axis.what, str(st.session_state[key])),
    )  # fmt: skip


def _take_typed(what: str, text: str) -> None:
    ENSEMBLE.change(_as_typed, what, text)
    session.remark(doubts(what, text))


def _as_typed(ensemble: Ensemble, what: str, text: str) -> Ensemble:
    return with_values(ensemble, read_values(ensemble.base, what, text, 2))


def ensemble_controls(ensemble: Ensemble) -> None:
    """The controls of the number of runs, and of the distance at which a run counts as escaped."""
    control(WALKERS, ensemble.walkers, "ensemble.walkers", partial(_set, "walkers", int))
    control(RADIUS, ensemble.radius, "ensemble.radius", partial(_set, "radius", float))


def _set(name: str, kind: Callable[[float], float], value: float) -> None:
    ENSEMBLE.change(lambda ensemble: replace(ensemble, **{name: kind(value)}))


def more_controls(common: Common) -> None:
    """Less common controls, in a panel."""
    if more := widgets.panel("Tolerance, warm-up, turn", "base.more"):
        with more:
            control(TARGET, common.base.tolerance, "base.tolerance", partial(change_base, edit.with_tolerance))
            own = [] if "runner" in common.varying else own_settings(common.base.runners[0])
            numbers(common, *own, *group(common, "frame"))


def show_question(ensemble: Ensemble) -> None:
    """The question of a ready-made ensemble, with its answer collapsed, unless its story is told above the picture."""
    story = story_of(ensemble)
    if story is None or story_line.told(story_line.CLOUDS):
        return
    st.markdown(f"*{story.question}*")
    if answer := widgets.panel("Answer", f"clouds.told.{story.key}"):
        answer.markdown(watched(story).claim.text)


def show_verdicts(ensemble: Ensemble) -> None:
    """The histogram of escapes, and the main facts about each cloud."""
    dark, found = st.context.theme.type == "dark", measured(ensemble)
    left, right = st.columns([3, 2], gap="large")
    settings = [
        Left(name, mark, one.escapes.steps, ensemble.walkers)
        for name, mark, one in zip(names(ensemble), styles(ensemble), found, strict=True)
    ]
    with left:
        st.markdown(
            f"**When runs escape**: the step at which each run is first farther than "
            f"{exact(ensemble.radius)} from its start.",
            help=explained("escape", "half escape"),
        )
        if any(one.steps.size for one in settings):
            st.plotly_chart(escape(settings, dark=dark), key="clouds.escape", config=QUIET)
        else:
            st.caption(f"None of the runs gets farther than {exact(ensemble.radius)} from its start.")
    with right:
        for name, one in zip(names(ensemble), found, strict=True):
            st.markdown(f"**{name}**", help=explained("middle loss", "share at a minimum", "diverged"))
            st.markdown("\n".join(f"- {sentence}" for sentence in one.verdict))


def sweep_controls(ensemble: Ensemble) -> None:
    """The control that chooses whether rate, batch or noise is swept."""
    key = widgets.settle("ensemble.sweep", None if ensemble.sweep == NOTHING else ensemble.sweep)
    options = [what for what in SWEEP.options if what != NOTHING and (what != "batch" or ensemble.base.ground.sampled)]
    widgets.pills(
        "The same setting", options, key=key, format_func=SWEEPS.__getitem__,
        on_change=lambda: ENSEMBLE.change(_swept, st.session_state[key] or NOTHING), help=SWEEP.help,
    )  # fmt: skip


def _swept(ensemble: Ensemble, what: Any) -> Ensemble:
    return replace(ensemble, sweep=what)


def show_sweep(ensemble: Ensemble) -> None:
    """The chart of the sweep: measurements and theory for every setting that can be swept."""
    sweep_controls(ensemble)
    if ensemble.sweep == NOTHING:
        return
    dark = st.context.theme.type == "dark"
    settings = [Swept(name, mark, sweep) for name, mark, sweep in swept(ensemble)]
    minima = [(k, place(ensemble.base.ground, k)) for k in valleys(measured(ensemble), 0.01)]
    columns = st.columns(2 if minima else 1)
    columns[0].plotly_chart(sweep_chart(settings, dark=dark), key="clouds.sweep", config=QUIET)
    if minima:
        columns[1].plotly_chart(share_chart(settings, minima, dark=dark), key="clouds.shares", config=QUIET)
    for one in settings:
        st.markdown(f"**{one.name}**: {one.sweep.sentence}" if one.name else one.sweep.sentence)


def page() -> None:
    """Draw the page, the stage first, since visitors wait for it."""
    ENSEMBLE.open()
    apply_words_of(ENSEMBLE, STAGE)
    listen(STAGE, "pick", apply_pick)
    story_line.show(story_line.CLOUDS)
    top, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    beside = worksheet_session.beside()
    show_value(ENSEMBLE, STAGE)
    ensemble = ENSEMBLE.now()
    common = Common(ensemble.base, frozenset([ensemble.across.what] if ensemble.across else []), change_base)
    with top:
        words(of_ensemble(ensemble, told=story_line.told(story_line.CLOUDS) is not None))
        tools(ensemble_codec.write(ensemble), "clouds")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    if all(run.exact for run in ensemble.runs()):
        remarks.info(EXACT, icon=":material/casino:")
    if st.session_state.get(ADDED) == ensemble.base:
        remarks.info(NOISE_ADDED.format(SIGMA.tell(ensemble.base.noise)), icon=":material/casino:")
    with beside:
        questions()
        what_differs(ensemble)
        ensemble_controls(ensemble)
        ground_controls(common)
        if "start" not in common.varying:
            start_fields(common)
        batch_controls(ensemble.base, change_base, common.varying)
        noise_controls(ensemble.base, change_base, common.varying)
        runner_controls(common)
        more_controls(common)
    show_question(ensemble)
    show_verdicts(ensemble)
    show_sweep(ensemble)
    ENSEMBLE.show_address()


page()
