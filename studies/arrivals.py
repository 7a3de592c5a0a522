"""Does it get there? Every optimizer on every landscape, from starts all over the box, at its suggested rate.

The survey takes half a minute, so its result is stored in a file beside this one, which
`python -m tools.make_reference` renews.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from core.engine.ending import DIVERGED, TOLERANCE
from core.records import Point
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.ground import Ground, landscape
from runs.opening import suggested_rate
from runs.run import Run, optimizer, schedule
from runs.survey import Outcomes, survey

STEPS = 1000
SIDE = 16
"""Starts per side of the box, 256 in all, in the middles of equal cells."""

FILE = Path(__file__).with_name("arrivals.csv")

Shares = Mapping[tuple[str, str], float | None]
"""The share of starts that arrive, by (optimizer, landscape); None if the landscape has no minimum."""

NEAR = 0.01
"""A walker has arrived if its distance from a minimum is at most this share of the box's width."""

MEANING = (
    f"The numbers say how many per cent of {SIDE**2} starts, spread evenly over the box, end at a known minimum after "
    f"{STEPS:,} steps. The rate is the one that the app suggests, and every parameter has its default. *At* a minimum "
    f"means within {NEAR:.0%} of the box's width. Any known minimum counts, not only the lowest. On moving ground the "
    "minimum of the last step counts, and in a valley of minima a loss next to zero counts as well."
)
"""What the numbers of the survey mean, in Markdown."""

BANDS = (("always", 100), ("nearly always", 90), ("mostly", 50), ("sometimes", 1), ("never", 0))
"""Words for how often a method arrives, with the lowest percentage for which each word is used."""


@dataclass(frozen=True, slots=True)
class Band:
    """A band of equal answers: the word for it, and the entries with their percentages, the highest first."""

    word: str
    found: tuple[tuple[str, int], ...]


def lattice(ground: Ground) -> np.ndarray:
    """The starts, float64[2, SIDE * SIDE]: the middles of SIDE x SIDE equal cells of the box."""
    cells = (np.arange(SIDE) + 0.5) / SIDE
    (x0, x1), (y0, y1) = LANDSCAPES[ground.entry.key].box
    xs, ys = np.meshgrid(x0 + (x1 - x0) * cells, y0 + (y1 - y0) * cells)
    return np.stack([xs.ravel(), ys.ravel()])


def minima_at(ground: Ground, step: int) -> list[Point]:
    """The minima after so many steps; they change with time if the ground moves."""
    land = LANDSCAPES[ground.entry.key]
    rows = land.rows(STEPS, ground.entry.values)
    return land.minima(*rows[min(step, len(rows) - 1)])


def arrived(ground: Ground, outcomes: Outcomes) -> np.ndarray:
    """Which walkers ended near a minimum, bool[N]. If the minima form a curve, a loss close to zero counts too."""
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
    """The share of the starts from which `method` reaches a minimum of `land`; None if there is no minimum."""
    ground = Ground(landscape(land))
    if not ground.minima():
        return None
    run = Run(ground, optimizer(method), suggested_rate(ground, method), schedule(), (0.0, 0.0), STEPS)
    with np.errstate(invalid="ignore", over="ignore"):
        return float(np.mean(arrived(ground, survey(run, lattice(ground)))))


def table() -> Shares:
    """Run the survey: the share for every pair (optimizer, landscape)."""
    return {(method, land): share(method, land) for method in OPTIMIZERS for land in LANDSCAPES}


def per_cent(share: float) -> int:
    """A share in whole per cent, where 0 and 100 mean exactly none and all."""
    return round(100 * share) if share in (0.0, 1.0) else min(max(round(100 * share), 1), 99)


def text(shares: Shares) -> str:
    """The survey as CSV: one row per optimizer, one column per landscape, whole per cent or an empty cell."""
    rows = [["optimizer", *LANDSCAPES]]
    for method in OPTIMIZERS:
        found = [shares[method, land] for land in LANDSCAPES]
        rows.append([method, *("" if share is None else str(per_cent(share)) for share in found)])
    return "".join(",".join(row) + "\n" for row in rows)


@lru_cache(maxsize=1)
def written() -> Mapping[tuple[str, str], int | None]:
    """The stored survey: whole per cent by (optimizer, landscape); None if there is no minimum."""
    with FILE.open(encoding="utf-8", newline="") as file:
        (_, *lands), *rows = csv.reader(file)
    return {
        (method, land): int(share) if share else None
        for method, *shares in rows
        for land, share in zip(lands, shares, strict=True)
    }


def bands(kind: Literal["optimizer", "landscape"], key: str) -> list[Band]:
    """How often an optimizer arrives on each landscape, or how often each optimizer arrives on a landscape, in bands.

    Empty bands are left out. There are none for a landscape without a minimum, or an entry newer than the survey.
    """
    mine, other = (0, 1) if kind == "optimizer" else (1, 0)
    found = [(pair[other], share) for pair, share in written().items() if pair[mine] == key and share is not None]
    found.sort(key=lambda row: -row[1])
    highs = [101, *(least for _, least in BANDS)]
    sorted_out = [
        Band(word, tuple(row for row in found if least <= row[1] < high))
        for (word, least), high in zip(BANDS, highs, strict=False)
    ]
    return [band for band in sorted_out if band.found]
