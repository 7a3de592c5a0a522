"""How rough the boundary between the classes of a map is: its box-counting dimension, with an uncertainty.

A smooth line has dimension 1, a boundary that fills a part of the map has 2, and a fractal one lies between. A map of
n x n points shows at most log2(n) sizes of boxes, so two digits are all that it tells.
"""

from dataclasses import dataclass

import numpy as np

SIZES = (2, 4, 8, 16, 32)
"""The sides of the boxes that are counted, in pixels."""
FEWEST = 64
"""With fewer boundary points there is no boundary to measure."""


@dataclass(frozen=True, slots=True)
class Roughness:
    """The box-counting dimension, and the standard error of the line through the counts."""

    dimension: float
    error: float


def boundary(classes: np.ndarray) -> np.ndarray:
    """Where a 2 x 2 block of pixels has more than one class: bool[n - 1, n - 1]."""
    corner = classes[:-1, :-1]
    return (corner != classes[1:, :-1]) | (corner != classes[:-1, 1:]) | (corner != classes[1:, 1:])


def roughness(classes: np.ndarray) -> Roughness | None:
    """The dimension of the boundary between all classes of a map; None if there is hardly any, or the map is small."""
    edge = boundary(classes)
    side = len(classes) // SIZES[-1] * SIZES[-1]
    if side < 2 * SIZES[-1] or np.count_nonzero(edge) < FEWEST:
        return None
    whole = np.zeros((side, side), bool)
    kept = edge[:side, :side]
    whole[: kept.shape[0], : kept.shape[1]] = kept
    counts = [np.count_nonzero(whole.reshape(side // b, b, side // b, b).any(axis=(1, 3))) for b in SIZES]
    x, y = -np.log(np.array(SIZES)), np.log(np.array(counts))
    x = x - x.mean()
    slope = float((x * y).sum() / (x * x).sum())
    left = y - y.mean() - slope * x
    error = float(np.sqrt((left * left).sum() / (len(SIZES) - 2) / (x * x).sum()))
    return Roughness(slope, error)
