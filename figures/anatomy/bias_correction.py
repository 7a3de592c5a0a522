"""Chart of the bias correction: gradients, their running mean, which starts at zero, and the corrected mean."""

import numpy as np
import plotly.graph_objects as go

from core.number import short
from figures.chart_style import style_chart
from figures.look import look

STEPS = 50


def bias_correction(g: np.ndarray, m: np.ndarray, m_hat: np.ndarray, axis: str, *, dark: bool) -> go.Figure:
    """One coordinate over the first 50 steps: g, m and m̂ are float64[n], beginning at step 1."""
    colours, figure = look(dark), go.Figure()
    t = np.arange(1, len(m) + 1)[:STEPS]
    rows = (
        ("g, the slope", g, {"mode": "markers", "marker": {"size": 4, "color": colours.faint}}),
        ("m", m, {"mode": "lines", "line": {"width": 2, "color": colours.ink, "dash": "dash"}}),
        ("m̂", m_hat, {"mode": "lines", "line": {"width": 2.5, "color": colours.accent}}),
    )
    for name, row, drawn in rows:
        told = [short(value, 4) for value in row[:STEPS].tolist()]
        figure.add_scatter(x=t, y=row[:STEPS], name=name, text=told, hovertemplate="step %{x}: %{text}", **drawn)
    style_chart(figure, colours)
    figure.update_layout(
        height=300, title={"text": f"Along {axis}", "x": 0, "font": {"size": 14}}, hovermode="x unified"
    )
    figure.update_xaxes(title="step", rangemode="tozero")
    figure.update_yaxes(zeroline=True, zerolinecolor=colours.faint)
    return figure
