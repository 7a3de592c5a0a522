"""Charts: which curves a picture has, on which axes, over which range."""

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, log10

import numpy as np

from runs.ground import Ground
from runs.run import Shown
from runs.simulate import Trajectory
from runs.surface import lowest
from stage.payload import Chart
from studies.measures import deeper

DECADES = 2.0
"""Curves that span more decades than this are drawn on a logarithmic axis."""


def span(rows: Iterable[np.ndarray], decades: float = DECADES) -> tuple[bool, tuple[float, float]]:
    """Whether curves are drawn on a logarithmic axis, and the range of the axis.

    The range covers every positive value, but at most sixteen decades below the largest of the same curve: smaller
    differences are beyond the precision of float64.
    """
    curves = [row for row in rows if row.size]
    values = np.concatenate([*curves, np.empty(0)])
    if not values.size:
        return False, (0.0, 1.0)
    high, positive = float(values.max()), [row[row > 0] for row in curves if np.any(row > 0)]
    small = min((max(float(row.min()), float(row.max()) * 1e-16) for row in positive), default=0.0)
    if small > 0 and values.min() >= 0 and log10(high / small) > decades:
        return True, (10.0 ** floor(log10(small)), 10.0 ** ceil(log10(high) + 1e-9))
    low = float(values.min())
    room = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return False, (min(0.0, low) if low >= 0 and high > 2 * low else low - room, high + room)


def calm(rows: list[np.ndarray], ways: list[Trajectory]) -> list[np.ndarray]:
    """The rows that set the range of an axis: runs that did not diverge, and the starts of those that did.

    A diverging run leaves its chart at the top, as it leaves the map at its edge, and does not flatten the others. If
    all diverge, the first step of the slowest one is shown.
    """
    return tamed(rows, [way.word == "diverged" for way in ways])


def tamed(rows: Sequence[np.ndarray], wild: Sequence[bool]) -> list[np.ndarray]:
    """The rows of which only the first value counts where they are `wild`; if all are, two of the lowest one."""
    kept = [row[:1] if one else row for row, one in zip(rows, wild, strict=True)]
    steps = [row[:2] for row in rows if row.size > 1]
    return [*kept, min(steps, key=lambda row: float(row[1]))] if all(wild) and steps else kept


Rows = Callable[[str], list[np.ndarray]]


CURVES = {
    "norm": "Gradient norm |∇f|",
    "rate": "Learning rate η",
    "stride": "Step length |Δθ|",
    "along x": "Effective rate |Δx| / |∂f/∂x|",
    "along y": "Effective rate |Δy| / |∂f/∂y|",
    "stability": "Curvature against the limit",
}
"""The quantities that a chart can show besides the loss, with their titles."""


def losses_themselves(rows: Iterable[np.ndarray]) -> Chart:
    """The chart of losses as they are, on a linear axis, where losses below the lowest known one can be seen."""
    return Chart("loss", "Loss", *span(rows, np.inf))


def chart(of: str, ground: Ground, rows: Rows, ways: list[Trajectory]) -> Chart:
    """The chart of one of CURVES, or of "loss", which is logarithmic, above the minimum, if losses span decades."""
    if of == "loss":
        log, reach = span(calm(rows("gap"), ways))
        # On a logarithmic axis a run below the lowest known minimum would be at zero, and could not be seen.
        if not log or any(deeper(way.losses, ground).any() for way in ways):
            return losses_themselves(calm(rows("loss"), ways))
        named = ("loss", "Loss") if lowest(ground) == 0.0 else ("gap", "Loss above the minimum")
        return Chart(*named, log, reach)
    if of == "stability":
        return Chart(of, CURVES[of], False, around_limit(calm(rows(of), ways)), level=1.0)
    if of.startswith("along"):
        return Chart(of, CURVES[of], *span(usual(rows(of)), 1.0))
    return Chart(
        of, CURVES[of], *span(rows(of) if of == "rate" else calm(rows(of), ways), 1.0 if of == "rate" else DECADES)
    )


LOWEST, FEWEST, MOST = -1.0, 1.5, 4.0
"""The ends of the axis of multiples of a limit: it begins at 0 or, at the lowest, here; it ends between these two."""


def around_limit(rows: Iterable[np.ndarray]) -> tuple[float, float]:
    """The range of a linear axis for multiples of a limit. Far beyond the limit, how far says little."""
    values = np.concatenate([*rows, np.zeros(1)])
    return max(float(values.min()), LOWEST), min(max(1.1 * float(values.max()), FEWEST), MOST)


STEADY = 1e-9
"""A rate that changes by no more than this share of itself does not change: that is rounding."""


def third(asked: Shown, rates: Sequence[np.ndarray], others: Sequence[str]) -> str:
    """What the third chart shows, next to these `others`, if a link leaves it open ("fitting") or asks for something.

    The learning rates, where a schedule or a warm-up changes any of them and no other chart shows them; else the length
    of the steps, which shows what methods, line searches and noise make of one rate.
    """
    if asked != "fitting":
        return asked
    lively = any(np.ptp(row) > STEADY * np.max(np.abs(row)) for row in rates if row.size)
    return "rate" if lively and "rate" not in others else "stride"


def usual(rows: list[np.ndarray]) -> list[np.ndarray]:
    """The rows without their rarest values, since a quotient has a peak wherever its denominator crosses zero."""
    kept = [row[row > 0] for row in rows]
    return [np.quantile(row, (0.03, 0.97)) for row in kept if row.size]
