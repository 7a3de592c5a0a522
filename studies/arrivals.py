"""Does it get there? Every optimizer on every landscape, from starts all over the box, at its suggested rate."""

from collections.abc import Mapping

import numpy as np

from core.ending import DIVERGED, TOLERANCE
from core.records import Point
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.opening import suggested_rate
from runs.run import Ground, Run, landscape, optimizer, schedule
from runs.survey import Outcomes, survey

STEPS = 1000
SIDE = 16
"""Starts a side: 256 in all, in the middles of equal cells."""

NEAR = 0.01
"""Arrived: no farther from a minimum than this share of the box's width."""


def lattice(ground: Ground) -> np.ndarray:
    """The starts, float64[2, SIDE * SIDE]: the middles of SIDE x SIDE equal cells of the box."""
    cells = (np.arange(SIDE) + 0.5) / SIDE
    (x0, x1), (y0, y1) = LANDSCAPES[ground.entry.key].box
    xs, ys = np.meshgrid(x0 + (x1 - x0) * cells, y0 + (y1 - y0) * cells)
    return np.stack([xs.ravel(), ys.ravel()])


def minima_at(ground: Ground, step: int) -> list[Point]:
    """The minima after so many steps: where the ground moves, those of that moment."""
    land = LANDSCAPES[ground.entry.key]
    rows = land.rows(STEPS, ground.entry.values)
    return land.minima(*rows[min(step, len(rows) - 1)])


def arrived(ground: Ground, outcomes: Outcomes) -> np.ndarray:
    """Which walkers ended near a minimum, bool[N]; in a valley of minima also those whose loss is next to zero."""
    land = LANDSCAPES[ground.entry.key]
    reach = NEAR * (land.box[0][1] - land.box[0][0])
    there = np.zeros(outcomes.steps.size, bool)
    for step in np.unique(outcomes.steps):
        now = outcomes.steps == step
        x, y = outcomes.positions[:, now]
        for mx, my in minima_at(ground, int(step)):
            there[now] |= np.hypot(x - mx, y - my) <= reach
    if land.valley:
        there |= outcomes.losses < TOLERANCE
    return there & (outcomes.status != DIVERGED)


def share(method: str, land: str) -> float | None:
    """The share of the starts from which `method` gets to a minimum of `land`; None where there is no minimum."""
    ground = Ground(landscape(land))
    if not ground.minima():
        return None
    run = Run(ground, optimizer(method), suggested_rate(ground, method), schedule(), (0.0, 0.0), STEPS)
    with np.errstate(invalid="ignore", over="ignore"):
        return float(np.mean(arrived(ground, survey(run, lattice(ground)))))


def table() -> Mapping[tuple[str, str], float | None]:
    """The share of every pair (optimizer, landscape)."""
    return {(method, land): share(method, land) for method in OPTIMIZERS for land in LANDSCAPES}
