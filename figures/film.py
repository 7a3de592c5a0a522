"""The Plotly traces of an animated race: the ground, dim complete paths, and the moving heads of every frame.

Coordinates are rounded to what a screen can show. (The exported tables have every digit.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import floor, isnan, log10
from typing import Any

import numpy as np

from core import numeral
from figures import lost, marks
from figures.ground_image import ground_image
from figures.light import turned
from figures.look import LIGHT
from figures.thumbnail import level_lines
from runs.ground import Ground
from runs.run import Scene
from runs.simulate import Trajectory, simulate
from runs.surface import box_of, grid, lowest, query
from studies.drift import drift

FRAMES = 150
"""The most frames. With more the animation would stutter, and the file would grow."""
CAP = 1500
"""The most points of a path or curve that are drawn. Of longer ones, the extremes of every stretch are kept."""
NEAR = 1 / 1500
"""Points that are closer together than this share of the picture's width and height look like one."""
TAIL = 12
"""The number of frames that the bright tail behind a head reaches back, and of its points."""
SIDE = 201
"""Points per side of the ground. Its level lines use every second one."""
PIXELS = 550
"""The usual width of the map on a screen, by which its light is calculated."""
LEVELS, MOST_PIECES = (12, 6, 3, 1), 10_000
"""The number of level lines: the first of these with at most so many line segments in all; otherwise none."""
MANY = 24
"""If there are more known points than this, only the lowest minima are drawn large."""
DECADES = 2.0
"""A loss that spans more decades than this is drawn on a logarithmic axis."""

Trace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """How losses are drawn: on a logarithmic axis, relative to `low` and at least `least`, or on a linear axis."""

    log: bool
    low: float
    least: float
    span: tuple[float, float]

    def heights(self, way: Trajectory) -> np.ndarray:
        """The losses of a run on this chart."""
        return np.maximum(way.losses - self.low, self.least) if self.log else way.losses

    def on_paper(self, heights: np.ndarray) -> np.ndarray:
        """Where heights are drawn, one per step: float64[n, 2], as shares of the run's length and the chart's range."""
        low, high = self.span
        y = ((np.log10(heights) if self.log else heights) - low) / (high - low)
        return np.column_stack([np.linspace(0.0, 1.0, len(heights)), y])


def chart_of(ground: Ground, ways: Iterable[Trajectory]) -> Chart:
    """The chart for these runs. A run that diverges leaves the chart at the top, as it leaves the map at its edge."""
    low = lowest(ground)
    calm = [way.losses[:2] if way.word == "diverged" else way.losses for way in ways]
    seen = np.concatenate([*calm, [low]])
    above = np.maximum(seen - low, 0.0)
    high, positive = float(above.max()), above[above > 0]
    if not high:
        return Chart(log=False, low=0.0, least=0.0, span=(low - 1.0, low + 1.0))
    # Differences sixteen decades below the largest loss are beyond the precision of float64.
    least = max(float(positive.min()), high * 1e-16)
    if log10(high / least) > DECADES:
        return Chart(log=True, low=low, least=least, span=(log10(least) - 0.2, log10(high) + 0.2))
    low, high = float(seen.min()), float(seen.max())
    return Chart(log=False, low=0.0, least=0.0, span=(low - 0.06 * (high - low), high + 0.06 * (high - low)))


def moments(steps: int) -> list[int]:
    """The steps that get a frame: all, or evenly spaced ones that include the first and the last."""
    return np.unique(np.rint(np.linspace(0, steps, min(steps + 1, FRAMES))).astype(int)).tolist()


