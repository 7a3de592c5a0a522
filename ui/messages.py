"""What components say, and what it does to the scene. Everything that comes from a browser may be forged."""

from collections.abc import Callable, Mapping
from math import floor, isfinite, log10
from typing import Any

from core.records import demand
from runs import edit
from runs.catalog import LANDSCAPES
from runs.run import RATE, Scene
from ui import session
from ui.worksheet_session import admit


def listen(part: str, name: str, take: Callable[[Mapping[str, Any]], None]) -> Mapping[str, Any] | None:
    """Take what a component has said under this name since the page last ran, and say what that was.

    An empty message stands for one that could not be used.
    """
    try:
        sent = session.news(part, name)
        if sent is not None:
            take(sent)
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        said = str(error) if isinstance(error, ValueError) else "this page sends no such message."
        session.refuse(ValueError(f"A message from the picture could not be used: {said}"))
        return {}
    return sent


def within_a_pixel(scene: Scene, x: float, y: float) -> tuple[float, float]:
    """Coordinates with no more digits than a hand can mean: a ten-thousandth of the box, well below a pixel.

    The rounded point is the start, on the screen, in the link and in the kernels alike.
    """
    box = LANDSCAPES[scene.ground.entry.key].box
    wide = [4 - floor(log10(high - low)) for low, high in box]
    return round(x, wide[0]), round(y, wide[1])


def take_start(sent: Mapping[str, Any]) -> None:
    """A start that came from the map: by pin, click or key."""
    # A late message of a map that is gone is not for this one.
    if sent.get("scene") == session.scene().ground.entry.key:
        admit("start")
        x, y = (float(sent[axis]) for axis in ("x", "y"))
        demand(isfinite(x) and isfinite(y), "a start has two finite coordinates.")
        changed = edit.with_start(session.scene(), *within_a_pixel(session.scene(), x, y))
        session.put(changed, resting=bool(sent.get("rest")))


def take_dial(sent: Mapping[str, Any]) -> None:
    """A dial of the selected runner was dragged on the stage."""
    scene, index, rest = session.scene(), session.selected(), bool(sent.get("rest"))
    if sent.get("scene") != scene.ground.entry.key:
        return
    admit("dial-rate" if sent["dial"] == RATE.key else "dial-momentum")
    value = float(f"{float(sent['value']):.3g}")  # no more digits than a hand can mean
    if sent["dial"] == RATE.key:
        session.put(edit.with_rate(scene, index, value), resting=rest)
    else:
        session.put(edit.with_method_value(scene, index, str(sent["dial"]), value), resting=rest)


def take_fork(sent: Mapping[str, Any]) -> None:
    """The future of a runner is to be changed from a step on: its fork is the runner whose controls open."""
    admit("fork")
    forked = edit.forked(session.scene(), int(sent["run"]), int(sent["step"]))
    marks = {runner.mark for runner in session.scene().runners}
    session.put(forked)
    session.select(next(i for i, runner in enumerate(forked.runners) if runner.mark not in marks))


def take_pick(sent: Mapping[str, Any]) -> None:
    """A row of the standings was chosen."""
    admit("standings")
    session.select(int(sent["run"]))
