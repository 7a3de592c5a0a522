"""The line above the stage: what the page shows, and the buttons that concern all of it."""

from collections.abc import Callable

import streamlit as st

from core.number import exact
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.comparison.comparison import Comparison
from runs.ensemble.ensemble import Ensemble
from stage.components import share
from studies.ensemble_story import EnsembleStory
from ui import present
from ui.controls import widgets
from ui.gallery.stories import ENSEMBLES
from ui.handout import dialog
from ui.worksheets import session as worksheet_session


def tools(query: str, page: str, own: Callable[[], None] = lambda: None) -> None:
    """The buttons that concern the whole page, in one row; `query` is its link, without a worksheet.

    `own` draws the buttons that only this page has.
    """
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="tools"):
        own()
        present.button()
        if widgets.button("Worksheet", icon=":material/assignment:", type="tertiary", key=f"{page}.worksheet"):
            dialog.make(query, page)
        if worksheet_session.standing("share") != "hidden":
            share(worksheet_session.joined(query), key=f"{page}.share", rules=worksheet_session.rules())


def of_comparison(comparison: Comparison) -> str:
    """The line above the picture: what is compared, and what the figures under the panes mean."""
    base, whats = comparison.base, {axis.what for axis in comparison.axes}
    land = "several landscapes" if "landscape" in whats else LANDSCAPES[base.ground.entry.key].name
    method = "Several optimizers" if {"method", "runner"} & whats else OPTIMIZERS[base.runners[0].method.key].name
    return (
        f"**{method}** on **{land}**. Each pane gives the number of steps to within {exact(base.tolerance)} of the "
        "lowest loss, and the last loss. Click a pane to open its race."
    )


def story_of(ensemble: Ensemble) -> EnsembleStory | None:
    """The story that has this ensemble, if there is one."""
    return next((story for story in ENSEMBLES.values() if story.ensemble == ensemble), None)


def of_ensemble(ensemble: Ensemble, told: bool = False) -> str:
    """The line above the picture: what to watch if this is a story's ensemble, else how many runs of what are shown.

    `told`: a story is told above the picture already.
    """
    if not told and (story := story_of(ensemble)) is not None:
        return f"**{story.title}.** {story.watch}"
    base, land = ensemble.base, LANDSCAPES[ensemble.base.ground.entry.key].name
    whats = ensemble.across.what if ensemble.across else ""
    method = "two optimizers" if whats in ("method", "runner") else OPTIMIZERS[base.runners[0].method.key].name
    runs = f"**{ensemble.walkers:,} runs** of {method} on **{land}**"
    return f"{runs}, each with its own random numbers."
