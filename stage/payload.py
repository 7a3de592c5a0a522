"""The data that a page passes to the stage: panes, and what moves in them. Steps are counted from 0, the start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Series = tuple[NDArray[np.float64], ...]
Plane = tuple[NDArray[np.uint8], NDArray[np.uint16]]
"""For every pixel of a map of the page Maps its class, and its steps in parts."""


@dataclass(frozen=True, slots=True)
class Map:
    """A pane that shows a landscape from above.

    `surface` is an address from `addresses.surface_url`; `box` is (x0, x1, y0, y1), the part that is shown first. In a
    grid, `caption` is the text under the pane, and `badge` says what the best pane is best in, or "diverged".
    """

    surface: str
    box: tuple[float, float, float, float]
    title: str = ""
    caption: str = ""
    badge: Literal["", "fewest steps", "lowest loss", "diverged"] = ""


@dataclass(frozen=True, slots=True)
class Space:
    """The map number `of`, with all on it, as a surface in 3D; `alone`: in place of that map, if it can be drawn."""

    of: int
    title: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A pane that shows one number per step, that of the series `of`, and a line across it at `level`, if any.

    `span` is the axis range that the page sets once for the race, in the unit of the series also with `log`.
    """

    of: str
    title: str
    log: bool
    span: tuple[float, float]
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A path on a map and a row of the standings.

    `at` is the step at which the run ended as `status` says (None: it did not), `why` the reason in words, `place`
    where a converged run rests, if not at a lowest known minimum. Steps, or None: `reached`, the first within the
    tolerance; `left`, where it leaves that for good; `below`, the first with a loss below every known minimum. `last`
    is said at the end of a run that has neither arrived nor ended. `evaluations` are those of a step. A gradient uses
    `batch` (0: all) of `whole` samples. After `epoch` (0: never) the order begins anew. `settings` are for exports.
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
    place: str = ""
    reached: int | None = None
    left: int | None = None
    below: int | None = None
    last: str = ""
    evaluations: int = 1
    batch: int = 0
    epoch: int = 0
    whole: int = 0
    settings: str = ""


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

    `chain` is the `name` of the arrow at whose tip this one starts, or "" for the head of the run. `label` is the text
    of its switch; `on`: it is drawn at first. `of`: the symbol of the course that it shows ("gradient"), or "".
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
    of: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A moving point of no run, such as a drifting minimum: a faint line and a star, at the first rows of `x`, `y`."""

    pane: int
    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Contours:
    """The loss of the present mini-batch, shown as faint level lines that change at every step.

    `samples` is the address of every single sample's loss on a coarse lattice, `rows` the address of the samples that
    every step uses. Both answers are made by `wire.pack` and never change.

    - samples: head {"n": points per side, "count": samples, "box": [x0, x1, y0, y1], "low": [one per sample],
      "high": [one per sample]}, block uint16[count, n, n], y upwards; a loss is low + (high - low) * u / 65535
    - rows: head {"steps": S, "batch": B}, block uint16[S, B], padded with 65535 if an epoch's last batch is shorter
    """

    pane: int
    samples: str
    rows: str


@dataclass(frozen=True, slots=True)
class Cloud:
    """Many runs as a density on a map, with the ellipse of their covariance at two standard deviations.

    `box` is (x0, x1, y0, y1), divided into `bins` x `bins` cells. The series `density` holds one frame after another,
    each with its cells row by row from y0 up, as numbers from 0 (empty) to 255 (fullest). `mean` names the series of
    the mean's x and y, `spread` those of the covariances xx, xy and yy.
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
    """An area in a chart, between the series `low` and `high`. `alpha` is its opacity, 0 to 1."""

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
class Share:
    """A share that is written at a point of a map: the series `of` (0 to 1) at the playhead, as "62 %"."""

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
    """A number of the selected runner that is dragged on the stage itself, while the picture follows.

    `low` and `high` limit the number, `scale` is that of `core.param.Param`, `words` are its names in the link.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    scale: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A line of an algorithm as MathML, with an explanation in words (`lead`).

    `<mn data-of="name">` shows the series `name` of `run` at the playhead. `style` is that of the arrow that shows this
    line. If there is no MathML, the words are a heading.
    """

    run: int
    mathml: str
    lead: str = ""
    style: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A pair of numbers of a run (one per coordinate), shown as two small bars with their history."""

    run: int
    label: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Maps as small multiples, row by row, and charts below. `early`: who arrived first ranks before all others."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    early: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """A draggable point of a map (a start) or a chart (a knot). `low` and `high`: the corners of its allowed range.

    `words` says what moving it writes into the link: names, and texts in which "{x}" and "{y}" stand for its
    coordinates, divided by those of `unit` and rounded to `digits` decimals (-1: to tens).
    """

    name: str
    pane: int
    x: float
    y: float
    label: str
    low: tuple[float, float]
    high: tuple[float, float]
    words: tuple[tuple[str, str], ...] = ()
    unit: tuple[float, float] = (1.0, 1.0)
    digits: tuple[int, int] = (3, 3)


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything one stage shows.

    When `scene`, the landscape's key, changes, the zoom is reset. `series` maps a name (x, y, loss, gap, norm, dist,
    rate, ...) to one 1-D array per run; a run that ended early has a shorter one. `steps` is the last step, so a
    complete array has `steps + 1` entries. `caption` (a title, then settings after commas) is for exports.

    The series of `clouds`, `bands`, `lines` and `shares` have one row each. Entry i belongs to step
    min(i * every, steps), so the last entry is that of the last step. Charts with bands or lines always count steps.

    `against` is what the horizontal axis of the charts counts. `thick` names the series that sets the thickness of a
    trail. With `ghosts`, the paths from before a change stay as faint lines until dismissed. `forks` is the number of
    further runners for which there is room, None where the selected run cannot be forked. If `near` is not 0, the view
    follows the head of the first track and shows this share of its map. `axes` and `view` ("": no choice): a scene's.
    """

    scene: str
    steps: int
    panes: tuple[Map | Chart | Space, ...]
    tracks: tuple[Track, ...]
    curves: tuple[Curve, ...] = ()
    vectors: tuple[Vector, ...] = ()
    guides: tuple[Guide, ...] = ()
    contours: tuple[Contours, ...] = ()
    clouds: tuple[Cloud, ...] = ()
    bands: tuple[Band, ...] = ()
    lines: tuple[Line, ...] = ()
    shares: tuple[Share, ...] = ()
    every: int = 1
    events: tuple[Event, ...] = ()
    dials: tuple[Dial, ...] = ()
    formulas: tuple[Formula, ...] = ()
    bars: tuple[Bar, ...] = ()
    pins: tuple[Pin, ...] = ()
    grid: Grid | None = None
    caption: str = ""
    against: Literal["steps", "evaluations", "length", "epochs", "samples"] = "steps"
    thick: str = ""
    ghosts: bool = False
    forks: int | None = None
    near: float = 0.0
    axes: Literal["fitting", "equal", "stretched"] = "fitting"
    view: Literal["", "map", "surface", "both"] = ""
    series: Mapping[str, Series] = field(default_factory=dict)
