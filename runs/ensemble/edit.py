"""Pure functions that return a changed ensemble: what the controls of the clouds page do, without the page."""

from dataclasses import replace

from core.param import Param, demand
from runs.comparison.comparison import ENTRIES, Axis, Value, param_of, value_of
from runs.comparison.fill import NAMES, filled
from runs.ensemble.ensemble import Ensemble, offered
from runs.opening import round_125
from runs.run import Scene

SHARE = 0.1
"""How far up the slider the second value is if the first is its lowest, as a share of the slider's range."""


def with_what(ensemble: Ensemble, what: str) -> Ensemble:
    """The ensemble with two settings that differ in `what`, with suggested values; "" for a single setting.

    ValueError if the settings of this ensemble cannot differ in it.
    """
    first = replace(ensemble.base, runners=ensemble.base.runners[:1])
    if not what:
        return replace(ensemble, base=first, across=None)
    demand(what in offered(ensemble.base), f"Two clouds cannot differ in {NAMES.get(what, what)!r} here.")
    return replace(ensemble, base=ensemble.base if what == "runner" else first, across=pair(ensemble.base, what))


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


def with_values(ensemble: Ensemble, axis: Axis) -> Ensemble:
    """The ensemble with other values of what its settings differ in."""
    return replace(ensemble, across=axis)


def with_value(ensemble: Ensemble, place: int, value: Value) -> Ensemble:
    """The ensemble with another value for one setting. If it is the other setting's value, the two are swapped."""
    if ensemble.across is None:
        raise ValueError("There is only one setting, so nothing can differ.")
    held = list(ensemble.across.values)
    demand(place in range(len(held)), f"There is no setting number {place + 1}.")
    if value == held[1 - place]:
        held.reverse()
    held[place] = value
    return replace(ensemble, across=replace(ensemble.across, values=tuple(held)))


def opened(ensemble: Ensemble, place: int) -> Scene:
    """A setting as a scene for the race page; ValueError if there is no such setting."""
    demand(place in range(len(ensemble.settings())), f"There is no setting number {place + 1}.")
    return ensemble.settings()[place]
