"""Histogram of the steps at which runs escape, one colour per setting."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from figures.chart_style import style_chart
from figures.look import look, track_colour

PARTS = 40
"""The most bars; there are fewer if there are fewer steps."""


@dataclass(frozen=True, slots=True)
class Left:
    """One setting: its name, its mark, the steps at which its runs escaped, int64[k], and its number of runs."""

    name: str
    mark: int
    steps: np.ndarray
    runs: int


def edges_of(settings: Sequence[Left]) -> np.ndarray:
    """The edges of bars that cover every escape, all of one width, which is a whole number: float64."""
    last = max((int(one.steps.max(initial=0)) for one in settings), default=0)
    wide = max(1, -(-last // PARTS))
    return np.arange(0.5, last + wide + 1, wide)


def escape(settings: Sequence[Left], *, dark: bool) -> go.Figure:
    """The share of the runs that escape at each step, in per cent, with the settings overlaid."""
    figure, edges = go.Figure(), edges_of(settings)
    middles, wide = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
    words = "step %{x}" if wide == 1 else f"{wide:.0f} steps about %{{x:.0f}}"
    for one in settings:
        share = 100 * np.histogram(one.steps, edges)[0] / one.runs
        figure.add_bar(
            x=middles, y=share, width=wide, name=one.name, marker_color=track_colour(one.mark, dark), opacity=0.55,
            marker_line_width=0, hovertemplate=words + ": %{y:.1f} % of the runs",
        )  # fmt: skip
    style_chart(figure, look(dark))
    figure.update_layout(barmode="overlay", showlegend=len(settings) > 1)
    figure.update_xaxes(title="step", range=[0, float(edges[-1])])
    figure.update_yaxes(title="% of the runs", rangemode="tozero")
    return figure
