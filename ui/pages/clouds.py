"""The page Clouds: hundreds of runs of one setting, or of two settings side by side, each with its own noise."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

import streamlit as st

from core.records import demand
from figures.escape import Left, escape
from figures.sweep import Swept, share_chart, sweep_chart
from runs import codec, crowd_codec, edit
from runs.crowd import RADIUS, SWEEP, WALKERS, Crowd, offered, with_base
from runs.crowd_edit import opened, with_start, with_value, with_values, with_what
from runs.run import TARGET, Scene
from runs.sheet import Axis
from runs.sheet_fill import name_of, read_values, write_values
from studies.cloud_story import watched
from ui import crowds, session, widgets, worksheet_session
from ui.clouds_picture import clouds, headline, measured, names, place, story_of, styles, swept, valleys
from ui.controls import control
from ui.fog_panels import batch_controls, noise_controls
from ui.gallery import CLOUDS
from ui.headline import tools, words
from ui.in_common import (
    Common,
    chosen_from,
    ground_controls,
    group,
    named,
    numbers,
    runner_controls,
    settle,
    start_fields,
)
from ui.messages import listen, within_a_pixel
from ui.worksheet_session import admit

STAGE = "clouds.stage"
RACE = Path(__file__).with_name("race.py")
NOTHING = "nothing"
SWEEPS = {"rate": "At other rates", "batch": "With other batches", "noise": "Under other noise"}
EXACT = "Nothing is random here, so all runs are the same. Raise the noise σ, or use batches of samples."
QUIET = {"displayModeBar": False}


def take_start(sent: Mapping[str, Any]) -> None:
    """Set the start to a point that was chosen on a map by pin, click or key."""
    crowd = crowds.crowd()
    # A late message from the map of another landscape is ignored.
    if sent.get("scene") == crowd.base.ground.entry.key:
        setting = int(str(sent["pin"]).removeprefix("start")) - 1
        x, y = (float(sent[axis]) for axis in ("x", "y"))
        demand(isfinite(x) and isfinite(y), "a start has two finite coordinates.")
        admit("start")
        point = within_a_pixel(crowd.base, x, y)
        crowds.put(with_start(crowd, setting, *point), resting=bool(sent.get("rest")))


def take_pick(sent: Mapping[str, Any]) -> None:
    """Open the setting whose map was clicked on the race page."""
    admit("panes")
    worksheet_session.turn_to(RACE, codec.pairs(opened(crowds.crowd(), int(sent["run"]))))


@st.fragment
def show_stage() -> None:
    """Show the stage. Its events rerun only this function; after a drag, the rest of the page follows."""
    followed = listen(STAGE, "start", take_start), listen(STAGE, "pick", take_pick)
    if {} in followed or session.settled(STAGE):
        st.rerun()
    worksheet_session.show(clouds(crowds.crowd(), session.heard(STAGE), resting=crowds.resting()), STAGE)


def change_base(how: Callable[..., Scene], *args: Any) -> None:
    """Change what both settings share, by one of `runs.edit`'s functions."""
    crowds.change(lambda crowd: with_base(crowd, how(crowd.base, *args)))


def questions() -> None:
    """The box of ready-made questions: the stories with clouds."""

    def taken() -> None:
        story = CLOUDS.get(str(st.session_state["question"]))
        if story is not None:
            crowds.put(story.crowd)
        st.session_state["question"] = None

    widgets.selectbox(
        "Start from", list(CLOUDS), key="question", index=None, placeholder="Start from ...",
        format_func=lambda key: CLOUDS[key].title, label_visibility="collapsed", on_change=taken,
    )  # fmt: skip


def what_differs(crowd: Crowd) -> None:
    """The controls for one setting or two, and for how the two differ."""
    axis = crowd.across
    key = settle("crowd.what", axis.what if axis else NOTHING)
    widgets.selectbox(
        "Side by side", [NOTHING, *offered(crowd.base)], key=key,
        format_func=lambda what: "one cloud alone" if what == NOTHING else name_of(crowd.base, what),
        on_change=lambda: crowds.change(with_what, st.session_state[key].replace(NOTHING, "")),
        help="The one setting in which the two clouds differ. Everything else is the same in both.",
    )  # fmt: skip
    if axis is None:
        return
    options = chosen_from(crowd.base, axis)
    if options:
        for number, column in enumerate(st.columns(2)):
            with column:
                picked_value(crowd, axis, number, options)
    else:
        typed_values(crowd, axis)


def picked_value(crowd: Crowd, axis: Axis, number: int, options: list[Any]) -> None:
    """A box that chooses the value of one of the two settings."""
    key = settle(f"crowd.value{number + 1}", axis.values[number])
    widgets.selectbox(
        ("First", "Second")[number], options, key=key, format_func=named(crowd.base, axis.what),
        label_visibility="collapsed",
        on_change=lambda: crowds.change(with_value, number, st.session_state[key]),
    )  # fmt: skip


