"""The result of a run in three figures, and which of several runs did best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.engine.ending import Status
from runs.ground import Ground
from runs.simulate import Trajectory
from runs.surface import box_of, loss_at, lowest
from studies.measures import arrived, reached, stride
from studies.stationary import PLACES, resting_place


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


LATE, STILL = 10, 1e-3
"""A run hardly moves if its last so many steps are together shorter than this share of the map's diagonal."""


def waiting(way: Trajectory, tolerance: float) -> str:
    """What is said of a run when the race is over and it has neither arrived nor ended; "" for any other run."""
    ground = way.run.ground
    if way.word != "moving" or reached(way, tolerance) is not None:
        return ""
    if not ground.minima():
        return "not at rest"
    x0, x1, y0, y1 = box_of(ground)
    still = STILL * float(np.hypot(x1 - x0, y1 - y0))
    if len(way.positions) <= LATE or float(stride(way)[-LATE:].sum()) >= still:
        return "not there yet"
    minima = np.array(ground.minima())
    higher = loss_at(ground, minima) > lowest(ground) + tolerance
    near = np.hypot(*(minima - way.positions[-1]).T) < still
    return PLACES["minimum"] if np.any(near & higher) else "hardly moving"


def verdict(way: Trajectory, tolerance: float) -> Verdict:
    """The result of a run; `tolerance` is the allowed distance from the lowest known minimum's loss."""
    loss = float(way.losses[-1]) if way.losses.size else None
    stayed = loss is not None and bool(arrived(way.losses[-1:], way.run.ground, tolerance)[0])
    place = resting_place(way) or waiting(way, tolerance)
    return Verdict(reached(way, tolerance), stayed, loss, way.word, way.at, place)


EVEN = 1e-14
"""Two losses are equal if they differ by no more than this share of the largest loss at a start: the rest is rounding.
"""


def even(ways: Sequence[Trajectory]) -> float:
    """The difference up to which the losses of these runs count as equal."""
    return EVEN * max((abs(float(way.losses[0])) for way in ways if way.losses.size), default=0.0)


def best(
    grounds: Sequence[Ground], verdicts: Sequence[Verdict], by: str = "steps", equal: float = 0.0
) -> dict[int, str]:
    """The indices of the best among runs on one ground, and what each is best in: one of `BEST`.

    By steps, they are those that reached the tolerance first and stayed within it; if none stayed, and by loss, those
    with the lowest final loss, where losses that differ by no more than `equal` are the same. A diverged run is never
    best, nor is a run without a rival, and if all did equally well, none is best.
    """
    found: dict[int, str] = {}
    for ground in dict.fromkeys(grounds):
        rivals = [i for i, own in enumerate(grounds) if own == ground]
        own = {i: verdicts[i] for i in rivals if verdicts[i].word != "diverged"}
        steps = {i: one.reached for i, one in own.items() if by == "steps" and one.stayed and one.reached is not None}
        losses = {i: one.loss for i, one in own.items() if one.loss is not None}
        first = [i for i in steps if steps[i] == min(steps.values())]
        first = first or [i for i in losses if losses[i] <= min(losses.values()) + equal]
        if len(first) < len(rivals):
            found |= dict.fromkeys(first, "steps" if steps else "loss")
    return found
