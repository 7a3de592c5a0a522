"""The ground of a run: a landscape with its parameters, its frame (rotation, shift, scale), and typed data."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from typing import Literal

import numpy as np

from core.param import Param, Values, complete, demand
from core.records import Point
from runs.catalog import LANDSCAPES
from runs.data.typed import NO_TABLE, Table, check_table

FRAME = (
    Param("rotation", "φ", 0.0, (-90.0, 90.0), (-360.0, 360.0), "linear",
          "Turns the landscape about the middle of its box, counter-clockwise, in degrees."),
    Param("shift_x", "Δx", 0.0, (-2.0, 2.0), (-1000.0, 1000.0), "linear", "Moves the landscape along x."),
    Param("shift_y", "Δy", 0.0, (-2.0, 2.0), (-1000.0, 1000.0), "linear", "Moves the landscape along y."),
    Param("scale_x", "s_x", 1.0, (0.25, 4.0), (0.01, 100.0), "log", "Stretches the landscape along its own x axis."),
    Param("scale_y", "s_y", 1.0, (0.25, 4.0), (0.01, 100.0), "log", "Stretches the landscape along its own y axis."),
)  # fmt: skip
"""How a landscape is placed on the map: scaled along its own axes, then rotated, then shifted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the catalogue with a value for every one of its parameters, in the record's order."""

    key: str
    values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        demand(isinstance(self.key, str), "The key of an entry must be text.")
        demand(isinstance(self.values, tuple), f"The values of {self.key} must be a tuple of numbers.")


def landscape(key: str, values: Values | None = None) -> Entry:
    """A landscape with these parameters and defaults for the others; ValueError with a sentence for unknown names."""
    demand(key in LANDSCAPES, f"There is no landscape {key!r}.")
    return Entry(key, complete(LANDSCAPES[key].params, values or {}))


def recheck(entry: Entry, params: tuple[Param, ...]) -> None:
    """Raise ValueError with a sentence unless the entry has a valid value for each of these parameters."""
    demand(len(entry.values) == len(params), f"{entry.key} takes {len(params)} values, not {len(entry.values)}.")
    for param, value in zip(params, entry.values, strict=True):
        param.check(value)


PLAIN = tuple(p.default for p in FRAME)


@dataclass(frozen=True, slots=True)
class Ground:
    """A landscape as it lies on the map: its entry, the values of FRAME, and data that replace its own if given."""

    entry: Entry
    frame: tuple[float, ...] = PLAIN
    table: Table = NO_TABLE

    def __post_init__(self) -> None:
        demand(isinstance(self.entry, Entry), "A ground must be made from an entry of the catalogue.")
        demand(self.entry.key in LANDSCAPES, f"There is no landscape {self.entry.key!r}.")
        recheck(self.entry, LANDSCAPES[self.entry.key].params)
        recheck(Entry("A frame", self.frame), FRAME)
        check_table(self.table, LANDSCAPES[self.entry.key].columns)

    @property
    def sampled(self) -> bool:
        """Whether its loss is a mean over samples."""
        return LANDSCAPES[self.entry.key].draw is not None

    @property
    def count(self) -> int:
        """The number of samples, which are not drawn for this; 0 if the loss is not a mean over samples."""
        record = LANDSCAPES[self.entry.key]
        if record.draw is None:
            return 0
        return len(self.table) or int(self.entry.values[[p.key for p in record.params].index("samples")])

    def samples(self) -> np.ndarray:
        """The samples, float64[n, k], one per row, read-only; no rows if the loss is not a mean over samples."""
        return _samples(self)

    def affine(self) -> tuple[np.ndarray, np.ndarray]:
        """A and b of the map u = A p + b from a point p of the map to the landscape's own coordinates u."""
        rotation, shift_x, shift_y, scale_x, scale_y = self.frame
        (x0, x1), (y0, y1) = LANDSCAPES[self.entry.key].box
        middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        c, s = cos(radians(rotation)), sin(radians(rotation))
        a = np.array([[c / scale_x, s / scale_x], [-s / scale_y, c / scale_y]])
        return a, middle - a @ (middle + np.array([shift_x, shift_y]))

    def vector(self) -> np.ndarray:
        """The frame in the engine's form (core.engine.world): float64[7]."""
        if self.frame == PLAIN:
            return np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
        a, b = self.affine()
        return np.array([*a.ravel(), *b, 1.0])

    def carry(self, points: list[Point]) -> list[Point]:
        """Points in the landscape's own coordinates, transformed to the map: p = A^-1 (u - b)."""
        if self.frame == PLAIN:
            return points
        a, b = self.affine()
        found = [np.linalg.solve(a, np.array(u) - b) for u in points]
        return [(float(x), float(y)) for x, y in found]

    def minima(self) -> list[Point]:
        """The known minima, on the map."""
        return list(_known(self, "minima"))

    def saddles(self) -> list[Point]:
        """The known saddles, on the map."""
        return list(_known(self, "saddles"))

    def infimum(self) -> float | None:
        """What the loss comes ever closer to, if no point has it; -inf if it falls for ever; else None."""
        return _infimum(self)

    def starts(self) -> dict[str, Point]:
        """The named starts, on the map."""
        named = LANDSCAPES[self.entry.key].starts
        return dict(zip(named, self.carry(list(named.values())), strict=True))


@lru_cache(maxsize=256)
def _known(ground: Ground, what: Literal["minima", "saddles"]) -> tuple[Point, ...]:
    # Cached: without a closed form the record has to search, which is too slow for every picture.
    record = LANDSCAPES[ground.entry.key]
    find = record.minima if what == "minima" else record.saddles
    data = {"data": ground.samples()} if ground.table else {}
    return tuple(ground.carry(find(*ground.entry.values, **data)))


@lru_cache(maxsize=256)
def _infimum(ground: Ground) -> float | None:
    data = {"data": ground.samples()} if ground.table else {}
    return LANDSCAPES[ground.entry.key].infimum(*ground.entry.values, **data)


@lru_cache(maxsize=64)
def _samples(ground: Ground) -> np.ndarray:
    record = LANDSCAPES[ground.entry.key]
    return np.array(ground.table, np.float64) if ground.table else record.samples(ground.entry.values)
