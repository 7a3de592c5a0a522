"""A run as pictures show it: its numbers, one a step, the samples it takes, and what moves on its map."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from core.engine.ending import Status
from core.engine.samples import DRAWN
from runs.ground import Ground
from runs.run import Run
from runs.shared import shared
from runs.simulate import Trajectory, simulate
from runs.surface import lowest
from stage.payload import Guide
from studies.drift import drift
from studies.measures import below, effective_rates, left, reached, stride
from studies.stability.sharpness import against_limit
from studies.stationary import resting_place
from studies.verdicts import waiting

STYLES = 6
"""The number of colours."""

SERIES = ("x", "y", "loss", "norm")
"""The numbers that the picture of every run has."""

SIZE = 240
"""Points per side of a map's surface, enough for a narrow valley."""


def distances(positions: np.ndarray, ground: Ground, steps: int) -> np.ndarray:
    """The distance from every position to the nearest minimum at that moment: float64[n]."""
    moved = drift(ground, steps)
    nearest = np.full(len(positions), np.inf)
    for minimum in ground.minima() if moved is None else [moved[: len(positions)]]:
        away = positions - minimum
        np.minimum(nearest, np.hypot(away[:, 0], away[:, 1]), out=nearest)
    return nearest


def last_again(row: np.ndarray) -> np.ndarray:
    """Values per step as values per state: the last step's value is repeated for the last state."""
    return np.append(row, row[-1:])


@shared(64)
def numbers(run: Run) -> tuple[Trajectory, dict[str, np.ndarray]]:
    """A run and the numbers that a picture shows of it, by name. Cached, since most changes affect only one run."""
    way, low = simulate(run), lowest(run.ground)
    rows = {
        "x": way.positions[:, 0],
        "y": way.positions[:, 1],
        "loss": way.losses,
        "gap": np.maximum(way.losses - low, 0.0),
        "norm": np.hypot(way.gradients[:, 0], way.gradients[:, 1]),
        "rate": last_again(way.rates),
        "stride": last_again(stride(way)),
        "along x": last_again(np.abs(effective_rates(way)[:, 0])),
        "along y": last_again(np.abs(effective_rates(way)[:, 1])),
    }
    if run.ground.minima():
        rows["dist"] = distances(way.positions, run.ground, run.steps)
    return way, rows


@shared(64)
def stability(run: Run) -> np.ndarray:
    """The curvature against the limit at every state, [] where there is no limit; computed only for those who ask."""
    return last_again(against_limit(numbers(run)[0]))


def guides(runs: Sequence[Run]) -> tuple[tuple[Guide, ...], dict[str, tuple[np.ndarray, ...]]]:
    """The moving minima on the maps of these runs, and the series of their positions, one pair per ground."""
    moved = {run.ground: drift(run.ground, run.steps) for run in runs}
    places = {ground: f"drift {i}" for i, (ground, path) in enumerate(moved.items()) if path is not None}
    series = {
        f"{places[ground]} {axis}": (path[:, k],)
        for ground, path in moved.items() if path is not None
        for k, axis in enumerate("xy")
    }  # fmt: skip
    found = tuple(
        Guide(i, f"{places[run.ground]} x", f"{places[run.ground]} y", "The lowest point")
        for i, run in enumerate(runs) if run.ground in places
    )  # fmt: skip
    return found, series


class Outcome(TypedDict):
    """The fields of a Track that say how a run ended, and when it arrived."""

    status: Status
    at: int | None
    why: str
    place: str
    reached: int | None
    left: int | None
    below: int | None
    last: str


def outcome(way: Trajectory, tolerance: float) -> Outcome:
    """How a run ended, when its loss was within the tolerance, and what is said of it when the race is over."""
    return Outcome(
        status=way.word, at=way.at, why=way.why, place=resting_place(way),
        reached=reached(way, tolerance), left=left(way, tolerance), below=below(way, tolerance),
        last=waiting(way, tolerance),
    )  # fmt: skip


class Samples(TypedDict):
    """The fields of a Track that describe the samples of a run."""

    batch: int
    epoch: int
    whole: int


def samples_of(run: Run) -> Samples:
    """How many samples a step of a run uses, and of how many. Samples that are drawn at random have no epochs."""
    whole = run.ground.count
    return Samples(batch=run.batch, epoch=0 if run.gradient.order == DRAWN else whole, whole=whole)
