"""Charts of a sweep over rates, batch sizes or noise: the measurements, their slope, and the theory."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from core.numeral import short
from figures.chart_style import style_chart
from figures.look import Look, look, track_colour
from figures.marks import SYMBOLS
from studies.sweep import Sweep

SYMBOL = {"rate": "η", "batch": "B", "noise": "σ"}
TITLE = {"floor": "loss that remains", "spread": "spread of the runs"}
DASHES = ("solid", "dash", "dot", "dashdot")


@dataclass(frozen=True, slots=True)
class Swept:
    """One setting: its name, its mark, and its sweep."""

    name: str
    mark: int
    sweep: Sweep


def powers(figure: go.Figure, sweep: Sweep, looks: Look) -> None:
    """Set up a logarithmic horizontal axis with a tick at every value of the sweep."""
    style_chart(figure, looks)
    texts = [short(float(value)) for value in sweep.values]
    figure.update_xaxes(title=SYMBOL[sweep.what], type="log", tickvals=sweep.values, ticktext=texts)


def _pairs(x: np.ndarray, y: np.ndarray) -> list[str]:
    """The points of a curve as a pointer on them reads: "0.1: 2.5·10⁻⁷"."""
    return [f"{short(at)}: {short(value)}" for at, value in zip(x.tolist(), y.tolist(), strict=True)]


def line_through(sweep: Sweep) -> tuple[np.ndarray, np.ndarray]:
    """The fitted straight line, at the values to which it was fitted: x and y, float64[n]; empty if there is none."""
    good = np.isfinite(sweep.measured) & (sweep.measured > 0)
    if sweep.theory is not None:
        good &= np.isfinite(sweep.theory)
    if sweep.slope is None:
        return np.empty(0), np.empty(0)
    x, y = sweep.values[good], sweep.measured[good]
    height = np.exp(np.mean(np.log(y)) - sweep.slope * np.mean(np.log(x)))
    return x, height * x**sweep.slope


def sweep_chart(settings: Sequence[Swept], *, dark: bool) -> go.Figure:
    """Measured points, the line through them with its slope, and theory dashed, on logarithmic axes."""
    figure, looks = go.Figure(), look(dark)
    for one in settings:
        sweep, colour = one.sweep, track_colour(one.mark, dark)
        shown = np.where(np.isfinite(sweep.measured) & (sweep.measured > 0), sweep.measured, np.nan)
        group, lead = {"legendgroup": one.name}, f"{one.name}: " if one.name else ""
        figure.add_scatter(
            x=sweep.values, y=shown, mode="markers", name=f"{lead}measured", **group,
            marker={"color": colour, "size": 9, "symbol": SYMBOLS[one.mark]},
            text=_pairs(sweep.values, shown), hovertemplate=f"{SYMBOL[sweep.what]} %{{text}}",
        )  # fmt: skip
        if sweep.slope is not None:
            x, y = line_through(sweep)
            figure.add_scatter(
                x=x, y=y, mode="lines", name=f"slope {sweep.slope:.2f}", line={"color": colour, "width": 2},
                hoverinfo="skip", **group,
            )  # fmt: skip
        if sweep.theory is not None:
            slope = "" if sweep.theory_slope is None else f", slope {sweep.theory_slope:.2f}"
            figure.add_scatter(
                x=sweep.values, y=sweep.theory, mode="lines", name=f"theory{slope}",
                line={"color": looks.faint, "width": 2, "dash": "dash"}, text=_pairs(sweep.values, sweep.theory),
                hovertemplate="theory: %{text}", **group,
            )  # fmt: skip
    powers(figure, settings[0].sweep, looks)
    figure.update_yaxes(title=TITLE[settings[0].sweep.measure], type="log", exponentformat="power", dtick=1)
    return figure


def share_chart(settings: Sequence[Swept], places: Sequence[tuple[int, str]], *, dark: bool) -> go.Figure:
    """The share of the runs that end in each valley, in per cent. `places`: rows of the shares with their names."""
    figure = go.Figure()
    for one in settings:
        for nth, (row, place) in enumerate(places):
            figure.add_scatter(
                x=one.sweep.values, y=100 * one.sweep.shares[row], mode="lines+markers",
                name=f"{one.name}, {place}" if one.name else place,
                line={"color": track_colour(one.mark, dark), "width": 2, "dash": DASHES[nth % len(DASHES)]},
                marker={"symbol": SYMBOLS[one.mark], "size": 7}, hovertemplate="%{y:.1f} % of the runs",
            )  # fmt: skip
    powers(figure, settings[0].sweep, look(dark))
    figure.update_yaxes(title="% of the runs in a valley", range=[-3, 103])
    return figure
