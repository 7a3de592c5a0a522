"""Charts of a step as a matrix: its eigenvalues beside the unit circle, and how the worst error shrinks."""

import numpy as np
import plotly.graph_objects as go

from core.number import short
from figures.chart_style import style_chart
from figures.look import Look, look
from studies.stability.spectrum import Spectrum

HEIGHT = 340
BELOW = {"x": 0, "xanchor": "left", "y": 0.0, "yref": "container", "yanchor": "bottom"}
"""The legend has the place that the title of the axis leaves."""
SHALLOW = 0.02
"""An axis that does not reach below this has ticks between the powers of ten."""
GROWS = 1.005
"""An error that grows to less than this share of its size does not grow."""
ROUND = 181
"""The points of the unit circle."""


def _named(found: Spectrum, colours: Look) -> list[tuple[str, np.ndarray, str, str]]:
    """The eigenvalues by the direction to which they belong: name, values, colour and shape."""
    if found.held:
        return [("both directions", found.steep, colours.accent, "circle")]
    low, high = (short(value, 3) for value in found.curvatures)
    return [
        (f"flattest direction, μ = {low}", found.flat, colours.accent, "circle"),
        (f"steepest direction, λ = {high}", found.steep, colours.ink, "diamond-open"),
    ]


def eigenvalues(found: Spectrum, *, dark: bool) -> go.Figure:
    """The eigenvalues of the step in the complex plane."""
    colours, figure = look(dark), go.Figure()
    angle = np.linspace(0.0, 2.0 * np.pi, ROUND)
    far = 1.12 * max(1.0, found.radius)
    for name, size, dash in (("size 1", 1.0, "solid"), (f"ρ = {short(found.radius, 4)}", found.radius, "dot")):
        figure.add_scatter(
            x=size * np.cos(angle), y=size * np.sin(angle), name=name, mode="lines", hoverinfo="skip",
            line={"width": 1.4, "dash": dash, "color": colours.faint},
        )  # fmt: skip
    for name, values, colour, shape in _named(found, colours):
        told = [f"size {short(abs(v), 4)}, {short(abs(np.degrees(np.angle(v))), 3)}° a step" for v in values.tolist()]
        figure.add_scatter(
            x=np.real(values), y=np.imag(values), name=name, mode="markers", text=told, hovertemplate="%{text}",
            marker={"size": 10, "color": colour, "symbol": shape, "line": {"width": 2, "color": colour}},
        )  # fmt: skip
    style_chart(figure, colours)
    figure.update_layout(
        height=HEIGHT, title={"text": "Eigenvalues of the step", "x": 0, "font": {"size": 14}},
        legend=BELOW, margin={"b": 90},
    )  # fmt: skip
    figure.update_xaxes(
        range=[-far, far], constrain="domain", title="real part", zeroline=True, zerolinecolor=colours.level
    )
    figure.update_yaxes(range=[-far, far], scaleanchor="x", zeroline=True, zerolinecolor=colours.level)
    return figure


def worst_error(found: Spectrum, *, dark: bool) -> go.Figure:
    """The worst error of the position after every step, beside the power of the largest eigenvalue."""
    colours, figure = look(dark), go.Figure()
    t = np.arange(len(found.worst))
    with np.errstate(over="ignore"):
        power = found.radius ** t.astype(np.float64)
    rows = (
        ("ρᵗ, the rate in the long run", power, {"width": 2, "dash": "dash", "color": colours.ink}),
        ("‖Aᵗ‖, the worst error", found.worst, {"width": 2.5, "color": colours.accent}),
    )
    for name, row, line in rows:
        shown = np.where(np.isfinite(row) & (row > 0.0), row, np.nan)
        told = [short(value, 4) for value in row.tolist()]
        figure.add_scatter(x=t, y=shown, name=name, mode="lines", line=line, text=told, hovertemplate="%{text}")
    style_chart(figure, colours)
    figure.update_layout(
        height=HEIGHT, title={"text": "What is left of an error", "x": 0, "font": {"size": 14}}, hovermode="x unified",
        legend=BELOW, margin={"b": 90},
    )  # fmt: skip
    figure.update_xaxes(title="step", rangemode="tozero")
    figure.update_yaxes(type="log", exponentformat="power", dtick="D3" if found.worst.min() > SHALLOW else 1)
    return figure


def verdict(found: Spectrum) -> str:
    """What the size of the largest eigenvalue means."""
    size, most = short(found.radius, 4), float(np.max(found.worst))
    if found.radius >= 1.0:
        return f"**ρ = {size}.** Errors do not shrink: this step does not converge."
    if found.radius == 0.0:
        return "**ρ = 0.** Nothing is left of an error."
    steps = short(float(np.ceil(np.log(0.1) / np.log(found.radius))), 4)
    more = f" But first an error can grow to {short(most, 3)} times its size." if most > GROWS else ""
    return f"**ρ = {size}.** In the long run an error becomes ten times smaller in {steps} steps.{more}"
