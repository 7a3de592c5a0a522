"""Planes through the space of weights: random ones, those of a path, of three ends, and of the sharpest directions."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import NamedTuple

import numpy as np

from core.network.draws import DIRECTIONS, normals
from core.param import demand
from runs.training.trained import Trained
from runs.training.training import Training
from studies.slices.curvature import Bends
from studies.slices.losses import Ground

SIDES = (11, 21, 41)
"""The points of a slice along each side, coarse to fine; those of a coarser one are among those of the next."""
MARGIN = 0.2
"""What is shown beyond the marks of a plane, in units of their extent."""
RISE = 2.0
"""A plane of the sharpest directions reaches as far as the loss would rise by this if it were a parabola."""

Span = tuple[float, float, float, float]
"""From where to where the first and the second coordinate go."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A plane: origin + a across + b up, all float64[N]. `span` is what is shown of it.

    `shares` are the shares of the path's extent that lie along the two directions, if it is the plane of a path;
    `eigenvalues` those of the Hessian along them, if they are eigenvectors. In a random plane the directions are as
    long, neuron by neuron, as the weights, so coordinates are multiples of the weights; elsewhere directions have
    length 1, and coordinates are distances.
    """

    kind: str
    origin: np.ndarray
    across: np.ndarray
    up: np.ndarray
    span: Span
    shares: tuple[float, float] | None = None
    eigenvalues: tuple[float, float] | None = None


class Seen(NamedTuple):
    """Weights as seen from a plane: coordinates float64[K, 2] of the nearest points, and distances float64[K]."""

    at: np.ndarray
    far: np.ndarray


def seen(plane: Plane, thetas: np.ndarray) -> Seen:
    """The nearest points of a plane to float64[K, N], and how far they are; nan for weights that are nan."""
    axes = np.stack([plane.across, plane.up])
    away = thetas - plane.origin
    at = away @ axes.T @ np.linalg.inv(axes @ axes.T)
    return Seen(at, np.linalg.norm(away - at @ axes, axis=1))


def filter_normalised(question: Training, theta: np.ndarray, draw: int) -> np.ndarray:
    """A random direction, of which the weights into each unit are as long as the unit's own (Li and others, 2018).

    Biases stay as they are. draw: the number of the direction.
    """
    network, direction = question.record, np.empty(theta.size)
    normals(np.uint64(question.seed), np.uint64(DIRECTIONS + draw), direction)
    pairs = zip(network.matrices(question.shape, direction), network.matrices(question.shape, theta), strict=True)
    for (drawn, bias), (own, _) in pairs:
        drawn[:] *= np.linalg.norm(own, axis=0) / np.linalg.norm(drawn, axis=0)
        bias[:] = 0.0
    return direction


def random_plane(question: Training, theta: np.ndarray, draw: int = 0) -> Plane:
    """Two random directions through theta. draw: 0, 1, ..., the number of the plane."""
    across, up = (filter_normalised(question, theta, 2 * draw + k) for k in range(2))
    return Plane("random", theta, across, up, (-1.0, 1.0, -1.0, 1.0))


def path_plane(path: np.ndarray) -> Plane:
    """The two main directions of a path, float64[K, N], through its end (Li and others, 2018).

    They are the first right singular vectors of the rows path - end, from the Gram matrix, and their shares are those
    of the squared singular values. ValueError with a sentence where the path does not span a plane.
    """
    known = path[np.isfinite(path).all(axis=1)]
    demand(len(known) > 2, "A path of fewer than three points has no plane of its own.")
    away = known - known[-1]
    squares, vectors = np.linalg.eigh(away @ away.T)
    demand(squares[-2] > 1e-12 * squares[-1] > 0.0, "This path is a straight line, so it has no plane of its own.")
    across, up = (away.T @ vectors[:, -k] / np.sqrt(squares[-k]) for k in (1, 2))
    total = squares.sum()
    plane = Plane("path", known[-1], across, up, (0.0, 0.0, 0.0, 0.0))
    shares = (float(squares[-1] / total), float(squares[-2] / total))
    return Plane("path", known[-1], across, up, around(seen(plane, known).at), shares)


def plane_of_ends(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> Plane:
    """The plane through three ends, with the first as origin and the second straight to the right of it.

    ValueError with a sentence where they lie on a line.
    """
    one, other = second - first, third - first
    length = float(np.linalg.norm(one))
    demand(length > 0.0, "Two of the three ends are the same, so they have no plane of their own.")
    across = one / length
    rest = other - (other @ across) * across
    height = float(np.linalg.norm(rest))
    demand(height > 1e-9 * length, "The three ends lie on a line, so they have no plane of their own.")
    plane = Plane("ends", first, across, rest / height, (0.0, 0.0, 0.0, 0.0))
    return Plane("ends", first, across, rest / height, around(seen(plane, np.stack([first, second, third])).at))


def sharpest_plane(theta: np.ndarray, bends: Bends) -> Plane:
    """The plane of the two directions in which the loss bends most at theta (`studies.slices.curvature.sharpest`)."""
    first, second = (float(value) for value in bends.values[:2])
    wide, high = (float(np.sqrt(2.0 * RISE / max(value, 1e-3))) for value in (first, second))
    return Plane(
        "sharpest", theta, bends.vectors[0], bends.vectors[1], (-wide, wide, -high, high), None, (first, second)
    )


def around(at: np.ndarray) -> Span:
    """A span that holds points, float64[K, 2], with a margin; no side is more than four times as long as the other."""
    low, high = at.min(axis=0), at.max(axis=0)
    size = np.maximum(high - low, (high - low).max() / 4)
    middle, half = (low + high) / 2, (0.5 + MARGIN) * size
    (left, bottom), (right, top) = middle - half, middle + half
    return float(left), float(right), float(bottom), float(top)


def axes_of(plane: Plane, side: int) -> tuple[np.ndarray, np.ndarray]:
    """The coordinates of the points of a slice: float64[side] each."""
    left, right, bottom, top = plane.span
    return np.linspace(left, right, side), np.linspace(bottom, top, side)


def heights(ground: Ground, plane: Plane, cancelled: Event | None = None) -> Iterator[np.ndarray]:
    """The losses in a plane, float64[side, side], one row for each value of the second coordinate, for each of SIDES.

    No point is computed twice. It ends early if it is cancelled.
    """
    known = np.zeros((0, 0))
    for side in SIDES:
        x, y = axes_of(plane, side)
        losses = np.full((side, side), np.nan)
        losses[::2, ::2] = known if known.size else losses[::2, ::2]
        rows, columns = np.nonzero(np.isnan(losses))
        found = ground.plane(plane.origin, plane.across, plane.up, x[columns], y[rows], cancelled)
        if cancelled is not None and cancelled.is_set():
            return
        losses[rows, columns] = found
        known = losses
        yield losses.copy()


def path_of(trained: Trained, entrant: int) -> np.ndarray:
    """The known part of a method's path from the first start: float64[K, N]."""
    path = trained.path[entrant]
    return path[np.isfinite(path).all(axis=1)]