def typed_values(crowd: Crowd, axis: Axis) -> None:
    """A field for typing both numbers or starts."""
    key = settle("crowd.values", write_values(crowd.base, axis))
    widgets.text_input(
        "Values", key=key, max_chars=200, label_visibility="collapsed", help="Two numbers: 0.5, 6",
        on_change=lambda: crowds.change(_as_typed, axis.what, st.session_state[key]),
    )  # fmt: skip


def _as_typed(crowd: Crowd, what: str, text: str) -> Crowd:
    return with_values(crowd, read_values(crowd.base, what, str(text), 2))


def crowd_controls(crowd: Crowd) -> None:
    """The controls of the number of runs, and of the distance at which a run counts as escaped."""
    control(WALKERS, crowd.walkers, "crowd.walkers", partial(_set, "walkers", int))
    control(RADIUS, crowd.radius, "crowd.radius", partial(_set, "radius", float))


def _set(name: str, kind: Callable[[float], float], value: float) -> None:
    crowds.change(lambda crowd: replace(crowd, **{name: kind(value)}))


def more_controls(common: Common) -> None:
    """Less common controls, in a panel."""
    if more := widgets.panel("Tolerance, warm-up, turn", "base.more"):
        with more:
            control(TARGET, common.base.tolerance, "base.tolerance", partial(change_base, edit.with_tolerance))
            own = [] if "runner" in common.varying else ["warmup"]
            numbers(common, *own, *group(common, "frame"))


def show_question(crowd: Crowd) -> None:
    """The question of a story for the class, with its answer collapsed."""
    story = story_of(crowd)
    if story is None:
        return
    st.markdown(f"*{story.question}*")
    if answer := widgets.panel("In numbers", f"clouds.told.{story.key}"):
        answer.markdown(watched(story).claim.text)


def show_verdicts(crowd: Crowd) -> None:
    """The histogram of escapes, and the main facts about each cloud."""
    dark, found = st.context.theme.type == "dark", measured(crowd)
    left, right = st.columns([3, 2], gap="large")
    settings = [
        Left(name, mark, one.escapes.steps, crowd.walkers)
        for name, mark, one in zip(names(crowd), styles(crowd), found, strict=True)
    ]
    with left:
        st.markdown(
            f"**When runs escape**: the step at which each run is first farther than {crowd.radius:g} from its start."
        )
        if any(one.steps.size for one in settings):
            st.plotly_chart(escape(settings, dark=dark), key="clouds.escape", config=QUIET)
        else:
            st.caption(f"None of the runs gets farther than {crowd.radius:g} from its start.")
    with right:
        for name, one in zip(names(crowd), found, strict=True):
            st.markdown(f"**{name}**")
            st.markdown("\n".join(f"- {sentence}" for sentence in one.verdict))


def sweep_controls(crowd: Crowd) -> None:
    """The control that chooses whether rate, batch or noise is swept."""
    key = settle("crowd.sweep", None if crowd.sweep == NOTHING else crowd.sweep)
    options = [what for what in SWEEP.options if what != NOTHING and (what != "batch" or crowd.base.ground.sampled)]
    widgets.pills(
        "The same setting", options, key=key, format_func=SWEEPS.__getitem__,
        on_change=lambda: crowds.change(_swept, st.session_state[key] or NOTHING), help=SWEEP.help,
    )  # fmt: skip


def _swept(crowd: Crowd, what: Any) -> Crowd:
    return replace(crowd, sweep=what)


def show_sweep(crowd: Crowd) -> None:
    """The chart of the sweep: measurements and theory for every setting that can be swept."""
    sweep_controls(crowd)
    if crowd.sweep == NOTHING:
        return
    dark = st.context.theme.type == "dark"
    settings = [Swept(name, mark, sweep) for name, mark, sweep in swept(crowd)]
    minima = [(k, place(crowd.base.ground, k)) for k in valleys(measured(crowd), 0.01)]
    columns = st.columns(2 if minima else 1)
    columns[0].plotly_chart(sweep_chart(settings, dark=dark), key="clouds.sweep", config=QUIET)
    if minima:
        columns[1].plotly_chart(share_chart(settings, minima, dark=dark), key="clouds.shares", config=QUIET)
    for one in settings:
        st.markdown(f"**{one.name}**: {one.sweep.sentence}" if one.name else one.sweep.sentence)


def page() -> None:
    """Draw the page, the stage first, since visitors wait for it."""
    crowds.open_crowd(arriving=session.arriving())
    top, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    beside = worksheet_session.beside()
    show_stage()
    crowd = crowds.crowd()
    common = Common(crowd.base, frozenset([crowd.across.what] if crowd.across else []), change_base)
    with top:
        words(headline(crowd))
        tools(crowd_codec.write(crowd), "clouds")
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    if all(run.exact for run in crowd.runs()):
        remarks.info(EXACT, icon=":material/casino:")
    with beside:
        questions()
        what_differs(crowd)
        crowd_controls(crowd)
        ground_controls(common)
        if "start" not in common.varying:
            start_fields(common)
        batch_controls(crowd.base, change_base, common.varying)
        noise_controls(crowd.base, change_base, common.varying)
        runner_controls(common)
        more_controls(common)
    show_question(crowd)
    show_verdicts(crowd)
    show_sweep(crowd)
    crowds.show_address()


page()
