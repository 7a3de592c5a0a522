"""A slice through the space of weights around the end of a method, and the path as it is seen from there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import numpy as np

from core.number import short
from pictures.training.curves import Packed, named
from runs.training.train import train
from runs.training.trained import DONE, Trained
from runs.training.training import Training
from studies.slices.curvature import sharpest
from studies.slices.lines import line
from studies.slices.losses import Ground
from studies.slices.planes import (
    Plane,
    axes_of,
    heights,
    path_of,
    path_plane,
    plane_of_ends,
    random_plane,
    seen,
    sharpest_plane,
)

KINDS = ("none", "random", "path", "ends", "sharpest")
"""The planes that may be shown, by the words of a link."""
TOLD = {
    "random": "Two random directions, each as long as the weights of the unit that it moves (filter-normalised). "
    "Another draw is another picture: do not believe what changes with it.",
    "path": "The two main directions of the path, through its end.",
    "ends": "The plane through three ends, which it contains exactly.",
    "sharpest": "The two directions in which the loss bends most.",
}
APART = (
    "The path does not lie in this plane, so it does not lie on the contours. The colour of a dot is the true loss "
    "there, on the scale of the ground. The farther a dot is from the plane, the fainter it is."
)
LOST = "This method diverged, so it has no end around which a plane could lie."
FLAT = 1e-6
"""A barrier that is none."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Which plane: its kind, the place of the method around whose end it lies, and the number of a random draw."""

    kind: str
    entrant: int = 0
    draw: int = 0


def trained_again(question: Training, wanted: Slice) -> tuple[Training, list[str]]:
    """The training whose ends and path the plane needs, and what its ends are called.

    It is that of one method from one start. A plane through three ends needs three: those of the method and of the two
    after it, or of one method from three starts if there are fewer.
    """
    entrants, place = question.entrants, wanted.entrant % len(question.entrants)
    names = [name for name, _ in named(question)]
    if wanted.kind != "ends":
        return replace(question, entrants=(entrants[place],), seeds=1), [names[place]]
    if len(entrants) >= 3:
        places = [(place + k) % len(entrants) for k in range(3)]
        return replace(question, entrants=tuple(entrants[k] for k in places), seeds=1), [names[k] for k in places]
    return replace(question, entrants=(entrants[place],), seeds=3), [f"{names[place]}, seed {k + 1}" for k in range(3)]


def plane_of(trained: Trained, ground: Ground, wanted: Slice, names: list[str]) -> tuple[Plane, list[str]]:
    """The plane, and what is to be said of it. ValueError with a sentence where there is none."""
    ends = trained.weights.reshape(-1, trained.weights.shape[-1])
    if not (trained.states == DONE).all():
        raise ValueError(LOST)
    if wanted.kind == "random":
        return random_plane(trained.question, ends[0], wanted.draw), []
    if wanted.kind == "path":
        plane = path_plane(path_of(trained, 0))
        return plane, [_share(plane)]
    if wanted.kind == "ends":
        return plane_of_ends(*ends), list(_barriers(ground, ends, names))
    bends = sharpest(ground, ends[0])
    first, second = (short(float(value), 3) for value in bends.values[:2])
    rounds = len(bends.history)
    how = f"found in {rounds} products with the Hessian" if bends.settled else f"not settled after {rounds} products"
    return sharpest_plane(ends[0], bends), [f"The curvature along them is {first} and {second}, {how}."]


def _share(plane: Plane) -> str:
    first, second = plane.shares or (0.0, 0.0)
    return (
        f"They hold {100 * (first + second):.1f} % of the extent of the path: {100 * first:.1f} % to the right, "
        f"{100 * second:.1f} % upwards."
    )


def _barriers(ground: Ground, ends: np.ndarray, names: list[str]) -> Iterator[str]:
    """How far the loss rises on the straight lines between ends."""
    for one, other in ((0, 1), (1, 2), (0, 2)):
        found = line(ground, ends[one], ends[other])
        way = f"On the straight way from {names[one]} to {names[other]} the loss"
        rise = f"rises by up to {short(found.barrier, 2)} above" if found.barrier > FLAT else "stays below"
        yield f"{way} {rise} the line between both ends."


def drawn(question: Training, wanted: Slice, cancelled: Event, tell: Callable[[Packed], None]) -> Packed:
    """The slice, from coarse to fine. Where there is none the answer has no numbers, and says why.

    Arrays: x, y [n], z [n, n] (rows upwards), and of the path, or of the ends: at [K, 2], far [K], true [K].
    """
    asked, names = trained_again(question, wanted)

    def waiting(trained: Trained) -> None:
        share = 0.5 * trained.share
        tell(Packed(_head(wanted, names, share, f"Training for its landscape: {200 * share:.0f} %.", []), {}))

    trained, ground = train(asked, waiting, cancelled), Ground(asked)
    if cancelled.is_set():
        return Packed({}, {})
    try:
        plane, said = plane_of(trained, ground, wanted, names)
    except ValueError as error:
        return Packed(_head(wanted, names, 1.0, "", [str(error)], done=True), {})
    shown, path = trained.weights.reshape(-1, asked.size), wanted.kind != "ends"
    shown = path_of(trained, 0) if path else shown
    seen_at, true = seen(plane, shown), ground.losses(shown)
    marks = {"at": seen_at.at, "far": seen_at.far, "true": true}
    said = [TOLD[wanted.kind], *said, f"The losses are those of the first {ground.count} training images."]
    said += [APART] if path else []
    last = Packed({}, {})
    for share, z in _steps(heights(ground, plane, cancelled)):
        x, y = axes_of(plane, len(z))
        head = _head(wanted, names, share, "" if share == 1.0 else "Computing the ground.", said, done=share == 1.0)
        last = Packed({**head, "path": path}, {"x": x, "y": y, "z": z, **marks})
        tell(last)
    return last


def _steps(grids: Iterator[np.ndarray]) -> Iterator[tuple[float, np.ndarray]]:
    """Each grid with the share of the work that is done with it; the last one of all has 1."""
    before: np.ndarray | None = None
    for grid in grids:
        if before is not None:
            yield 0.6, before
        before = grid
    if before is not None:
        yield 1.0, before


def _head(
    wanted: Slice, names: list[str], share: float, state: str, said: list[str], *, done: bool = False
) -> dict[str, Any]:
    head = {"done": done, "progress": share, "state": state, "said": said}
    return {**head, "kind": wanted.kind, "names": names, "path": True}
