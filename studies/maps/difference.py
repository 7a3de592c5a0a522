"""Where two methods differ: which of them arrives, whether both come to the same minimum, and who is there sooner."""

from dataclasses import dataclass

import numpy as np

from studies.maps.answer import FIRST, MOST_MINIMA, Answer

EVEN, SOONER, LATER, ELSEWHERE, ONLY, ONLY_OTHER, NEITHER = range(FIRST + MOST_MINIMA, FIRST + MOST_MINIMA + 7)
"""The classes of a pixel: both come to the same minimum, at the same step, or the first method sooner, or later; to
different minima; only the first or only the other method comes to a minimum; neither does. No minimum has such a
number.
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two maps of the same view. classes: uint8[side, side]; values: float64[side, side], by how many
    steps one method is sooner at the minimum at which both arrive, elsewhere 0.
    """

    classes: np.ndarray
    values: np.ndarray

    def share(self, *kinds: int) -> tuple[int, int]:
        """The number of pixels of these classes, and that of all."""
        return int(np.isin(self.classes, kinds).sum()), self.classes.size


def difference(one: Answer, other: Answer) -> Difference:
    """Where the second map differs from the first.

    "At the same step" is meant in whole steps, as races count. `values` have the fraction of the maps' steps.
    """
    here, there = one.classes >= FIRST, other.classes >= FIRST
    same, steps = one.classes == other.classes, np.ceil(other.values) - np.ceil(one.values)
    cases = {
        NEITHER: ~here & ~there, ONLY: ~there, ONLY_OTHER: ~here, ELSEWHERE: ~same, SOONER: steps > 0, LATER: steps < 0,
    }  # fmt: skip
    classes = np.select(list(cases.values()), list(cases), EVEN).astype(np.uint8)
    both = (classes == SOONER) | (classes == LATER)
    return Difference(classes, np.where(both, np.abs(other.values - one.values), 0.0))
