"""The page Race: several optimizers on one landscape, from one start."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from pictures.labels import endless, note, without_limit
from runs import edit
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.codec import write
from runs.comparison import codec as comparison_codec
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.chance import brought
from runs.map import codec as map_codec
from runs.map.map import map_of
from runs.run import MAX_RUNS, Scene
from stage.components import Row, roster
from stage.rules import PARTS
from ui import story_line
from ui.controls import chooser, widgets
from ui.controls.chooser import Choice
from ui.controls.panels import change, formulas, ground_controls, runner_controls, view_controls
from ui.controls.widgets import words
from ui.headline import tools
from ui.session import session
from ui.session.ensemble import ADDED
from ui.session.messages import apply_fork, apply_pick, apply_words, listen
from ui.session.shown import show_scene
from ui.takeaway import take_away
from ui.worksheets import session as worksheet_session
from ui.worksheets.session import admit

STAGE, ROSTER, ADD = "race.stage", "race.roster", "race.add"
COMPARE, CLOUDS, MAPS = (Path(__file__).with_name(name) for name in ("compare.py", "clouds.py", "maps.py"))


def apply_action(sent: Mapping[str, Any]) -> None:
    """Do what a button in the list of runners asks for."""
    run = int(sent["run"])
    admit("runners" if sent["do"] == "select" else f"runner-{sent['do']}")
    if sent["do"] == "select":
        session.select(run)
    elif sent["do"] == "add":
        change(offer)
    else:
        deeds = {"hide": edit.toggled, "duplicate": edit.duplicated, "remove": edit.removed}
        change_runners(deeds[sent["do"]], run)


def offer(scene: Scene) -> Scene:
    """Open the dialog for a further runner; ValueError if all places are taken."""
    edit.free_mark(scene)
    chooser.browse(ADD)
    return scene


def change_runners(how: Callable[..., Scene], *args: Any) -> None:
    """Change the list of runners, and open the controls of one that is new in it."""
    marks = {r.mark for r in session.scene().runners}
    change(how, *args)
    session.select(next((i for i, r in enumerate(session.scene().runners) if r.mark not in marks), session.selected()))


def newcomer(scene: Scene) -> None:
    """The dialog of the button that adds a runner."""
    running = tuple(dict.fromkeys(r.method.key for r in scene.runners))
    take = partial(change_runners, edit.added)
    what = Choice(
        "runner-add", "optimizer", "Add a runner", running, "in the race", take,
        PARTS["runner-add"].place, chooser.SUGGESTED,
    )  # fmt: skip
    chooser.dialog(ADD, what)


def elsewhere(scene: Scene) -> None:
    """The buttons that this page has: those of its question, and those that take the race to other pages."""
    story_line.question_buttons(story_line.RACE)
    if widgets.button("Side by side", icon=":material/grid_view:", type="tertiary", key="race.compare"):
        worksheet_session.turn_to(COMPARE, comparison_codec.brought(scene))
    why = (
        "Runs each of the first two visible runners a thousand times, to show the effect of chance. A race without "
        "chance gets some noise."
    )
    if widgets.button("Run 1,000 times", icon=":material/bubble_chart:", type="tertiary", key="race.clouds", help=why):
        found = brought(scene)
        st.session_state[ADDED] = found.base if found.base.noise != scene.noise else None
        worksheet_session.turn_to(CLOUDS, ensemble_codec.pairs(found))
    why = "Shows how the first visible runner ends from every start."
    if widgets.button("As a map", icon=":material/map:", type="tertiary", key="race.maps", help=why):
        worksheet_session.turn_to(MAPS, map_codec.pairs(map_of(scene)))


def page() -> None:
    """Draw the page, the stage first, since visitors wait for it."""
    session.open_scene()
    apply_words("race", STAGE)
    listen(ROSTER, "act", apply_action)
    listen(STAGE, "pick", apply_pick)
    listen(STAGE, "fork", apply_fork)
    story_line.show(story_line.RACE)
    headline, remarks = st.container(horizontal=True, vertical_alignment="center", key="headline"), st.container()
    beside = worksheet_session.beside()
    show_scene("race", STAGE)
    scene, index = session.scene(), session.selected()
    with headline:
        land = LANDSCAPES[scene.ground.entry.key]
        said = story_line.headline(story_line.RACE, land.name, land.lesson)
        words(" ".join(filter(None, (said, endless(scene.ground)))), html=True)
        tools(write(scene), "race", partial(elsewhere, scene))
    with remarks:
        story_line.show_answer(story_line.RACE)
    for remark in session.remarks():
        remarks.warning(remark, icon=":material/info:")
    if missing := without_limit(scene):
        remarks.info(missing, icon=":material/info:")
    with beside:
        ground_controls(scene, taught=False)
        rows = tuple(
            Row(OPTIMIZERS[r.method.key].name, note(r), r.mark, i == index, r.hidden, edit.needed(scene, i))
            for i, r in enumerate(scene.runners)
        )
        if worksheet_session.standing("runners") != "hidden":
            full = f"All {MAX_RUNS} places are taken." if len(rows) == MAX_RUNS else ""
            rules = worksheet_session.rules()
            roster(rows, full=full, acknowledged=session.acknowledged(ROSTER, "act"), key=ROSTER, rules=rules)
        newcomer(scene)
        runner_controls(scene, index)
        view_controls(scene)
    formulas(scene)
    take_away(scene)
    session.show_address()


page()
