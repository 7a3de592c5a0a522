"""What the pages show about mini-batches: the landscape of each single sample, and the samples that each step uses."""

import numpy as np

from core.engine.links import links
from core.engine.recorder import level
from core.engine.samples import follow
from core.param import demand
from runs.catalog import LANDSCAPES
from runs.gradient_noise import GRADIENT_NOISE
from runs.ground import Ground
from runs.run import SEED, STEPS, Run
from runs.simulate import world_of
from runs.surface import box_of

SIDES = (48, 32, 24, 16)
"""The sizes of lattice that may be asked for, in points per side."""

MOST_NUMBERS = 200_000
"""The most row numbers in one answer. The larger the batches, the fewer steps the answer covers."""

BATCH, ORDER = (next(p for p in GRADIENT_NOISE if p.key == key) for key in ("batch", "order"))
ASKED = (BATCH, ORDER, SEED, STEPS)
"""The parameters in the address of a run's batches, besides its ground; see `rows`."""


def check_samples(ground: Ground) -> int:
    """The number of samples of a ground; ValueError with a sentence if its loss is not a mean over samples."""
    count = ground.count
    demand(count, f"{LANDSCAPES[ground.entry.key].name} is not made of samples.")
    return count


def heights_of_samples(ground: Ground, n: int) -> np.ndarray:
    """The loss of every single sample on an n x n lattice over the map: float64[count, n, n], row = y from low to high.

    Their mean is the loss. ValueError with a sentence if the ground has no samples.
    """
    land, count, (x0, x1, y0, y1) = LANDSCAPES[ground.entry.key], check_samples(ground), box_of(ground)
    linked, world = links(land.loss, land.grad, land.hess, None, None), world_of(ground)
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(x0, x1, n), np.linspace(y0, y1, n)))
    f, u, w = np.empty((count, n * n)), np.empty(n * n), np.empty(n * n)
    for k in range(count):
        level(linked, world._replace(data=world.data[k : k + 1]), x, y, f[k], u, w)
    return f.reshape(count, n, n)


def rows(ground: Ground, batch: float, order: float, seed: float, steps: float) -> np.ndarray:
    """The rows of the data that each step of a run uses: int64[steps, batch], padded with NOBODY (core.engine.samples).

    The answer stops after MOST_NUMBERS rows. ValueError with a sentence if a step uses all samples, or there are none.
    """
    count, size = check_samples(ground), int(batch)
    demand(1 <= size < count, f"A batch must have 1 to {count - 1} of the {count} samples, not {size}.")
    chosen = np.empty((min(int(steps), MOST_NUMBERS // size), size), np.int64)
    follow(order, np.uint64(seed), np.uint64(0), np.full(count + 1, -1), np.empty(size, np.int64), chosen)
    return chosen


def rows_of(run: Run, steps: int) -> np.ndarray:
    """The rows that the first steps of a run use; see `rows`. A fork is treated as if it had run from the start."""
    return rows(run.ground, run.batch, run.gradient.order, run.seed, steps)
