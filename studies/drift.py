"""The position of the minimum at every step, on a ground that moves."""

from functools import lru_cache

import numpy as np

from runs.catalog import LANDSCAPES
from runs.ground import Ground


@lru_cache(maxsize=32)
def drift(ground: Ground, steps: int) -> np.ndarray | None:
    """The first known minimum at every state of a run, float64[steps + 1, 2], read-only; None if nothing moves.

    Row k is the minimum of the loss that is recorded at state k, and that step k + 1 descends.
    """
    land = LANDSCAPES[ground.entry.key]
    if land.track is None:
        return None
    found = [land.minima(*map(float, row))[0] for row in land.rows(steps, ground.entry.values)]
    path = np.array(ground.carry(found))
    path.flags.writeable = False
    return path
