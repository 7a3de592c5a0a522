"""The order in which a map computes its points: a coarse lattice first, then the points in between."""

import numpy as np

from core.param import demand


def coarse_to_fine(side: int, first: int) -> list[np.ndarray]:
    """The points of a square lattice in stages, int64 arrays of numbers row * side + column.

    The first stage has at most `first` points per side. Every further stage halves the distance between neighbours and
    contains only new points. ValueError with a sentence for a lattice without points.
    """
    demand(side >= 1 and first >= 1, "A lattice has at least one point a side.")
    stride = 1
    while (side + stride - 1) // stride > first:
        stride *= 2
    points, stages = np.arange(side * side).reshape(side, side), []
    new = np.ones((side, side), bool)
    while stride >= 1:
        shown = np.zeros((side, side), bool)
        shown[::stride, ::stride] = True
        stages.append(points[shown & new])
        new &= ~shown
        stride //= 2
    return stages
