"""What a map of settings shows of its runs, and over how many starts."""

from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType
from typing import NamedTuple

from core.param import demand
from core.records import Point

MEASURES: Mapping[str, str] = MappingProxyType({
    "steps": "steps to the tolerance",
    "loss": "final loss above the lowest",
    "area": "area under the loss curve",
    "arrive": "share of starts that arrive",
    "diverge": "share of starts that diverge",
    "sensitivity": "growth of a small difference per step",
})  # fmt: skip
"""What may be shown. A share needs several starts."""
SHARES = ("arrive", "diverge")
OF_STARTS = ("sensitivity",)
"""What a map of starts shows besides where its runs end. Maps of settings show the others."""
STARTS = (1, 16, 64)
"""From how many starts each setting may run."""

PLASTIC = ((9.0 + sqrt(69.0)) / 18.0) ** (1 / 3) + ((9.0 - sqrt(69.0)) / 18.0) ** (1 / 3)
"""The root of x^3 = x + 1. Multiples of its inverse and of the square of that fill a square evenly (Roberts, 2018)."""


class Measure(NamedTuple):
    """What is shown, one of MEASURES, over how many starts: one of STARTS, where 1 means the start of the run."""

    what: str = "steps"
    starts: int = 1

    def check(self) -> None:
        """ValueError with a sentence if there is no such measure."""
        demand(self.what in MEASURES, f"A map cannot show {str(self.what)[:40]!r}.")
        demand(self.starts in STARTS, f"A setting runs from 1, 16 or 64 starts, not from {str(self.starts)[:40]}.")
        demand(self.starts == 1 or self.what not in OF_STARTS, "Sensitivity belongs to one start each.")
        demand(self.starts > 1 or self.what not in SHARES, "A share of starts needs more than one start.")

    def fits(self, *, of_starts: bool) -> bool:
        """Whether a map of starts, or one of settings, shows this."""
        return self == PLAIN or (self.what in OF_STARTS) == of_starts


PLAIN = Measure()
"""That of a map whose hues say where its runs end."""


def offered(*, of_starts: bool) -> tuple[str, ...]:
    """What may be shown on a map of starts, or on one of settings."""
    return tuple(what for what in MEASURES if what == PLAIN.what or (what in OF_STARTS) == of_starts)


def spread(box: tuple[float, float, float, float], many: int) -> tuple[Point, ...]:
    """So many starts, evenly spread over a box (left, right, bottom, top), always the same ones.

    None of them is in the middle, where many landscapes have their minimum.
    """
    left, right, bottom, top = box
    shares = [((0.5 + k / PLASTIC) % 1.0, (0.5 + k / PLASTIC**2) % 1.0) for k in range(1, many + 1)]
    return tuple((left + u * (right - left), bottom + v * (top - bottom)) for u, v in shares)
