"""Mini-batches as they are shown: what every single sample would have the ground be, and which ones a step takes."""

import numpy as np

from core.links import links
from core.recorder import level
from core.records import demand
from core.samples import follow
from runs.catalog import LANDSCAPES
from runs.fog import FOG
from runs.ground import Ground
from runs.run import SEED, STEPS, Run
from runs.simulate import world_of
from runs.surface import box_of

SIDES = (48, 32, 24, 16)
"""Points a side of the lattices that are offered."""

MOST_NUMBERS = 200_000
"""Rows that are told of at once; of larger batches fewer steps."""

BATCH, ORDER = (next(p for p in FOG if p.key == key) for key in ("batch", "order"))
ASKED = (BATCH, ORDER, SEED, STEPS)
"""What the address of a run's batches says beside its ground; see `rows`."""


def check_samples(ground: Ground) -> int:
    """How many samples a ground is made of; ValueError with a sentence if it is not made of any."""
    count = ground.count
    demand(count, f"{LANDSCAPES[ground.entry.key].name} is not made of samples.")
    return count


def heights_of_samples(ground: Ground, n: int) -> np.ndarray:
    """The loss of every single sample on an n x n lattice over the map: float64[count, n, n], row = y from low to high.

    Their mean is the loss. ValueError with a sentence if the ground is not made of samples.
    """
    land, count, (x0, x1, y0, y1) = LANDSCAPES[ground.entry.key], check_samples(ground), box_of(ground)
    linked, world = links(land.loss, land.grad, land.hess, None, None), world_of(ground)
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(x0, x1, n), np.linspace(y0, y1, n)))
    f, u, w = np.empty((count, n * n)), np.empty(n * n), np.empty(n * n)
    for k in range(count):
        level(linked, world._replace(data=world.data[k : k + 1]), x, y, f[k], u, w)
    return f.reshape(count, n, n)


def rows(ground: Ground, batch: float, order: float, seed: float, steps: float) -> np.ndarray:
    """Which rows of the data the steps of a run take: int64[steps, batch], NOBODY (core.samples) where one has fewer.

    At most MOST_NUMBERS are told. ValueError with a sentence where a step takes all samples, or there are none.
    """
    count, size = check_samples(ground), int(batch)
    demand(1 <= size < count, f"A batch must have 1 to {count - 1} of the {count} samples, not {size}.")
    chosen = np.empty((min(int(steps), MOST_NUMBERS // size), size), np.int64)
    follow(order, np.uint64(seed), np.uint64(0), np.full(count + 1, -1), np.empty(size, np.int64), chosen)
    return chosen


def rows_of(run: Run, steps: int) -> np.ndarray:
    """The rows of a run's first steps; of a fork as if it had walked alone. See `rows`."""
    return rows(run.ground, run.batch, run.fog.order, run.seed, steps)
