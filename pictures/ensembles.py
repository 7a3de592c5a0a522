"""An ensemble as pictures and charts show it: its numbers, its names and its colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.engine.ending import DIVERGED
from core.numeral import short
from pictures.labels import note
from runs.catalog import OPTIMIZERS
from runs.ensemble.ensemble import Ensemble
from runs.ensemble.snapshots import snapshots
from runs.ground import Ground
from runs.run import Run, Scene
from runs.shared import shared
from runs.surface import Box, box_of
from studies.ensemble import (
    Escapes,
    arrived,
    bands,
    centre,
    density,
    escapes,
    fallen,
    levels,
    shares,
    verdict,
)
from studies.sweep import Sweep, sweep

BINS = 40
"""Cells per side of a cloud. Twice as many would take four times the bytes, and look the same after smoothing."""

GRADES = 24
"""The number of shades of a cloud."""

STYLES = (1, 2)
"""The colours of the two settings. Black, the first colour, is left out, since a black cloud hides the ground."""

EDGE = 0.005
"""The share of the runs that may lie outside of a cloud's cells on either side when it is widest."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of an ensemble that are shown. The positions are not kept, since they are too many.

    density: uint8[F, bins, bins] over `box`; mean: float64[F, 2]; spread: [F, 3]; levels of the loss, and bands of the
    loss above the lowest known: [5, F]; shares: [M, F]; arrived: [F]; fallen: the share of the runs that are at some
    time lower than the lowest known loss; diverged: the share of the runs that have diverged by the end.
    """

    box: Box
    density: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    levels: np.ndarray
    bands: np.ndarray
    shares: np.ndarray
    arrived: np.ndarray
    fallen: float
    escapes: Escapes
    diverged: float
    verdict: tuple[str, ...]


@shared(48)
def found(run: Run, walkers: int, every: int, radius: float, tolerance: float) -> Numbers:
    """Simulate the ensemble of a run and measure it. The result takes about 0.3 MB per setting."""
    walked = snapshots(run, walkers, every, radius)
    box = frame_of(walked.positions, box_of(run.ground))
    seen = softened(density(walked, box, BINS))
    return Numbers(
        box, seen, *centre(walked), levels(walked), bands(walked), shares(walked), arrived(walked, tolerance),
        fallen(walked), escapes(walked),
        float(np.mean(walked.status == DIVERGED)), verdict(walked),
    )  # fmt: skip


def softened(counted: np.ndarray) -> np.ndarray:
    """A smoothed density, uint8[F, n, n]: the kernel 1 : 2 : 1, applied twice in each direction.

    It is quantised to GRADES grades, evenly in the visible strength (the root), which saves bytes invisibly.
    """
    n, out = counted.shape[1], np.pad(counted.astype(np.float32), ((0, 0), (2, 2), (2, 2)))
    for _ in range(2):
        out = out[:, :-2] + 2 * out[:, 1:-1] + out[:, 2:]
        out = (out[:, :, :-2] + 2 * out[:, :, 1:-1] + out[:, :, 2:]) / 16
    seen = np.rint(np.sqrt(out / 255) * GRADES) / GRADES
    return np.rint(255 * seen * seen).astype(np.uint8).reshape(-1, n, n)


def frame_of(positions: np.ndarray, box: Box) -> Box:
    """The part of the map in which a cloud of positions float64[F, 2, N] is counted, with a small margin."""
    low, high = np.array(box[::2]), np.array(box[1::2])
    inside = np.clip(np.nan_to_num(positions), low[:, None], high[:, None])
    first = int(EDGE * positions.shape[2])
    ends = np.partition(inside, (first, -1 - first), axis=2)
    room = 0.02 * (high - low)
    x0, y0 = np.maximum(ends[:, :, first].min(axis=0) - room, low)
    x1, y1 = np.minimum(ends[:, :, -1 - first].max(axis=0) + room, high)
    return float(x0), float(x1), float(y0), float(y1)


def measured(ensemble: Ensemble, every: int = 0) -> tuple[Numbers, ...]:
    """The numbers of every setting at intervals of `every` steps; 0 stands for the ensemble's own interval."""
    looks = every or ensemble.every
    return tuple(
        found(run, ensemble.walkers, looks, ensemble.radius, ensemble.base.tolerance) for run in ensemble.runs()
    )


def styles(ensemble: Ensemble) -> tuple[int, ...]:
    """The colour of every setting: the runner's own if runners are compared."""
    if ensemble.across is not None and ensemble.across.what == "runner":
        return tuple(scene.runners[0].mark for scene in ensemble.settings())
    return STYLES[: len(ensemble.settings())]


def names(ensemble: Ensemble) -> tuple[str, ...]:
    """The name of every setting: the value in which it differs, or the method if there is only one setting."""
    method = OPTIMIZERS[ensemble.base.runners[0].method.key].name
    return tuple(label or f"{method}, {note(ensemble.base.runners[0])}" for label in ensemble.labels())


def per_cent(share: float) -> str:
    """A share in words, where "none" and "all" mean exactly that."""
    if 0 < share < 0.01 or 0.99 < share < 1:
        return "less than 1 %" if share < 0.5 else "more than 99 %"
    return f"{100 * share:.0f} %"


def valleys(found_all: Sequence[Numbers], least: float) -> list[int]:
    """The minima whose share of the runs exceeds `least` at some time, the most visited first."""
    peaks = np.max([one.shares.max(axis=1, initial=0.0) for one in found_all], axis=0)
    ends = np.max([one.shares[:, -1] for one in found_all], axis=0) if peaks.size else peaks
    order = sorted(range(peaks.size), key=lambda k: (-ends[k], -peaks[k]))
    return [k for k in order if peaks[k] > least]


def place(ground: Ground, minimum: int) -> str:
    """The name of a minimum: its coordinates."""
    x, y = ground.minima()[minimum]
    return f"({short(x)}, {short(y)})"


@lru_cache(maxsize=32)
def _sweep(scene: Scene, what: str) -> Sweep:
    return sweep(scene, what)


def swept(ensemble: Ensemble) -> tuple[tuple[str, int, Sweep], ...]:
    """The sweep of every setting with its name and its mark.

    If the settings differ only in what is swept, both are points of one curve, which then has no name.
    """
    whats = {"rate": "rate", "noise": "noise", "batch": "gradient.batch"}
    alone = ensemble.across is None or ensemble.across.what == whats[ensemble.sweep]
    found = tuple(_sweep(scene, ensemble.sweep) for scene in ensemble.settings()[: 1 if alone else 2])
    return tuple(zip([""] if alone else names(ensemble), styles(ensemble), found, strict=False))
