"""What kind of place it is where a run has come to rest: a minimum, a saddle, a maximum, or level ground."""

from typing import Literal

import numpy as np

from core.records import Point
from runs.catalog import LANDSCAPES
from runs.ground import Ground
from runs.simulate import Trajectory
from runs.surface import loss_at, lowest

Kind = Literal["minimum", "saddle", "maximum", "level"]

NEAR = 1e-3
"""A run that rests at most this far from a known minimum rests at it."""
FLAT = 1e-6
"""A curvature below this share of the other one, or below it in size, does not decide."""
RINGS = (1e-4, 1e-3, 1e-2)
"""The radii of the rings on which the loss decides where curvature does not, as shares of the width of the box."""
ROUND = 64
"""The number of points on a ring."""
EQUAL = 1e-13
"""Losses that differ by less than this, relative to their size, count as equal."""

DEEP = 1e-9
"""Minima whose losses differ by less than this, relative to their size, are equally deep."""

PLACES: dict[Kind, str] = {
    "minimum": "in another valley",
    "saddle": "at a saddle",
    "maximum": "at a maximum",
    "level": "on level ground",
}


def hessians(ground: Ground, points: np.ndarray, c: np.ndarray) -> np.ndarray:
    """The Hessians at points of the map, float64[n, 2] to float64[n, 2, 2]; c: the parameters of the landscape."""
    land, (a, b) = LANDSCAPES[ground.entry.key], ground.affine()
    u, w = np.ascontiguousarray(a @ points.T + b[:, None])
    h = np.zeros((3, len(points)))
    if land.hess is not None:
        land.hess(c, ground.samples(), u, w, h[0], h[1], h[2])
    xx, xy, yy = h
    return a.T @ np.array([[xx, xy], [xy, yy]]).transpose(2, 0, 1) @ a


def curvature(ground: Ground, point: Point, steps: int = 0) -> np.ndarray:
    """The Hessian at a point of the map, float64[2, 2]; of moving ground after so many steps."""
    rows = LANDSCAPES[ground.entry.key].rows(steps, ground.entry.values)
    return hessians(ground, np.array([point]), rows[-1])[0]


def at_minimum(ground: Ground) -> np.ndarray | None:
    """The Hessian at the first of the lowest known minima, float64[2, 2]; None if there is none."""
    minima = ground.minima()
    if not minima:
        return None
    return np.nan_to_num(curvature(ground, minima[int(np.argmin(loss_at(ground, np.array(minima, np.float64))))]))


def kind_of(ground: Ground, point: Point, steps: int = 0) -> Kind:
    """The kind of a stationary point: by the Hessian or, where a curvature is zero, by the losses around it."""
    low, high = np.linalg.eigvalsh(np.nan_to_num(curvature(ground, point, steps)))
    least = max(FLAT, FLAT * max(abs(low), abs(high)))
    if low < -least and high > least:
        return "saddle"
    if low > least:
        return "minimum"
    if high < -least:
        return "maximum"
    return _by_rings(ground, point, steps)


def _by_rings(ground: Ground, point: Point, steps: int) -> Kind:
    land, (a, b) = LANDSCAPES[ground.entry.key], ground.affine()
    angles, (left, right) = 2 * np.pi * np.arange(ROUND) / ROUND, land.box[0]
    ring = np.array([np.cos(angles), np.sin(angles)])
    around = np.hstack([np.zeros((2, 1)), *(share * (right - left) * ring for share in RINGS)])
    u, w = a @ (np.array(point)[:, None] + around) + b[:, None]
    f = np.empty(u.size)
    c = land.rows(steps, ground.entry.values)[-1]
    land.loss(c, ground.samples(), np.ascontiguousarray(u), np.ascontiguousarray(w), f)
    rise = f[1:] - f[0]
    equal = EQUAL * max(1.0, abs(float(f[0])))
    higher, lower = bool(np.any(rise > equal)), bool(np.any(rise < -equal))
    if higher and lower:
        return "saddle"
    return "minimum" if higher else "maximum" if lower else "level"


def resting_place(way: Trajectory) -> str:
    """Where a converged run rests, in words; "" at a lowest known minimum, and for a run that has not converged."""
    ground = way.run.ground
    if way.word != "converged":
        return ""
    at: Point = (float(way.positions[-1, 0]), float(way.positions[-1, 1]))
    minima = ground.minima()
    away = np.linalg.norm(np.array(minima) - at, axis=1) if minima else np.array([np.inf])
    if np.min(away) < NEAR:
        low, here = lowest(ground), float(loss_at(ground, np.array([minima[int(np.argmin(away))]]))[0])
        return PLACES["minimum"] if here > low + DEEP * max(1.0, abs(low)) else ""
    kind = kind_of(ground, at, len(way.positions) - 1)
    # Minima that form a curve are declared by some of their points only.
    if kind == "minimum" and (LANDSCAPES[ground.entry.key].valley or not minima):
        return "" if minima else "at a minimum"
    if kind == "minimum" and way.losses[-1] < lowest(ground):
        return "at a minimum below all known ones"
    return PLACES[kind]
