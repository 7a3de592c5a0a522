"""What a map shows besides where its runs end: a number for every start, or for every setting over its starts."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from runs import edit
from runs.map.map import Map
from runs.map.measure import OF_STARTS, PLAIN, spread
from runs.surface import box_of
from studies.maps.answer import FIRST, LEFT, MOST_MINIMA, MOVING, Answer, survey_map
from studies.maps.sensitivity import sensitivity

VALUE = FIRST + MOST_MINIMA + 7
"""The class of a pixel that has a value. No minimum and no class of a difference has this number."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Class and value of every pixel, uint8 and float64[side, side].

    A value is a share of the starts, or a number of the run in the middle of those from all starts, the better one of
    two: half of the starts or more do as well. Where that run has none, the class is LEFT if more than half of the runs
    diverge, and MOVING if not. On a map of sensitivity to the start a value is what `sensitivity` says.
    """

    classes: np.ndarray
    values: np.ndarray


def maps_of(question: Map) -> tuple[Map, ...]:
    """The map from every start."""
    base, many = question.base, question.measure.starts
    starts = spread(box_of(base.ground), many) if many > 1 else (base.start,)
    return tuple(replace(question, base=edit.with_start(base, *start), measure=PLAIN) for start in starts)


@lru_cache(maxsize=12)
def measured(question: Map, side: int) -> Measured:
    """What the map of one runner shows, with `side` pixels along each side; `question` is a `Map.picture`."""
    if question.measure.what in OF_STARTS:
        return Measured(*sensitivity(question, side, VALUE))
    found = [survey_map(one, side) for one in maps_of(question)]
    gone = np.stack([one.classes == LEFT for one in found])
    there = np.stack([one.classes >= FIRST for one in found])
    what = question.measure.what
    if what in ("arrive", "diverge"):
        values = (there if what == "arrive" else gone).mean(axis=0)
    else:
        each = np.stack([_numbers(what, one) for one in found])
        each[gone | ~np.isfinite(each)] = np.inf
        if what == "steps":
            each[~there] = np.inf
        values = np.sort(each, axis=0)[(len(found) - 1) // 2]
    failed = np.where(2 * gone.sum(axis=0) > len(found), LEFT, MOVING)
    return Measured(np.where(np.isfinite(values), VALUE, failed).astype(np.uint8), values)


def _numbers(what: str, found: Answer) -> np.ndarray:
    if what == "loss":
        return found.heights
    return found.values if what == "steps" else found.areas
