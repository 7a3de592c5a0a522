"""The types behind named phenomena: a rule, an event, and a path prepared for the rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.numeral import sentence
from runs.ground import Ground
from runs.simulate import Trajectory
from runs.surface import box_of, lowest
from studies.basins import diagonal
from studies.measures import stride

Cases = list[tuple[int, int, dict[str, Any]]]
"""The cases of a rule: first state, last state, and the values for the placeholders in the rule's sentence."""

PIXEL = 1e-3
"""The shortest visible step, as a share of the map's diagonal: about a pixel on a screen."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened between two states of a run, `step` and `last`, in a sentence."""

    kind: str
    step: int
    last: int
    sentence: str


@dataclass(frozen=True, slots=True)
class PreparedPath:
    """The first n states of a run, prepared for the rules; lengths are in the units of the map.

    positions: float64[n, 2]; excess: float64[n], the loss above the lowest known; seen: bool[n], within the widest map;
    strides: float64[n - 1]; headings: float64[n - 1, 2], the steps' directions, zero for a step of no length; turns:
    float64[n - 2], the cosine between each step and the next.
    """

    way: Trajectory
    positions: np.ndarray
    excess: np.ndarray
    seen: np.ndarray
    strides: np.ndarray
    headings: np.ndarray
    turns: np.ndarray
    diagonal: float

    @property
    def ground(self) -> Ground:
        """The ground of the run."""
        return self.way.run.ground

    @property
    def noisy(self) -> bool:
        """Whether the path is random in part. The rules then ask for stronger evidence."""
        return self.way.run.noise > 0 or self.way.run.batch > 0

    @property
    def pixel(self) -> float:
        """The length of the shortest step that is visible on the map."""
        return PIXEL * self.diagonal

    @property
    def size(self) -> int:
        """The number of states."""
        return len(self.positions)


@dataclass(frozen=True, slots=True)
class Rule:
    """A phenomenon: its key and name, the sentence for one case, an exact description of the test, and the test."""

    key: str
    name: str
    pattern: str
    test: str
    find: Callable[[PreparedPath], Cases]

    def event(self, step: int, last: int, **facts: Any) -> Event:
        """The event between two states; `facts` fill the other placeholders of the sentence."""
        return Event(self.key, step, last, sentence(self.pattern, step=step, last=last, **facts))

    def events(self, path: PreparedPath) -> list[Event]:
        """All events of this kind along a path."""
        return [self.event(step, last, **facts) for step, last, facts in self.find(path)]


def prepared_path(way: Trajectory, until: int | None = None) -> PreparedPath:
    """A run prepared for the rules, up to the state `until`."""
    ground, positions = way.run.ground, way.positions[:until]
    x0, x1, y0, y1 = box_of(ground, 4)
    x, y = positions.T
    strides = stride(way)[: max(len(positions) - 1, 0)]
    headings = np.diff(positions, axis=0) / np.where(strides > 0, strides, 1.0)[:, None]
    return PreparedPath(
        way,
        positions,
        way.losses[:until] - lowest(ground),
        (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1),
        strides,
        headings,
        (headings[:-1] * headings[1:]).sum(axis=1),
        diagonal(ground),
    )


def stretches(mask: np.ndarray, gap: int = 0, least: int = 1) -> list[tuple[int, int]]:
    """First and last index of every stretch of at least so many elements in which the mask holds.

    Gaps of at most `gap` elements are bridged, and count as part of the stretch.
    """
    held = np.flatnonzero(mask)
    if not held.size:
        return []
    cuts = np.flatnonzero(np.diff(held) > gap + 1)
    firsts, lasts = held[np.concatenate([[0], cuts + 1])], held[np.concatenate([cuts, [held.size - 1]])]
    long = lasts - firsts + 1 >= least
    return list(zip(firsts[long].tolist(), lasts[long].tolist(), strict=True))
