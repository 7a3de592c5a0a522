"""Changes of a crowd, each a pure function from crowd to crowd. What a page's controls do, without a page."""

from dataclasses import replace

from core.records import Param, demand
from runs import edit
from runs.crowd import Crowd, offered
from runs.opening import round_125
from runs.run import Scene
from runs.sheet import ENTRIES, Axis, Value, param_of, value_of
from runs.sheet_fill import NAMES, filled

SHARE = 0.1
"""So much of a slider's range is a second value beside one that stands at its beginning."""


def with_what(crowd: Crowd, what: str) -> Crowd:
    """Two settings that differ in this, by values that fill themselves in; "" for one setting.

    ValueError where the settings of this crowd cannot differ in it.
    """
    first = replace(crowd.base, runners=crowd.base.runners[:1])
    if not what:
        return replace(crowd, base=first, across=None)
    demand(what in offered(crowd.base), f"Two clouds cannot differ in {NAMES.get(what, what)!r} here.")
    return replace(crowd, base=crowd.base if what == "runner" else first, across=pair(crowd.base, what))


def pair(scene: Scene, what: str) -> Axis:
    """Two values of what differs: the scene's own and another one, the smaller number first."""
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
    """Another number: a quarter of this one on a scale of decades, else the least of the slider.

    For the least itself it is one that lies some way up the slider.
    """
    low, high = param.slider
    quarter = param.scale == "log" and own / 4 >= param.valid[0]
    other = round_125(own / 4) if quarter else low if own != low else low + round_125(SHARE * (high - low))
    return float(round(other)) if param.kind == "integer" else other


def with_values(crowd: Crowd, axis: Axis) -> Crowd:
    """Other values of what the two settings differ in."""
    return replace(crowd, across=axis)


def with_value(crowd: Crowd, place: int, value: Value) -> Crowd:
    """Another value for the first setting or the second one; the one that the other has changes places with it."""
    if crowd.across is None:
        raise ValueError("There is only one setting, so nothing can differ.")
    held = list(crowd.across.values)
    demand(place in range(len(held)), f"There is no setting number {place + 1}.")
    if value == held[1 - place]:
        held.reverse()
    held[place] = value
    return replace(crowd, across=replace(crowd.across, values=tuple(held)))


def with_start(crowd: Crowd, place: int, x: float, y: float) -> Crowd:
    """Another start, which a hand has given on the map of this setting: for both, unless they differ in it."""
    if crowd.across is not None and crowd.across.what == "start":
        return with_value(crowd, place, (x, y))
    demand(place in range(len(crowd.settings())), f"There is no setting number {place + 1}.")
    return replace(crowd, base=edit.with_start(crowd.base, x, y))


def opened(crowd: Crowd, place: int) -> Scene:
    """A setting as the race shows it; ValueError if there is no such setting."""
    demand(place in range(len(crowd.settings())), f"There is no setting number {place + 1}.")
    return crowd.settings()[place]
