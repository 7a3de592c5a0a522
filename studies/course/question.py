"""Questions of the course: what is asked before a run is shown, and what counts as right.

What is right is always computed from the runs of the step, never typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.param import demand


def _check(ask: str, why: str) -> None:
    demand(ask.endswith(("?", ".")), f"{ask!r} is no sentence.")
    demand(why.rstrip().endswith("."), f"{ask!r}: its explanation is no sentence.")


@dataclass(frozen=True, slots=True)
class Choose:
    """Choose one of these answers. `right` takes what the step measures and gives the index of the right one.

    `why` is the explanation that follows, with the fields of the step.
    """

    ask: str
    options: tuple[str, ...]
    right: Callable[..., int]
    why: str

    def __post_init__(self) -> None:
        _check(self.ask, self.why)
        demand(2 <= len(self.options) <= 5, f"{self.ask!r} has {len(self.options)} answers, not 2 to 5.")


@dataclass(frozen=True, slots=True)
class Place:
    """Drag a pin to where a runner, counted from 0, is at the last step.

    A guess counts as right at a distance of at most `within`, a share of the diagonal of the map.
    """

    ask: str
    why: str
    runner: int = 0
    within: float = 0.08

    def __post_init__(self) -> None:
        _check(self.ask, self.why)


@dataclass(frozen=True, slots=True)
class Number:
    """Type a number. `right` takes what the step measures and gives the number.

    A guess counts as right if it differs by at most the factor `factor`, or by at most `off` where that is given.
    """

    ask: str
    right: Callable[..., float]
    why: str
    unit: str = ""
    factor: float = 1.25
    off: float = 0.0

    def __post_init__(self) -> None:
        _check(self.ask, self.why)
        demand(self.factor >= 1.0, f"{self.ask!r}: a factor below 1 admits nothing.")


@dataclass(frozen=True, slots=True)
class Sketch:
    """Draw the loss curve of a runner, counted from 0, on the axes of the loss chart.

    A sketch counts as right if its height differs from the curve's by at most `within` on average, as a share of the
    chart's height.
    """

    ask: str
    why: str
    runner: int = 0
    within: float = 0.18

    def __post_init__(self) -> None:
        _check(self.ask, self.why)


@dataclass(frozen=True, slots=True)
class Rate:
    """Choose one of these learning rates for the first runner: the quickest one, or the largest one that still holds.

    Quickest: it arrives within the scene's tolerance in the fewest steps. Holds: the loss at the end is below that of
    the start. A guess counts as right if it is the right rate or at most `notches` beside it.
    """

    ask: str
    goal: Literal["quickest", "largest"]
    rates: tuple[float, ...]
    why: str
    notches: int = 0

    def __post_init__(self) -> None:
        _check(self.ask, self.why)
        demand(list(self.rates) == sorted(set(self.rates)), f"{self.ask!r}: the rates must rise.")
        demand(len(self.rates) >= 3, f"{self.ask!r} offers {len(self.rates)} rates, not 3 or more.")


Question = Choose | Place | Number | Sketch | Rate