def kept(points: np.ndarray) -> np.ndarray:
    """The sorted indices of the points of a line that are drawn: both ends, and points visibly apart from the last one.

    points: float64[n, 2] in units of the picture. If more than CAP are left, the extremes of every stretch are kept.
    """
    found, (a, b) = [0], points[0].tolist()
    for i, (x, y) in enumerate(points.tolist()):
        if abs(x - a) > NEAR or abs(y - b) > NEAR:
            found.append(i)
            a, b = x, y
    chosen = np.unique([*found, len(points) - 1])
    if len(chosen) <= CAP:
        return chosen
    parts = np.array_split(chosen, CAP // 4)
    ends = [part[pick(points[part, axis])] for part in parts for axis in (0, 1) for pick in (np.argmin, np.argmax)]
    return np.unique([0, *ends, len(points) - 1])


def rounded(values: np.ndarray, size: float) -> list[float]:
    """Numbers rounded to a hundred-thousandth of `size`."""
    return np.round(values, max(5 - floor(log10(size)), 0)).tolist()


def short(values: np.ndarray) -> list[float]:
    """Numbers rounded to five significant digits."""
    return [float(f"{value:.5g}") for value in values.tolist()]


def _pieces(z: np.ndarray) -> np.ndarray:
    """The level lines of heights, as line segments float64[k, 2, 2]; rugged ground gets fewer levels."""

    def of(count: int) -> np.ndarray:
        heights = np.unique(np.quantile(z, (np.arange(count) + 0.5) / count))
        return np.concatenate([level_lines(z, height) for height in heights])

    tries = map(of, LEVELS)
    return next((pieces for pieces in tries if len(pieces) <= MOST_PIECES), np.empty((0, 2, 2)))


def _lost(way: Trajectory) -> int | None:
    return way.at if way.word == "diverged" else None


@dataclass(frozen=True, slots=True)
class Player:
    """A runner as it is shown: its mark and name, its positions, float64[n, 2], its losses on the chart, and the step
    at which it diverged, None if it did not.
    """

    mark: int
    name: str
    points: np.ndarray
    heights: np.ndarray
    lost: int | None


class Film:
    """A scene prepared for drawing: the complete paths of all runners, and their state in every frame."""

    def __init__(self, scene: Scene, names: tuple[str, ...]) -> None:
        """`names`: the names of the runners, in their order. Hidden runners are not shown."""
        every = zip(scene.runners, map(simulate, scene.runs()), names, strict=True)
        shown = [(runner, way, name) for runner, way, name in every if len(way.positions) and not runner.hidden]
        self.surface, self.box = grid(query(scene.ground), SIDE, 1), box_of(scene.ground)
        self.size = max(self.box[1] - self.box[0], self.box[3] - self.box[2])
        self.chart = chart_of(scene.ground, [way for _, way, _ in shown])
        self.cast = [Player(r.mark, escape(name), w.positions, self.chart.heights(w), _lost(w)) for r, w, name in shown]
        self.steps = max((len(player.points) - 1 for player in self.cast), default=0)
        self.drift = drift(scene.ground, self.steps)

    def levels(self) -> list[Trace]:
        """The level lines of the ground, at quantiles of its heights, so that no part of the map is empty: a trace each
        where the slope turns away from the light, runs across it, and faces it.
        """
        x0, x1, y0, y1 = self.box
        z, unit = self.surface.z[::2, ::2], np.array([(x1 - x0) / (SIDE // 2), (y1 - y0) / (SIDE // 2)])
        look = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
        found = []
        for pieces, (colour, width) in zip(turned(z, _pieces(z), np.ones(2)), marks.LEVELS, strict=True):
            ends = np.full((len(pieces), 3, 2), np.nan)
            ends[:, :2] = pieces * unit + (x0, y0)
            x, y = ([None if isnan(v) else v for v in rounded(ends[..., axis].ravel(), self.size)] for axis in (0, 1))
            found.append(look | {"x": x, "y": y, "line": {"color": colour, "width": width}})
        return found

    def image(self) -> dict[str, Any]:
        """The ground as an image. Each height is at the centre of its pixel."""
        x0, x1, y0, y1 = self.box
        dx, dy = (x1 - x0) / (SIDE - 1), (y1 - y0) / (SIDE - 1)
        return {
            "source": ground_image(self.surface.z, PIXELS / (SIDE - 1)), "xref": "x", "yref": "y", "layer": "below",
            "sizing": "stretch",
            "x": x0 - dx / 2, "y": y1 + dy / 2, "sizex": x1 - x0 + dx, "sizey": y1 - y0 + dy,
        }  # fmt: skip

    def known(self) -> Trace:
        """The known minima and saddles of the landscape; if there are many, the lowest minima are emphasised."""
        known = self.surface.known
        crowd = len(known) > MANY
        lowest_ = min((point.loss for point in known), default=0.0)
        best = [point.kind == "minimum" and point.loss <= lowest_ + 1e-9 * (1 + abs(lowest_)) for point in known]
        symbols = [
            "star" if top else "x" if p.kind == "saddle" else "circle" for p, top in zip(known, best, strict=True)
        ]
        return {
            "type": "scatter", "mode": "markers", "showlegend": False, "hovertemplate": "%{text}<extra></extra>",
            "x": [point.x for point in known], "y": [point.y for point in known],
            "text": [f"{point.kind}, loss {numeral.short(point.loss, 5)}" for point in known],
            "marker": {
                "symbol": symbols, "size": [12 if top else 4 if crowd else 8 for top in best], "color": "#ffffff",
                "line": {"color": [LIGHT.ink if top or not crowd else LIGHT.faint for top in best], "width": 1},
            },
        }  # fmt: skip

    def lines(self) -> list[Trace]:
        """The complete paths and curves, dim."""
        found = []
        for player in self.cast:
            line = {"color": marks.colour(player.mark), "dash": marks.dash(player.mark), "width": 1.5}
            look = {"type": "scatter", "mode": "lines", "line": line, "opacity": 0.38, "showlegend": False}
            on_map = kept(player.points / self.size)
            x, y = (rounded(player.points[on_map, axis], self.size) for axis in (0, 1))
            said = f"{player.name}<br>step %{{customdata}}<extra></extra>"
            found.append(look | {"x": x, "y": y, "customdata": on_map.tolist(), "hovertemplate": said})
            curve = kept(self.chart.on_paper(player.heights))
            said = f"{player.name}<br>step %{{x}}: %{{text}}<extra></extra>"
            heights = short(player.heights[curve])
            beside = {"xaxis": "x2", "yaxis": "y2", "hovertemplate": said}
            told = {"x": curve.tolist(), "y": heights, "text": [numeral.short(value, 5) for value in heights]}
            found.append(look | beside | told)
        return found

    def tails(self, frame: int, at: list[int]) -> list[Trace]:
        """The bright last part of every path with the head at its end, then the heads on the curves."""
        found = []
        for player in self.cast:
            last = len(player.points) - 1
            now, past = min(at[frame], last), min(at[max(frame - TAIL, 0)], last)
            some = np.unique(np.rint(np.linspace(past, now, TAIL)).astype(int))
            x, y = (rounded(player.points[some, axis], self.size) for axis in (0, 1))
            found.append({"x": x, "y": y, "marker": {"size": [0] * (len(x) - 1) + [11]}})
        for player in self.cast:
            now = min(at[frame], len(player.points) - 1)
            found.append({"x": [now], "y": short(player.heights[[now]])})
        return found

    def out_of_sight(self, step: int) -> list[Trace]:
        """The marks at a step of what is beyond the map and, after these, beyond the chart."""
        now = [min(step, len(player.points) - 1) for player in self.cast]
        heads = np.array([player.points[i] for player, i in zip(self.cast, now, strict=True)]).reshape(-1, 2)
        gone = [
            player.lost if player.lost is not None and step >= min(player.lost, len(player.points) - 1) else None
            for player in self.cast
        ]
        heights = [float(player.heights[i]) for player, i in zip(self.cast, now, strict=True)]
        return [*lost.on_map(self.box, heads, gone), *lost.on_chart(self.chart.span, self.chart.log, now, heights)]

    def moved(self, step: int) -> list[Trace]:
        """The position of the minimum at a step if the ground moves; otherwise no traces."""
        return [] if self.drift is None else [{"x": [float(self.drift[step, 0])], "y": [float(self.drift[step, 1])]}]

    def heads(self) -> list[Trace]:
        """The style of tails and heads, on the map and on the chart, and then of the marks of what is out of sight."""
        found = []
        for player in self.cast:
            colour = marks.colour(player.mark)
            head = {"symbol": marks.SYMBOLS[player.mark], "color": colour, "line": {"color": "#ffffff", "width": 1.2}}
            line = {"color": colour, "width": 3, "dash": marks.dash(player.mark)}
            look = {"type": "scatter", "mode": "lines+markers", "name": player.name, "hoverinfo": "skip"}
            found.append(look | {"line": line, "marker": {**head, "opacity": 1}})
        for trace in found[: len(self.cast)]:
            beside = {"mode": "markers", "xaxis": "x2", "yaxis": "y2", "showlegend": False}
            found.append(trace | beside | {"marker": {**trace["marker"], "size": 10}})
        far = [lost.style(trace) for trace in found[: len(self.cast)]]
        return [*found, *far, *(trace | {"xaxis": "x2", "yaxis": "y2"} for trace in far)]
