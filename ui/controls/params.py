"""Widgets derived from parameters: one function draws the control of any Param, on the scale that it names."""

from collections.abc import Callable
from math import ceil, floor, log10
from typing import Any, Literal

import streamlit as st

from core.number import two_readings
from core.param import Param
from runs.run import RATE, Runner
from runs.training.training import Entrant
from ui.controls import widgets
from ui.session import session

Commit = Callable[[float], None]
Width = Literal["stretch"] | int
"""The width of a control in pixels, or "stretch"."""


def ladder(param: Param, value: float) -> list[float]:
    """The sorted stops of a slider that is not linear, including `value` and the default.

    A logarithmic slider has 1, 2 and 5 of every decade. A one-minus-log slider has these distances from one, and zero
    if it is valid.
    """
    low, high = param.slider
    near, far = (1 - high, 1 - low) if param.scale == "one-minus-log" else (low, high)
    decades = range(floor(log10(near)), ceil(log10(far)) + 1)
    stops = [float(f"{digit}e{decade}") for decade in decades for digit in (1, 2, 5)]
    stops = [s for s in stops if near * (1 - 1e-9) <= s <= far * (1 + 1e-9)]
    if param.scale == "one-minus-log":
        stops = [round(1 - s, 12) for s in stops] + ([0.0] if param.valid[0] <= 0 else [])
    return sorted({*stops, param.default, value})


def pace(low: float, high: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides a linear range into about 50 to 125 parts."""
    rough = (high - low) / 80
    decade = 10.0 ** floor(log10(rough))
    digit = next((d for d in (1, 2, 5) if d * decade >= rough), 10)
    return float(f"{digit * decade:.12g}")


def _on_change(key: str, param: Param, commit: Commit, typed: bool) -> Callable[[], None]:
    def changed() -> None:
        given = st.session_state[key]
        try:
            if typed:
                value = param.read(str(given).strip())
            elif param.kind == "choice":
                value = float(param.options.index(given))
            else:
                value = param.check(float(given))
            commit(value)
        except (ValueError, TypeError) as error:
            session.refuse(ValueError(str(error)))
            return
        if typed and (said := two_readings(str(given))):
            session.remark((said,))

    return changed


def field(
    param: Param, value: float, key: str, commit: Commit, label: str | None = None, width: Width = "stretch"
) -> None:
    """A field for typing an exact number; text that is not valid for this parameter is refused with a sentence."""
    widgets.settle(key, param.write(value))
    changed = _on_change(key, param, commit, typed=True)
    widgets.text_input(label or param.symbol, key=key, help=param.help, on_change=changed, max_chars=40, width=width)


def control(param: Param, value: float, key: str, commit: Commit, *, exact: bool = False) -> None:
    """The control of one parameter: a slider, a switch, a choice or, with `exact`, a field for a number."""
    if exact and param.kind in ("number", "integer"):
        field(param, value, key + ".exact", commit)
        return
    changed = _on_change(key, param, commit, typed=False)
    common: dict[str, Any] = {"key": key, "help": param.help, "on_change": changed}
    if param.kind == "switch":
        widgets.settle(key, bool(value))
        widgets.toggle(param.symbol, **common)
    elif param.kind == "choice":
        widgets.settle(key, param.options[int(value)])
        widgets.selectbox(param.symbol, param.options, **common)
    elif param.scale == "linear":
        _linear(param, value, common)
    else:
        _stepped(f"{param.symbol} = {param.tell(value)}", ladder(param, value), value, common, commit)


def rate_control(value: float, key: str, commit: Commit) -> None:
    """The learning rate: a slider, and a field for any other number.

    They are not in columns, which would cost two more messages to the browser with every change.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        control(RATE, value, key, commit)
        field(RATE, value, f"{key}.exact", commit, "exact", width=88)


def own_settings(runner: Runner | Entrant) -> list[str]:
    """The runner's settings of its own that have an effect (`runs.run.OWN`), besides its batch size."""
    return ["warmup", *["warmup_form"] * bool(runner.warmup), "clip", *["clip_by"] * bool(runner.clip)]


def batch_control(label: str, param: Param, value: int, whole: int, key: str, commit: Commit, none: str = "") -> None:
    """A slider over batch sizes: 1, 2, 4, ... and `whole`, which means all samples.

    The value 0 means all samples too or, if `none` gives it a meaning, has its own stop.
    """
    now = min(value, whole) if value or none else whole
    sizes = {2**k for k in range(whole.bit_length()) if 2**k < whole} | {whole, now} | ({0} if none else set())
    says = {0: none, whole: f"all {whole} samples"}.get(now, f"{now} of {whole} samples")
    stops = [float(size) for size in sorted(sizes)]
    _stepped(f"{label}: {says}", stops, now, {"key": key, "help": param.help}, commit)


def _stepped(label: str, stops: list[float], value: float, common: dict[str, Any], commit: Commit) -> None:
    """A slider over unevenly spaced stops, whose label contains the present value.

    It is a plain slider over the stops' indices, since `st.select_slider` raises if a forged message contains a number
    in place of an option's text.
    """
    key = common["key"]

    def changed() -> None:
        place = st.session_state[key]
        commit(stops[min(max(int(place), 0), len(stops) - 1)])

    place = stops.index(value)
    widgets.settle(key, place)
    common = common | {"on_change": changed, "format": " "}
    widgets.slider(label, 0, len(stops) - 1, place, step=1, **common)


def _linear(param: Param, value: float, common: dict[str, Any]) -> None:
    # A valid value may lie beyond the slider's range, which is then extended. The value is in the session already, but
    # is also passed: without it, the slider searches the whole session, which takes longer than all its other work.
    low, high = min(param.slider[0], value), max(param.slider[1], value)
    if param.kind == "integer":
        widgets.settle(common["key"], int(value))
        widgets.slider(param.symbol, int(low), int(high), int(value), step=1, **common)
    else:
        widgets.settle(common["key"], float(value))
        widgets.slider(
            param.symbol, float(low), float(high), float(value), step=pace(*param.slider), format="%g", **common
        )
