"""A chart on paper: its axes, the curves of the runs, bands and lines. All of them count steps."""

from math import ceil, floor, log10

import numpy as np

from core.number import short
from figures.look import LIGHT
from pictures.still.pen import SMALL, TEXT, Place, colour, cut, framed, line, path, text
from stage.payload import Chart, Picture

MOST_DECADES = 4
"""The most labels of a logarithmic axis."""
WAYS = 3
"""The number of steps that a linear axis is about to have."""


def ticks(low: float, high: float) -> list[float]:
    """Round numbers on a linear axis."""
    rough = (high - low) / WAYS
    power = 10.0 ** floor(log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough)
    return [k * step for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def decades(low: float, high: float) -> list[float]:
    """Powers of ten on a logarithmic axis."""
    first, last = round(log10(low)), round(log10(high))
    return [10.0**k for k in range(first, last + 1, ceil((last - first + 1) / MOST_DECADES))]


class Axes:
    """From steps and values to units from the corner of a chart's place."""

    def __init__(self, picture: Picture, chart: Chart, place: Place) -> None:
        self.picture, self.chart, self.place = picture, chart, place
        low, high = chart.span
        self.low, self.high = (log10(low), log10(high)) if chart.log else (low, high)

    def top(self, values: np.ndarray) -> np.ndarray:
        """How far values are below the upper edge; NaN for what a logarithmic axis cannot show."""
        values = np.asarray(values, float)
        if self.chart.log:
            values = np.log10(np.where(values > 0, values, np.nan))
        return (self.high - values) / (self.high - self.low) * self.place.height

    def points(self, values: np.ndarray, every: int = 1) -> np.ndarray:
        """A row of numbers, float64[n] -> float64[n, 2]."""
        steps = np.minimum(np.arange(len(values)) * every, self.picture.steps)
        return np.column_stack([steps / max(self.picture.steps, 1) * self.place.width, self.top(values)])

    def drawn(self) -> str:
        """The axes with their labels, and the title above."""
        chart, place = self.chart, self.place
        values = decades(*chart.span) if chart.log else ticks(*chart.span)
        parts = [text(place.x, place.y - 10, chart.title, size=TEXT, more='font-weight="600"'), framed(place)]
        for value, y in zip(values, self.top(np.array(values)).tolist(), strict=True):
            parts.append(path(f"M{place.x:.0f} {place.y + y:.0f}h{place.width:.0f}", LIGHT.level, 1))
            more = 'text-anchor="end"'
            parts.append(text(place.x - 6, place.y + y + 6, short(value), size=SMALL, fill=LIGHT.faint, more=more))
        low = place.y + place.height + 20
        ends = ((0, "0", "start"), (1, f"{self.picture.steps:,} steps", "end"))
        for share, words, anchor in ends:
            more = f'text-anchor="{anchor}"'
            parts.append(text(place.x + share * place.width, low, words, size=SMALL, fill=LIGHT.faint, more=more))
        return "".join(parts)


def curves(axes: Axes, index: int, step: int) -> str:
    """The curves of the runs: up to the step in full colour, the rest faint."""
    picture, parts, hidden = axes.picture, list[str](), {track.run for track in axes.picture.tracks if track.hidden}
    for curve in picture.curves:
        if curve.pane != index or curve.hidden or curve.run in hidden:
            continue
        points, hue = axes.points(picture.series[axes.chart.of][curve.run]), colour(curve.style)
        parts.append(path(line(points[step:]), hue, 2, opacity=0.35, mark=curve.style))
        parts.append(path(line(points[: step + 1]), hue, 3, mark=curve.style))
    return "".join(parts)


def bands(axes: Axes, index: int) -> str:
    """The areas and lines of many runs."""
    picture, parts = axes.picture, list[str]()
    edge = axes.place.height + 9
    for band in picture.bands:
        if band.pane == index:
            low, high = (
                np.nan_to_num(axes.points(picture.series[name][0], picture.every), nan=edge, posinf=edge, neginf=-9)
                for name in (band.low, band.high)
            )
            d = line(np.concatenate([low, high[::-1]]))
            parts.append(f'<path d="{d}z" fill="{colour(band.style)}" fill-opacity="{band.alpha:g}"/>' if d else "")
    for one in picture.lines:
        if one.pane == index:
            points = axes.points(picture.series[one.of][0], picture.every)
            parts.append(path(line(points), colour(one.style), 3, mark=one.style))
    return "".join(parts)


def drawn_chart(picture: Picture, index: int, chart: Chart, place: Place, step: int, *, bare: bool) -> str:
    """A chart in its place, with its title above. `bare`: without what the runs did."""
    axes = Axes(picture, chart, place)
    inner = "" if bare else bands(axes, index) + curves(axes, index, step)
    return axes.drawn() + cut(place, inner)
