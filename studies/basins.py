"""Basins of attraction: the minimum that gradient flow reaches from each point of a lattice over the map.

They are computed once per ground.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import hypot

import numpy as np

from runs.catalog import LANDSCAPES
from runs.ground import Ground
from runs.surface import Box, box_of, loss_at

SIDE = 41
"""Points of the lattice along a side of the map."""

LEGS = 48
"""The flow is followed in legs whose length is the map's diagonal divided by this."""

MOST = 144
"""The most legs, which together are three diagonals long."""

FINE = 64
"""Derivatives are finite differences over a leg divided by this. Over longer distances the floor of a curved valley
would seem to rise."""

STENCIL = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)], np.float64)


@dataclass(frozen=True, slots=True)
class Bends:
    """Derivatives: gradients float64[N, 2], larger and smaller curvature float64[N], the larger one's direction."""

    slopes: np.ndarray
    large: np.ndarray
    small: np.ndarray
    axes: np.ndarray


@dataclass(frozen=True, slots=True)
class Basins:
    """The basins of a ground. `places`, float64[k, 2], are the minima, the known ones first. `labels` gives for every
    point of the lattice (row = y from low to high) the row in `places` that gradient flow reaches from there, or -1.

    If the map has only one basin, `places` is empty and every label is -1.
    """

    box: Box
    labels: np.ndarray
    places: np.ndarray

    def nearest(self, positions: np.ndarray) -> np.ndarray:
        """The basin of the lattice point nearest to each position float64[N, 2]: int64[N], -1 outside the map."""
        low, high, cells = np.array(self.box[::2]), np.array(self.box[1::2]), len(self.labels) - 1
        with np.errstate(invalid="ignore", over="ignore"):
            cell = (positions - low) / (high - low) * cells
            inside = np.all((cell >= 0) & (cell <= cells), axis=1)
        column, row = np.rint(np.where(inside[:, None], cell, 0.0)).astype(np.int64).T
        return np.where(inside, self.labels[row, column], -1)

    def of(self, positions: np.ndarray) -> np.ndarray:
        """The basin of each position float64[N, 2]: int64[N], -1 on a border, outside the map, or if it is unknown.

        A position is on a border if the four corners of its lattice cell are not all in one basin.
        """
        low, high, cells = np.array(self.box[::2]), np.array(self.box[1::2]), len(self.labels) - 1
        cell = (positions - low) / (high - low) * cells
        inside = np.all((cell >= 0) & (cell <= cells), axis=1)
        column, row = np.where(inside[:, None], cell, 0.0).astype(np.int64).clip(0, cells - 1).T
        found = self.labels[row, column]
        same = inside
        for down, right in ((0, 1), (1, 0), (1, 1)):
            same = same & (self.labels[row + down, column + right] == found)
        return np.where(same, found, -1)


def diagonal(ground: Ground) -> float:
    """The length of the map's diagonal."""
    x0, x1, y0, y1 = box_of(ground)
    return hypot(x1 - x0, y1 - y0)


def bends(ground: Ground, points: np.ndarray, e: float) -> Bends:
    """Gradient and curvatures at points float64[N, 2] of the map, by finite differences over the distance e."""
    f = loss_at(ground, (points[:, None, :] + e * STENCIL).reshape(-1, 2)).reshape(-1, 9).T
    slopes = np.stack([f[1] - f[2], f[3] - f[4]], axis=1) / (2 * e)
    xx, yy = (f[1] - 2 * f[0] + f[2]) / (e * e), (f[3] - 2 * f[0] + f[4]) / (e * e)
    xy = (f[5] + f[6] - f[7] - f[8]) / (4 * e * e)
    middle, spread, angle = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy), np.arctan2(2 * xy, xx - yy) / 2
    return Bends(slopes, middle + spread, middle - spread, np.stack([np.cos(angle), np.sin(angle)], axis=1))


def _leg(here: Bends, length: float) -> np.ndarray:
    """The displacement of gradient flow over about this length, on the local quadratic approximation: float64[N, 2].

    Along an axis of curvature λ the flow moves in time h by -g (1 - e^{-λh}) / λ. This is stable even in the narrowest
    valley, where steps along the gradient would oscillate, and tends to Newton's step. For negative curvature λh is
    limited to -1.
    """
    time = length / np.maximum(np.hypot(here.slopes[:, 0], here.slopes[:, 1]), 1e-300)
    moves = np.zeros_like(here.slopes)
    across = here.axes[:, ::-1] * (-1.0, 1.0)
    for axes, curvature in ((here.axes, here.large), (across, here.small)):
        z = np.maximum(curvature * time, -1.0)
        z = np.where(np.abs(z) < 1e-8, 1e-8, z)
        moves += ((here.slopes * axes).sum(axis=1) * time * np.expm1(-z) / z)[:, None] * axes
    far = np.hypot(moves[:, 0], moves[:, 1]) / (2 * length)
    return moves / np.maximum(far, 1.0)[:, None]


def ends_of_flow(ground: Ground, points: np.ndarray) -> np.ndarray:
    """The minima that gradient flow reaches from points float64[N, 2]; NaN where it reaches none."""
    length, (x0, x1, y0, y1) = diagonal(ground) / LEGS, box_of(ground, 4)
    at, ends, live = points.copy(), np.full(points.shape, np.nan), np.arange(len(points))
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(MOST):
            here = bends(ground, at[live], length / FINE)
            moves = _leg(here, length)
            at[live] += moves
            still = np.hypot(moves[:, 0], moves[:, 1]) < 1e-3 * length
            bottom = live[still & (here.small > 0)]
            ends[bottom] = at[bottom]
            x, y = at[live].T
            live = live[~still & (x > x0) & (x < x1) & (y > y0) & (y < y1)]
            if not live.size:
                break
    return ends


@lru_cache(maxsize=64)
def basins(ground: Ground, side: int = SIDE) -> Basins:
    """The basins of a ground, on a lattice with `side` points per side.

    There are none if fewer than two minima are known, if the minima form a curve, or if the ground moves.
    """
    land, box, minima = LANDSCAPES[ground.entry.key], box_of(ground), ground.minima()
    places, labels = np.array(minima, np.float64).reshape(-1, 2), np.full(side * side, -1)
    if len(minima) < 2 or land.valley or land.track:
        return Basins(box, labels.reshape(side, side), places[:0])
    xs, ys = np.meshgrid(np.linspace(box[0], box[1], side), np.linspace(box[2], box[3], side))
    ends, reach = ends_of_flow(ground, np.column_stack([xs.ravel(), ys.ravel()])), diagonal(ground) / LEGS
    for k, place in enumerate(places):
        labels[np.hypot(*(ends - place).T) <= reach] = k
    # Some landscapes have minima that their records do not declare. They are added where the flow found them.
    while np.any(new := (labels < 0) & np.isfinite(ends[:, 0])):
        place = ends[np.argmax(new)]
        labels[new & (np.hypot(*(ends - place).T) <= reach)] = len(places)
        places = np.vstack([places, place])
    labels, places = labels.reshape(side, side), places.copy()
    labels.flags.writeable = places.flags.writeable = False
    return Basins(box, labels, places)
