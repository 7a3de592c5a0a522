"""Handles the messages of the browser components that change the scene. Any of them may be forged."""

from collections.abc import Callable, Mapping
from math import floor, isfinite, log10
from typing import Any

from core.records import demand
from runs import edit
from runs.catalog import LANDSCAPES
from runs.run import RATE, Scene
from ui.session import session
from ui.worksheets.session import admit


def listen(part: str, name: str, apply: Callable[[Mapping[str, Any]], None]) -> Mapping[str, Any] | None:
    """Handle a component's new message of this name with `apply`, and return the message; None if there is none.

    An empty message is returned if the message could not be used.
    """
    try:
        sent = session.new_message(part, name)
        if sent is not None:
            apply(sent)
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        said = str(error) if isinstance(error, ValueError) else "this page sends no such message."
        session.refuse(ValueError(f"A message from the picture could not be used: {said}"))
        return {}
    return sent


def within_a_pixel(scene: Scene, x: float, y: float) -> tuple[float, float]:
    """Coordinates rounded to a ten-thousandth of the box, well below a pixel, since no drag is more precise.

    The screen, the link and the kernels all use the rounded point.
    """
    box = LANDSCAPES[scene.ground.entry.key].box
    wide = [4 - floor(log10(high - low)) for low, high in box]
    return round(x, wide[0]), round(y, wide[1])


def apply_start(sent: Mapping[str, Any]) -> None:
    """Set the start to a point that was chosen on the map by pin, click or key."""
    # A late message from the map of another landscape is ignored.
    if sent.get("scene") == session.scene().ground.entry.key:
        admit("start")
        x, y = (float(sent[axis]) for axis in ("x", "y"))
        demand(isfinite(x) and isfinite(y), "a start has two finite coordinates.")
        changed = edit.with_start(session.scene(), *within_a_pixel(session.scene(), x, y))
        session.put(changed, resting=bool(sent.get("final")))


def apply_dial(sent: Mapping[str, Any]) -> None:
    """Set the number of the selected runner whose dial was dragged on the stage."""
    scene, index, final = session.scene(), session.selected(), bool(sent.get("final"))
    if sent.get("scene") != scene.ground.entry.key:
        return
    admit("dial-rate" if sent["dial"] == RATE.key else "dial-momentum")
    value = float(f"{float(sent['value']):.3g}")  # no drag is more precise than three digits
    if sent["dial"] == RATE.key:
        session.put(edit.with_rate(scene, index, value), resting=final)
    else:
        session.put(edit.with_method_value(scene, index, str(sent["dial"]), value), resting=final)


def apply_fork(sent: Mapping[str, Any]) -> None:
    """Fork a runner at a step, and open the controls of the fork."""
    admit("fork")
    forked = edit.forked(session.scene(), int(sent["run"]), int(sent["step"]))
    marks = {runner.mark for runner in session.scene().runners}
    session.put(forked)
    session.select(next(i for i, runner in enumerate(forked.runners) if runner.mark not in marks))


def apply_pick(sent: Mapping[str, Any]) -> None:
    """Select the runner whose row in the standings was chosen."""
    admit("standings")
    session.select(int(sent["run"]))
