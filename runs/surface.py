"""The heights of a landscape on a grid, which the surface route sends to the browser for the map."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Literal

import numpy as np

import core
import landscapes
from core.engine.links import links
from core.engine.recorder import level
from core.param import complete, demand
from core.records import Point
from runs.catalog import LANDSCAPES
from runs.data.typed import NO_TABLE, read_table, write_table
from runs.ground import FRAME, Entry, Ground
from runs.simulate import world_of


def _model_hash() -> str:
    digest = hashlib.sha256()
    for folder in (*core.__path__, *landscapes.__path__, Path(__file__).parent):
        for source in sorted(Path(folder).rglob("*.py")):
            digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:12]


MODEL_HASH = _model_hash()
"""A hash of the landscapes' code. Addresses contain it, so browsers may cache what they get for ever."""

SPANS = (1, 4)
TABLE = "table"
"""The name of typed data in an address."""

FARTHEST = 1e5
"""The map is not enlarged for minima of typed data that lie farther out than this."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Known:
    """A known minimum or saddle, in the coordinates of the map, with its loss."""

    kind: Literal["minimum", "saddle"]
    x: float
    y: float
    loss: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Heights on the contour scale, float64[n, n], row = y from low to high; box = (x0, x1, y0, y1).

    On the "log" scale a height is log10(soft + f - lowest); "linear" is f itself.
    """

    z: np.ndarray
    box: Box
    scale: str
    soft: float
    lowest: float
    known: tuple[Known, ...]


def query(ground: Ground) -> dict[str, str]:
    """A ground as the query of an address, which `grid` reads back. A neutral frame and own data are left out."""
    params = LANDSCAPES[ground.entry.key].params
    text = {p.key: p.write(v) for p, v in zip(params, ground.entry.values, strict=True)}
    framed = {f"frame.{p.key}": p.write(v) for p, v in zip(FRAME, ground.frame, strict=True) if v != p.default}
    typed = {TABLE: write_table(ground.table)} if ground.table else {}
    return {"landscape": ground.entry.key, **text, **framed, **typed}


def read(text: Mapping[str, str]) -> Ground:
    """The ground that an address describes; ValueError with a sentence if it describes none."""
    rest = dict(text)
    key = rest.pop("landscape", "")
    demand(key in LANDSCAPES, f"There is no landscape {key[:40]!r}.")
    known = {p.key: p for p in LANDSCAPES[key].params}
    framed = {f"frame.{p.key}": p for p in FRAME}
    table = read_table(rest.pop(TABLE), LANDSCAPES[key].columns) if TABLE in rest else NO_TABLE
    unknown = set(rest) - set(known) - set(framed)
    demand(not unknown, "The address names a parameter that this landscape does not have.")
    values = {k: known[k].read(v) for k, v in rest.items() if k in known}
    frame = tuple(p.read(rest[k]) if k in rest else p.default for k, p in framed.items())
    return Ground(Entry(key, complete(LANDSCAPES[key].params, values)), frame, table)


def loss_at(ground: Ground, points: np.ndarray) -> np.ndarray:
    """The loss at points of the map, float64[N, 2] -> float64[N]."""
    land, n = LANDSCAPES[ground.entry.key], len(points)
    x, y = np.array(points[:, 0], np.float64), np.array(points[:, 1], np.float64)  # a kernel takes no read-only arrays
    f, u, w = np.empty(n), np.empty(n), np.empty(n)
    level(links(land.loss, land.grad, land.hess, None, None), world_of(ground), x, y, f, u, w)
    return f


def heights(ground: Ground, box: Box, n: int) -> np.ndarray:
    """The loss on an n x n lattice over a box of the map: float64[n, n], row = y from low to high."""
    xs, ys = np.meshgrid(np.linspace(box[0], box[1], n), np.linspace(box[2], box[3], n))
    return loss_at(ground, np.column_stack([xs.ravel(), ys.ravel()])).reshape(n, n)


def _holding(edges: Point, place: float) -> Point:
    """Two edges, moved apart if necessary, so that `place` is about an eighth of their distance from either."""
    low, high = edges
    if place < low + 0.1 * (high - low):
        return place - 0.15 * (high - place), high
    return (low, place + 0.15 * (place - low)) if place > high - 0.1 * (high - low) else edges


@lru_cache(maxsize=256)
def _edges(ground: Ground) -> tuple[Point, Point]:
    """The landscape's box. With typed data the lowest minimum may lie outside it; then the box is enlarged."""
    x, y = LANDSCAPES[ground.entry.key].box
    minima = ground.minima() if ground.table else []
    if not minima:
        return x, y
    best = minima[int(np.argmin(loss_at(ground, np.array(minima))))]
    return (_holding(x, best[0]), _holding(y, best[1])) if max(map(abs, best)) <= FARTHEST else (x, y)


def box_of(ground: Ground, span: int = 1) -> Box:
    """The part of the map that is shown first, enlarged `span` times about its centre."""
    (x0, x1), (y0, y1) = _edges(ground)
    dx, dy = (span - 1) * (x1 - x0) / 2, (span - 1) * (y1 - y0) / 2
    return x0 - dx, x1 + dx, y0 - dy, y1 + dy


@lru_cache(maxsize=256)
def lowest(ground: Ground) -> float:
    """The lowest known loss: at the known minima or, if there are none, the infimum or the lowest on a lattice."""
    minima, infimum = ground.minima(), ground.infimum()
    if not minima and infimum is not None and infimum > -inf:
        return infimum
    if not minima:
        return float(np.nanmin(heights(ground, box_of(ground), 65)))
    return float(loss_at(ground, np.array(minima)).min())


def known(ground: Ground) -> tuple[Known, ...]:
    """The known minima and saddles on the map, with their losses."""
    kinds: tuple[tuple[Literal["minimum", "saddle"], list[Point]], ...]
    kinds = ("minimum", ground.minima()), ("saddle", ground.saddles())
    return tuple(
        Known(kind, *point, float(f))
        for kind, points in kinds
        if points
        for point, f in zip(points, loss_at(ground, np.array(points)), strict=True)
    )


def scaled(ground: Ground, box: Box, n: int) -> np.ndarray:
    """The heights of a part of the map on the landscape's contour scale, all of them finite: float64[n, n]."""
    land, f, low = LANDSCAPES[ground.entry.key], heights(ground, box, n), lowest(ground)
    z = np.log10(land.soft + np.maximum(f - low, 0.0)) if land.contour == "log" else f
    return np.nan_to_num(z, nan=low, posinf=1e30, neginf=-1e30)


def grid(text: Mapping[str, str], n: int, span: int) -> Grid:
    """The grid that an address asks for; ValueError with a sentence if the address is not valid."""
    ground = read(text)
    demand(span in SPANS, f"A surface spans {' or '.join(map(str, SPANS))} boxes, not {span}.")
    land, box = LANDSCAPES[ground.entry.key], box_of(ground, span)
    return Grid(scaled(ground, box, n), box, land.contour, land.soft, lowest(ground), known(ground))
