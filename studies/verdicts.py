"""The result of a run in three figures, and which of several runs did best."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.engine.ending import Status
from runs.ground import Ground
from runs.simulate import Trajectory
from studies.measures import arrived, reached
from studies.stationary import resting_place


@dataclass(frozen=True, slots=True)
class Verdict:
    """The steps to the tolerance (None: never), the last loss (None: there is none), and how and when the run ended.

    `stayed` says whether the last loss is within the tolerance too, since a run may pass a minimum and go on. `place`
    says in words where it is at the end, if it is not where it should be.
    """

    reached: int | None
    stayed: bool
    loss: float | None
    word: Status
    at: int | None
    place: str = ""


def waiting(way: Trajectory, tolerance: float) -> str:
    """What is said of a run when the race is over and it has neither arrived nor ended; "" for any other run."""
    if way.word != "moving" or reached(way, tolerance) is not None:
        return ""
    return "not there yet" if way.run.ground.minima() else "not at rest"


def verdict(way: Trajectory, tolerance: float) -> Verdict:
    """The result of a run; `tolerance` is the allowed distance from the lowest known minimum's loss."""
    loss = float(way.losses[-1]) if way.losses.size else None
    stayed = loss is not None and bool(arrived(way.losses[-1:], way.run.ground, tolerance)[0])
    place = resting_place(way) or waiting(way, tolerance)
    return Verdict(reached(way, tolerance), stayed, loss, way.word, way.at, place)


def best(grounds: Sequence[Ground], verdicts: Sequence[Verdict]) -> frozenset[int]:
    """The indices of the best among runs on one ground: those that reached the tolerance first and stayed within it.

    If none stayed, the best are those with the lowest final loss. A diverged run is never best, nor is a run without a
    rival, and if all did equally well, none is best.
    """
    found: set[int] = set()
    for ground in dict.fromkeys(grounds):
        rivals = [i for i, own in enumerate(grounds) if own == ground]
        ranks = {i: _rank(verdicts[i]) for i in rivals if verdicts[i].word != "diverged"}
        first = [i for i, rank in ranks.items() if rank == min(ranks.values())]
        if len(first) < len(rivals):
            found.update(first)
    return frozenset(found)


def _rank(verdict: Verdict) -> tuple[float, float]:
    if verdict.reached is not None and verdict.stayed:
        return float(verdict.reached), 0.0
    return float("inf"), float("inf") if verdict.loss is None else verdict.loss
