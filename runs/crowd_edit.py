"""Pure functions that return a changed ensemble: what the controls of the clouds page do, without the page."""

from dataclasses import replace

from core.records import Param, demand
from runs import edit
from runs.crowd import Crowd, offered
from runs.opening import round_125
from runs.run import Scene
from runs.sheet import ENTRIES, Axis, Value, param_of, value_of
from runs.sheet_fill import NAMES, filled

SHARE = 0.1
"""How far up the slider the second value is if the first is its lowest, as a share of the slider's range."""


def with_what(crowd: Crowd, what: str) -> Crowd:
    """The ensemble with two settings that differ in `what`, with suggested values; "" for a single setting.

    ValueError if the settings of this ensemble cannot differ in it.
    """
    first = replace(crowd.base, runners=crowd.base.runners[:1])
    if not what:
        return replace(crowd, base=first, across=None)
    demand(what in offered(crowd.base), f"Two clouds cannot differ in {NAMES.get(what, what)!r} here.")
    return replace(crowd, base=crowd.base if what == "runner" else first, across=pair(crowd.base, what))


def pair(scene: Scene, what: str) -> Axis:
    """Two values of `what`: the scene's own and another one, the smaller number first."""
    axis = filled(scene, what, 2)
    if what in (*ENTRIES, "start", "runner"):
        return axis
    own, param = value_of(scene, what), param_of(scene, what)
    if param.kind in ("switch", "choice"):
        other = next(value for value in axis.values if value != own)
    else:
        other = beside(param, own)
    return Axis(what, tuple(sorted((own, other))))


def beside(param: Param, own: float) -> float:
    """A second value to compare with `own`: a quarter of it on a log scale, else the slider's lowest value.

    If `own` is already the lowest value, it is one a little higher on the slider.
    """
    low, high = param.slider
    quarter = param.scale == "log" and own / 4 >= param.valid[0]
    other = round_125(own / 4) if quarter else low if own != low else low + round_125(SHARE * (high - low))
    return float(round(other)) if param.kind == "integer" else other


def with_values(crowd: Crowd, axis: Axis) -> Crowd:
    """The ensemble with other values of what its settings differ in."""
    return replace(crowd, across=axis)


def with_value(crowd: Crowd, place: int, value: Value) -> Crowd:
    """The ensemble with another value for one setting. If it is the other setting's value, the two are swapped."""
    if crowd.across is None:
        raise ValueError("There is only one setting, so nothing can differ.")
    held = list(crowd.across.values)
    demand(place in range(len(held)), f"There is no setting number {place + 1}.")
    if value == held[1 - place]:
        held.reverse()
    held[place] = value
    return replace(crowd, across=replace(crowd.across, values=tuple(held)))


def with_start(crowd: Crowd, place: int, x: float, y: float) -> Crowd:
    """The ensemble with a start dragged on the map of this setting: for both settings, unless they differ in start."""
    if crowd.across is not None and crowd.across.what == "start":
        return with_value(crowd, place, (x, y))
    demand(place in range(len(crowd.settings())), f"There is no setting number {place + 1}.")
    return replace(crowd, base=edit.with_start(crowd.base, x, y))


def opened(crowd: Crowd, place: int) -> Scene:
    """A setting as a scene for the race page; ValueError if there is no such setting."""
    demand(place in range(len(crowd.settings())), f"There is no setting number {place + 1}.")
    return crowd.settings()[place]
