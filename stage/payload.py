"""What a page tells the stage: panes, and what moves in them. Values only; nothing here knows a browser.

Coordinates and losses are those of the landscape, steps are counted from 0 (the start).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Series = tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True)
class Map:
    """A pane that shows a landscape from above.

    `surface` is an address made by `routes.surface_url`; `box` is (x0, x1, y0, y1), what is seen at first.
    """

    surface: str
    box: tuple[float, float, float, float]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A pane that shows one number per step.

    `of` names a series. `span` is (low, high) in the unit of the series, also when `log`: the page fixes it, so that
    the axis never rescales while the race is played.
    """

    of: str
    title: str
    log: bool
    span: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Track:
    """A path on a map and a row of the standings.

    `at` is the step at which the run ended as `status` says (None: it did not), `why` a sentence fragment for it.
    """

    pane: int
    run: int
    name: str
    note: str
    style: int
    selected: bool = False
    hidden: bool = False
    status: Literal["moving", "converged", "diverged"] = "moving"
    at: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """The series of one run in a chart."""

    pane: int
    run: int
    style: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Vector:
    """An arrow at the head of a run; `x` and `y` name the two series that hold its components."""

    pane: int
    run: int
    style: int
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A draggable start. `low` and `high` are the corners of what the start may be at all."""

    name: str
    pane: int
    x: float
    y: float
    label: str
    low: tuple[float, float]
    high: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything one stage shows.

    `scene` is the key of what keeps the zoom (the landscape): a change of it resets the view. `rev` is echoed by the
    browser once the picture is drawn. `heard` is the highest sequence number that has arrived from the browser.
    `series` maps a name (x, y, loss, gap, norm, dist, rate, ...) to one 1-D array per run; a run that ended early
    has a shorter one. `steps` is the last step, so a complete array has `steps + 1` entries.
    """

    scene: str
    steps: int
    panes: tuple[Map | Chart, ...]
    tracks: tuple[Track, ...]
    curves: tuple[Curve, ...] = ()
    vectors: tuple[Vector, ...] = ()
    pins: tuple[Pin, ...] = ()
    series: Mapping[str, Series] = field(default_factory=dict)
    heard: int = 0
