"""The order in which the points of a map are asked for: a coarse lattice first, then what lies between."""

import numpy as np

from core.records import demand


def coarse_to_fine(side: int, first: int) -> list[np.ndarray]:
    """The points of a square lattice, int64 (row times `side` plus column), in stages: those of every stage before are
    left out, and together with them a stage is a lattice of its own. `first` is how many points a side the first stage
    has at most; each further one halves the distance between neighbours.
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
