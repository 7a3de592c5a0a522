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

    `surface` is an address made by `routes.surface_url`; `box` is (x0, x1, y0, y1), what is seen at first. In a grid,
    `caption` stands under the pane, and `badge` marks it: the best of all, or one that diverged.
    """

    surface: str
    box: tuple[float, float, float, float]
    title: str = ""
    caption: str = ""
    badge: Literal["", "best", "diverged"] = ""


@dataclass(frozen=True, slots=True)
class Space:
    """A pane that shows the map number `of`, and everything on it, as a surface in space.

    `alone`: it stands in the place of that map, which is not seen (unless the browser cannot draw in space).
    """

    of: int
    title: str = ""
    alone: bool = False


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
    `reached` is the first step within the tolerance (None: never), `evaluations` the gradients a step.

    On a landscape of `whole` samples a gradient takes `batch` of them (0: all). After `epoch` samples the order begins
    anew, so the last batch before that may be shorter; with `epoch` 0 every batch is complete.
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
    reached: int | None = None
    evaluations: int = 1
    batch: int = 0
    epoch: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class Curve:
    """The series of one run in a chart."""

    pane: int
    run: int
    style: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Vector:
    """An arrow at the head of a run; `x` and `y` name the two series that hold its components.

    `chain` is the `name` of the arrow at whose tip this one starts; "" for the head of the run. `label` is what the
    visitor reads beside the switch of this arrow; `on` says whether it is drawn at first.
    """

    pane: int
    run: int
    style: int
    x: str
    y: str
    name: str = ""
    label: str = ""
    chain: str = ""
    on: bool = True


@dataclass(frozen=True, slots=True)
class Guide:
    """A point that belongs to nobody and moves with time, such as a drifting minimum: a faint line and a star.

    `x` and `y` name series; their first row is taken.
    """

    pane: int
    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Fog:
    """Behind the ground of a map flicker, faintly, the level lines of the loss of the mini-batch in hand.

    `samples` is the address of the loss of every single sample on a coarse lattice, `rows` the address of the samples
    that every step takes: two answers of `wire.pack` that never change.

    - samples: head {"n": points a side, "count": samples, "box": [x0, x1, y0, y1], "low": [one a sample],
      "high": [one a sample]}, block uint16[count, n, n], y from below; a loss is low + (high - low) * u / 65535
    - rows: head {"steps": S, "batch": B}, block uint16[S, B]; 65535 stands where a last batch is shorter
    """

    pane: int
    samples: str
    rows: str


@dataclass(frozen=True, slots=True)
class Cloud:
    """Many runs as a density on a map, with the ellipse of their covariance at two standard deviations.

    `box` is (x0, x1, y0, y1), cut into `bins` x `bins` fields. The series `density` holds frame after frame, in each
    the fields row by row from y0 up, as numbers from 0 (nobody) to 255 (most). `mean` names the series of the centre's
    x and y, `spread` those of the covariances xx, xy and yy.
    """

    pane: int
    style: int
    box: tuple[float, float, float, float]
    bins: int
    density: str
    mean: tuple[str, str]
    spread: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Band:
    """An area in a chart, between the series `low` and `high`. `alpha` is how much of its colour it has, 0 to 1."""

    pane: int
    style: int
    low: str
    high: str
    alpha: float = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """A curve in a chart that belongs to no run, such as a median: the series `of`, with a `label` at its end."""

    pane: int
    style: int
    of: str
    label: str
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A share at a place of a map: the series `of` (0 to 1) at the playhead, as "62 %"."""

    pane: int
    x: float
    y: float
    of: str
    style: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a run from `step` to `last`: a mark on the time line, with a sentence."""

    run: int
    step: int
    last: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Dial:
    """A number of the selected runner that is dragged on the stage itself; the picture follows.

    `low` and `high` are the ends; `scale` is the one of `core.records.Param`. What is sent is a number in between.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    scale: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A line of an algorithm as MathML, and in words what it does (`lead`).

    `<mn data-of="name">` is filled at the playhead from the series `name` of `run`. `style` is that of the arrow which
    shows the line. Without MathML the words are a heading.
    """

    run: int
    mathml: str
    lead: str = ""
    style: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A pair of numbers of a run (one per coordinate) as two small bars with their history."""

    run: int
    label: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Maps as small multiples, row by row, with the names of rows and columns; charts stand below them."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """A draggable point of a map (a start) or of a chart (a knot). `low`, `high`: the corners of where it may be."""

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

    `caption` (a title, then settings after commas) and `link` (a query string; "" for the page's address as it stands)
    are printed on pictures that a visitor takes away.

    The series of `clouds`, `bands`, `lines` and `counts` have one row each, with an entry for every step that `every`
    divides and one for the last step: entry i stands at step min(i * every, steps). Charts that hold bands or lines
    count steps.

    `against` is what the horizontal axis of the charts counts. `thick` names the series that the thickness of a trail
    follows. With `ghosts` the paths of before a change stay as faint lines, until the visitor dismisses them. With
    `forks` the transport offers to fork the selected run where the playhead stands. `near` is the share of its map that
    is seen about the head of the first track, which the view follows; 0 shows all of it.
    """

    scene: str
    steps: int
    panes: tuple[Map | Chart | Space, ...]
    tracks: tuple[Track, ...]
    curves: tuple[Curve, ...] = ()
    vectors: tuple[Vector, ...] = ()
    guides: tuple[Guide, ...] = ()
    fogs: tuple[Fog, ...] = ()
    clouds: tuple[Cloud, ...] = ()
    bands: tuple[Band, ...] = ()
    lines: tuple[Line, ...] = ()
    counts: tuple[Count, ...] = ()
    every: int = 1
    events: tuple[Event, ...] = ()
    dials: tuple[Dial, ...] = ()
    formulas: tuple[Formula, ...] = ()
    bars: tuple[Bar, ...] = ()
    pins: tuple[Pin, ...] = ()
    grid: Grid | None = None
    caption: str = ""
    link: str = ""
    against: Literal["steps", "evaluations", "length", "epochs", "samples"] = "steps"
    thick: str = ""
    ghosts: bool = False
    forks: bool = False
    near: float = 0.0
    series: Mapping[str, Series] = field(default_factory=dict)
    heard: int = 0
