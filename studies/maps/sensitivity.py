"""How much the end of a run depends on its start: whether two runs that start side by side come closer or part.

The value of a pixel is ln(d / 10⁻⁸) / T, where d is how far two runs of T steps end from each other whose starts are
10⁻⁸ apart. So a difference grows or shrinks by the factor eᵛ in every step, in the mean over all steps: this is a
Lyapunov exponent for a finite time. A run that has come to rest has ended. Where runs come to rest, only starts at the
boundary of two basins part.
"""

from dataclasses import replace

import numpy as np

from core.engine.ending import DIVERGED
from runs.map.map import Map
from studies.maps.answer import LEFT, split

APART = 1e-8
"""How far apart two starts are."""
DIRECTION = (0.6, 0.8)
"""Where the second start lies: along no side of the map and no axis of a landscape."""
LEAST = 1e-16
"""Two runs that end nearer to each other end this near."""


def sensitivity(question: Map, side: int, valued: int) -> tuple[np.ndarray, np.ndarray]:
    """Class and value of every pixel, uint8 and float64[side, side]; `valued` is the class of a pixel with a value.

    A pixel has none if one of its two runs diverges.
    """
    classes, values = np.empty(side * side, np.uint8), np.empty(side * side)
    shift = APART * np.array(DIRECTION)[:, None]
    for asked in split(question, side):
        everyone, beside = np.arange(asked.pixels.size), replace(asked, starts=asked.starts + shift)
        one, other = (each.ask(question.base.tolerance, everyone) for each in (asked, beside))
        gone = (one.status == DIVERGED) | (other.status == DIVERGED)
        with np.errstate(invalid="ignore", over="ignore"):
            away = np.hypot(*(one.positions - other.positions))
        classes[asked.pixels] = np.where(gone, LEFT, valued)
        values[asked.pixels] = np.where(gone, np.inf, np.log(np.maximum(np.where(gone, 1.0, away), LEAST) / APART))
    return classes.reshape(side, side), values.reshape(side, side) / question.base.steps
