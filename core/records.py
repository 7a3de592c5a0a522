"""The types of the catalogue's records: Landscape, Optimizer and Schedule, each frozen and checked when it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from core.param import NOTHING, Param, Values, complete, demand
from core.source import Source

Point = tuple[float, float]

NEEDS = ("factor", "loss", "hess")
UNITS = ("inverse curvature", "length", "pure number")


@dataclass(frozen=True, slots=True)
class Limit:
    """A special case: with `values` this method equals the method `key` with `there`. Shared parameters carry over."""

    values: Values
    key: str
    there: Values = field(default_factory=dict)


def _check_entry(record: Any) -> None:
    """Check the fields that all records of the catalogue have in common."""
    demand(record.key.isidentifier() and record.key.islower(), f"{record.key!r} is no key: lower case, digits and _.")
    for name in ("name", "family", "formula", "lesson", "watch"):
        demand(getattr(record, name).strip(), f"{record.key}: the record has no {name}.")
    demand(isinstance(record.source, Source), f"{record.key}: the record has no source.")
    keys = [p.key for p in record.params]
    demand(len(keys) == len(set(keys)), f"{record.key}: two parameters have one key.")


def nowhere(*_values: float, data: object = None) -> list[Point]:
    """No points: the `minima` or `saddles` of a landscape that has none."""
    return []


def attained(*_values: float, data: object = None) -> float | None:
    """None: the `infimum` of a landscape whose lowest loss is that of a minimum, or is not known."""
    return None


@dataclass(frozen=True, slots=True)
class Landscape:
    """A loss over the plane, its derivatives, and its known minima and saddles.

    Kernels: `loss(c, data, x, y, f)`, `grad(c, data, x, y, gx, gy)`, `hess(c, data, x, y, hxx, hxy, hyy)`; c holds the
    parameters in the record's order. `box` is ((x_low, x_high), (y_low, y_high)). `minima` and `saddles` take the
    parameters in order and return the points in and near the box. `infimum` takes them too, and returns the number that
    the loss comes ever closer to, if no point has it, or -inf if the loss falls for ever. `contour` is the scale on
    which heights are drawn: "linear", or "log" for log10(soft + f - lowest).

    `kinks` says where the loss is not differentiable and which subgradient is used there. If the minima form a curve
    (with a loss of zero), `valley` says which curve that is and which of its points are declared. In the box, `minima`
    and `saddles` hold every point where the gradient is zero and the Hessian is regular, unless it is a maximum. If the
    list is open, `open` says which points it leaves out. If the landscape moves, `track(steps, *values)` ->
    float64[steps + 1, P] gives c at steps 1, 2, ..., beginning with the values.

    If the loss is a mean over samples, `draw(*values)` -> float64[n, k] returns them, one per row, and kernels accept
    any number of rows. `columns` says what each column may hold when a visitor types data in; `minima`, `saddles` and
    `infimum` then accept such data as the keyword `data`. `sown` lists the parameters that affect only the drawn
    samples.
    """

    key: str
    name: str
    family: str
    loss: Callable[..., None]
    grad: Callable[..., None]
    box: tuple[tuple[float, float], tuple[float, float]]
    starts: Mapping[str, Point]
    formula: str
    lesson: str
    watch: str
    source: Source
    params: tuple[Param, ...] = ()
    minima: Callable[..., list[Point]] = nowhere
    saddles: Callable[..., list[Point]] = nowhere
    infimum: Callable[..., float | None] = attained
    hess: Callable[..., None] | None = None
    contour: str = "linear"
    soft: float = 1.0
    kinks: str = ""
    valley: str = ""
    open: str = ""
    track: Callable[..., np.ndarray] | None = None
    draw: Callable[..., np.ndarray] | None = None
    columns: tuple[Param, ...] = ()
    sown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entry(self)
        for low, high in self.box:
            demand(isfinite(low) and isfinite(high) and low < high, f"{self.key}: the box {self.box} is empty.")
        demand(self.starts, f"{self.key}: there is no named start.")
        (x0, x1), (y0, y1) = self.box
        for name, (x, y) in self.starts.items():
            demand(x0 <= x <= x1 and y0 <= y <= y1, f"{self.key}: the start {name!r} is outside the box.")
        demand(self.contour in ("linear", "log"), f"{self.key}: the contour scale {self.contour!r} is unknown.")
        demand(self.soft > 0, f"{self.key}: soft must be above zero.")
        defaults = complete(self.params, NOTHING)
        # Points that depend on drawn samples take a search. They are computed on demand, so that the import stays fast.
        for x, y in [*self.minima(*defaults), *self.saddles(*defaults)] if self.draw is None else []:
            demand(isfinite(x) and isfinite(y), f"{self.key}: a minimum or saddle is not finite.")
        rows = self.rows(7, defaults)
        demand(rows.shape in ((1, len(defaults)), (8, len(defaults))), f"{self.key}: the track has too few rows.")
        demand(np.array_equal(rows[0], defaults), f"{self.key}: the track does not begin with the parameters.")
        demand(set(self.sown) <= {p.key for p in self.params}, f"{self.key}: what is sown is a parameter.")
        demand(self.draw is not None or not (self.columns or self.sown), f"{self.key}: there are no samples to draw.")

    def rows(self, steps: int, values: tuple[float, ...]) -> np.ndarray:
        """The rows of c for a run of `steps` steps: float64[1, P], or float64[steps + 1, P] if the landscape moves."""
        return np.ascontiguousarray([values] if self.track is None else self.track(steps, *values), np.float64)

    def samples(self, values: tuple[float, ...]) -> np.ndarray:
        """The samples for these values, float64[n, k]; no rows if the loss is not a mean over samples."""
        drawn = np.zeros((0, 1)) if self.draw is None else np.array(self.draw(*values), np.float64, order="C")
        width = drawn.shape[1]
        demand(not self.columns or width == len(self.columns), f"{self.key}: a sample has {width} numbers.")
        return drawn


@dataclass(frozen=True, slots=True)
class Optimizer:
    """One method: its step, its memory, and what it costs.

    Kernels: `step(theta, g, slots, t, rate, h)` and, if a gradient is needed elsewhere than at theta, `probe(stage,
    theta, g, slots, t, rate, h, at)`. `slots` names the rows of memory, `stages` counts the gradients of a step.
    `needs` says whether the engine appends the schedule's factor (a row: η_t / η), the loss (a row [f | f]) or the
    Hessian (rows [hxx | hyy], [hxy | hxy]), in this order. `scales` names the rows of memory by which a step is
    divided, if the method is linear while they stand still.
    `unit` is the unit of the learning rate, by which the default `rate` fits any landscape: "inverse curvature" if
    steps are proportional to the gradient (rate / curvature), "length" if they are not (rate * width of the box), "pure
    number" if the method finds the step length itself (rate). `after` is the method on whose idea this one builds,
    `watch` says what to look for in its race, and `anatomy` describes a step (`core.anatomy`).
    """

    key: str
    name: str
    family: str
    step: Callable[..., None]
    rate: float
    unit: str
    formula: str
    lesson: str
    watch: str
    source: Source
    params: tuple[Param, ...] = ()
    slots: tuple[str, ...] = ()
    probe: Callable[..., None] | None = None
    stages: int = 1
    needs: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    after: str = ""
    anatomy: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        _check_entry(self)
        demand(self.unit in UNITS, f"{self.key}: the unit {self.unit!r} is unknown.")
        demand(isfinite(self.rate) and self.rate > 0, f"{self.key}: the default rate {self.rate} is no rate.")
        demand(self.stages >= 1, f"{self.key}: a step takes at least one gradient.")
        demand(self.stages == 1 or self.probe is not None, f"{self.key}: several stages need a probe.")
        demand(set(self.needs) <= set(NEEDS), f"{self.key}: needs are among {', '.join(NEEDS)}.")
        demand(len(set(self.slots)) == len(self.slots), f"{self.key}: two slots have one name.")
        demand(set(self.scales) <= set(self.slots), f"{self.key}: what scales a step is a row of its memory.")
        complete(self.params, NOTHING)
        for limit in self.limits:
            complete(self.params, limit.values)

    @property
    def rows(self) -> int:
        """The number of memory rows in the engine: the method's own and the appended ones."""
        return len(self.slots) + ("factor" in self.needs) + ("loss" in self.needs) + 2 * ("hess" in self.needs)

    @property
    def evaluations(self) -> int:
        """The number of gradients per step."""
        return self.stages


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the learning rate changes: `curve(steps, **params)` -> float64[steps], the factor on η at steps 1, 2, ...

    A schedule that depends on the loss also has a kernel `react(plan, f, factor, best, bad, cool, t)`. The engine calls
    it after step t with the loss f[B] at the position where that step began. It may change factor[2B], a further factor
    on the rate from step t + 1 on. plan holds the parameters in order; best, bad and cool are its state, zero at first.
    `whole` names the parameter that says over how many steps the schedule extends, if it has one.
    """

    key: str
    name: str
    family: str
    curve: Callable[..., np.ndarray]
    formula: str
    lesson: str
    watch: str
    source: Source
    params: tuple[Param, ...] = ()
    react: Callable[..., None] | None = None
    whole: str = ""

    def __post_init__(self) -> None:
        _check_entry(self)
        complete(self.params, NOTHING)
        demand(not self.whole or self.whole in {p.key for p in self.params}, f"{self.key}: its length is a parameter.")
        shape = self.factors(7, {}).shape
        demand(shape == (7,), f"{self.key}: the curve of 7 steps has the shape {shape}.")

    def factors(self, steps: int, values: Values) -> np.ndarray:
        """The factors on η, float64[steps], contiguous; parameters missing in `values` take their defaults."""
        keys = (p.key for p in self.params)
        params = dict(zip(keys, complete(self.params, values), strict=True))
        return np.ascontiguousarray(self.curve(steps, **params), np.float64)
