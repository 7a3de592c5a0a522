"""The style of the charts below the stage: compact, with a faint grid."""

import plotly.graph_objects as go

from figures.look import Look


def style_chart(figure: go.Figure, look: Look) -> None:
    """Give a chart the page's colours, a legend above it, and horizontal grid lines only."""
    figure.update_layout(
        height=260,
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        font={"color": look.ink},
    )
    # By itself Plotly writes 50k and 5μ.
    figure.update_xaxes(showgrid=False, color=look.ink, exponentformat="none")
    figure.update_yaxes(gridcolor=look.level, color=look.ink, exponentformat="none")
