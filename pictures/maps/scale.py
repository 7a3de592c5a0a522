"""The picture of a map that shows a number for every setting: its scale, its legend, and what is said of it."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from core.number import exact
from pictures.maps.words import names, row, share
from runs.map.map import Map
from runs.map.measure import MEASURES, OF_STARTS, SHARES
from studies.maps.answer import LEFT, MOVING
from studies.maps.measures import VALUE, Measured, measured

MOST = 65_535
"""The parts of the scale."""
SPREAD = (2, 98)
"""The percentiles of the values that have the lightest and the darkest tone."""
LEAST = 1e-16
"""A logarithmic scale begins here: what is nearer to zero is the rounding of float64."""
BEST = {
    "steps": "Fewest steps to the tolerance",
    "loss": "Lowest final loss above the lowest known one",
    "area": "Smallest area under the loss curve",
    "arrive": "Largest share of {} starts that arrive",
    "diverge": "Smallest share of {} starts that diverge",
}
"""What is best about a setting."""
LINEAR = ("steps", *SHARES, *OF_STARTS)


class Scaled(NamedTuple):
    """Classes of the pixels, and where their values are on the scale, 0 to 1."""

    classes: np.ndarray
    values: np.ndarray


def scale_of(question: Map, side: int) -> tuple[Sequence[Scaled], dict[str, Any]]:
    """The maps on one scale, from the least value to the largest, and what the browser needs of that."""
    what, starts = question.measure
    found, log = [measured(one.picture(), side) for one in question.each()], what not in LINEAR
    values = np.concatenate([one.values[one.classes == VALUE] for one in found])
    placed = np.log10(np.maximum(values, LEAST)) if log else values
    low, high = (float(placed.min()), float(placed.max())) if placed.size else (0.0, 1.0)
    width = (high - low) or 1.0
    ends = np.percentile((placed - low) / width, SPREAD).tolist() if placed.size else [0.0, 1.0]
    light, dark = (low + share * width for share in ends)
    scaled = []
    for one in found:
        mine = np.where(one.classes == VALUE, one.values, 1.0)
        scaled.append(Scaled(one.classes, ((np.log10(np.maximum(mine, LEAST)) if log else mine) - low) / width))
    note = f"light {_told(what, light, log=log)}, dark {_told(what, dark, log=log)}"
    head = {
        "per": float(MOST), "kinds": _rows(question, found, note), "arriving": [], "leaving": [],
        "between": [ends[0], max(ends[1], ends[0] + 1.0 / MOST)], "said": said(question, found), "facts": [],
        "measure": {
            "name": MEASURES[what], "low": low, "high": low + width, "log": log, "percent": what in SHARES,
            "whole": what == "steps", "starts": starts,
        },
    }  # fmt: skip
    return scaled, head


def _told(what: str, value: float, *, log: bool) -> str:
    if what in SHARES:
        return f"{100 * value:.0f} %"
    if what == "steps":
        return f"{ceil(value):,}"
    return exact(float(f"{10**value if log else value:.3g}"))


def _rows(question: Map, found: Sequence[Measured], note: str) -> list[dict[str, Any]]:
    """The rows of the legend."""
    many, size = question.measure.starts > 1, found[0].classes.size
    told = {
        VALUE: (MEASURES[question.measure.what], note),
        LEFT: ("most runs diverge" if many else "diverged", ""),
        MOVING: ("most runs do not arrive" if many else "not there yet", ""),
    }
    rows = [row(code, -1, *words, [int((one.classes == code).sum()) for one in found], size)
            for code, words in told.items()]  # fmt: skip
    return [one for one in rows if any(one["counts"])]


def said(question: Map, found: Sequence[Measured]) -> str:
    """What a lecturer would say: where the best setting of each method is, or at how many starts a difference grows."""
    what, many = question.measure
    if what in OF_STARTS:
        return f"A difference of 10⁻⁸ between two starts grows at {', '.join(_growing(question, found))}."
    middle = f" of the run in the middle of {many}" if many > 1 and what not in SHARES else ""
    told = [_best(question, name, one) for name, one in zip(names(question), found, strict=True)]
    return f"{BEST[what].format(many)}{middle}: {'; '.join(told)}."


def _growing(question: Map, found: Sequence[Measured]) -> Iterator[str]:
    for name, one in zip(names(question), found, strict=True):
        known = one.classes == VALUE
        parted = int((known & (one.values > 0.0)).sum())
        whose = f" with {name}" if question.paired else ""
        yield f"{share(parted, one.classes.size)} of the starts{whose}"


def _best(question: Map, name: str, found: Measured) -> str:
    """The best value of a runner, and where it is."""
    what, valued = question.measure.what, found.classes == VALUE
    if not valued.any():
        return f"none with {name}"
    values = np.where(valued, found.values, np.nan)
    best = float(np.nanmax(values) if what == "arrive" else np.nanmin(values))
    if what in SHARES:
        count = int((values == best).sum())
        return f"{_told(what, best, log=False)} with {name}, at {share(count, values.size)} of these settings"
    at = int(np.nanargmin(values))
    spans, side = question.spans(), len(values)
    numbers = zip(spans, (at % side, at // side), strict=True)
    setting = [f"{span.param.symbol} = {exact(float(f'{span.places(side)[k]:.3g}'))}" for span, k in numbers]
    return f"{_told(what, best, log=False)} with {name}, at {' and '.join(setting)}"
