"""Shows on the stage what the session holds: the scene, or the value of a page that has its own."""

from collections.abc import Callable
from typing import Any

from pictures.registry import PAGES, RUNNER
from pictures.training.curves import methods
from pictures.training.shown import AXES, Shown, curves_question, plane_question
from runs.codec import query
from runs.training import codec
from stage.stage import Question, map_stage, network_stage, stage
from ui import address_bar
from ui.routes import trainings
from ui.routes.pictures import picture_hash
from ui.session import session
from ui.session.page_state import PageState
from ui.worksheets import session as worksheet_session


def show_scene(page: str, key: str) -> None:
    """The stage of a page that shows the scene. The address bar names the runner on the page Anatomy only."""
    _show(page, PAGES[page].write(session.subject()), key, () if page == "anatomy" else (RUNNER,))


def show_value(state: PageState[Any], key: str) -> None:
    """The stage of a page that has a value of its own."""
    _show(state.name, state.link(), key, ())


def show_map(state: PageState[Any], key: str) -> None:
    """The map of the page Maps."""
    _show_by(map_stage, f"/map/{picture_hash()}", state.link(), key, ())


def show_training(state: PageState[Shown], key: str) -> None:
    """The training of the page Network."""
    shown = state.now()
    looks = {
        "methods": methods(shown.training), "against": AXES[int(shown.against)], "sweep": bool(shown.sweep),
        "plane": plane_question(shown), "curves": curves_question(shown),
    }  # fmt: skip
    network_stage(trainings.address(), codec.write(shown.training), looks, key=key, rules=worksheet_session.rules())


def _show(page: str, link: str, key: str, not_in_address: tuple[str, ...]) -> None:
    _show_by(stage, f"/picture/{picture_hash()}/{page}", link, key, not_in_address)


def _show_by(show: Callable[..., None], pictures: str, link: str, key: str, not_in_address: tuple[str, ...]) -> None:
    question = Question(pictures, link, address_bar.path(), not_in_address, query(worksheet_session.pairs()))
    last = max(session.acknowledged(key, name) for name in ("words", "pick", "fork"))
    acknowledged = session.acknowledged(key, "words")
    show(question, key=key, acknowledged=acknowledged, last=last, rules=worksheet_session.rules())
