"""Pure functions that make a comparison, change it, and convert a race to a comparison and back."""

from dataclasses import replace
from functools import lru_cache
from typing import Literal

from core.param import demand
from runs.comparison.comparison import MOST, Axis, Comparison
from runs.comparison.fill import NAMES, filled, label, spaced_between
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer

Side = Literal["across", "down"]
ROW, MATRIX = 6, 3
"""The number of suggested values: for a single row, and for either side of a matrix."""


@lru_cache(maxsize=1)
def first_comparison() -> Comparison:
    """The comparison a newcomer sees: rate across and momentum down in a ravine, from very slow to divergent."""
    ground = Ground(landscape("ravine"))
    base = Scene(ground, next(iter(ground.starts().values())), 300, (Runner(optimizer("momentum"), 0.01),))
    return Comparison(base, Axis("rate", (0.01, 0.08, 0.15)), Axis("method.momentum", (0.0, 0.9, 0.99)))


def comparison_of(scene: Scene) -> Comparison:
    """A race as a comparison: its visible runners side by side, or its only one at a range of learning rates.

    Forks are left out, since every pane shows a run from its start.
    """
    rooted = [r for r in scene.runners if r.origin is None]
    seen = tuple(r for r in rooted if not r.hidden) or tuple(rooted)
    base = replace(scene, runners=seen)
    return Comparison(base, filled(base, "runner" if len(seen) > 1 else "rate", ROW))


def opened(comparison: Comparison, pane: int) -> Scene:
    """A pane as a scene for the race page; ValueError if there is no such pane."""
    demand(0 <= pane < comparison.panes, f"There is no pane number {pane + 1}.")
    return comparison.scenes()[pane]


def labels(comparison: Comparison) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the rows (one empty name if nothing varies down) and of the columns."""
    rows = (
        ("",)
        if comparison.down is None
        else tuple(label(comparison.base, comparison.down.what, v) for v in comparison.down.values)
    )
    return rows, tuple(label(comparison.base, comparison.across.what, v) for v in comparison.across.values)


def thinned(axis: Axis, count: int) -> Axis:
    """The axis with at most `count` values: evenly picked numbers including both ends, or the first other values."""
    n = len(axis.values)
    if n <= count:
        return axis
    ordered = all(isinstance(v, int | float) for v in axis.values) and axis.what != "runner"
    kept = [round(k * (n - 1) / (count - 1)) for k in range(count)] if ordered else range(count)
    return replace(axis, values=tuple(axis.values[k] for k in kept))


def _rebuilt(comparison: Comparison, base: Scene, across: Axis, down: Axis | None) -> Comparison:
    names = {across.what, down.what if down else ""}
    if "runner" not in names and len(base.runners) > 1:
        base = replace(base, runners=(replace(base.runners[0], hidden=False),))
    panes = len(across.values) * (len(down.values) if down else 1)
    starts = comparison.starts if len(comparison.starts) == panes and "start" not in names else ()
    fitting = comparison.suited and bool(names & {"method", "landscape"})
    return Comparison(base, across, down, starts, fitting, comparison.best)


def with_what(comparison: Comparison, side: Side, what: str) -> Comparison:
    """The comparison with something else varying on this side ("" for nothing down), with suggested values.

    If `what` already varies on the other side, the two sides are swapped. Values beyond the most panes are left out,
    and what varies down is dropped if it cannot be combined with what now varies across.
    """
    there = comparison.down if side == "across" else comparison.across
    if side == "down" and not what:
        return _rebuilt(comparison, comparison.base, comparison.across, None)
    if there is not None and what == there.what:
        if comparison.down is None:
            raise ValueError(f"{NAMES.get(what, what)} varies across already, so something else must vary down.")
        return _rebuilt(comparison, comparison.base, comparison.down, comparison.across)
    axis = filled(comparison.base, what, MATRIX if there else ROW)
    if there is not None:
        axis = thinned(axis, MOST // 2)
        there = thinned(there, MOST // len(axis.values))
    across, down = (axis, there) if side == "across" or there is None else (there, axis)
    # Methods and landscapes are compared at their suggested rates; everything else at one rate for all.
    fitting = replace(comparison, suited=comparison.suited or what in ("method", "landscape"))
    try:
        return _rebuilt(fitting, comparison.base, across, down)
    except ValueError:
        if side == "down" or down is None:
            raise
        return _rebuilt(fitting, comparison.base, filled(comparison.base, what, ROW), None)


def with_values(comparison: Comparison, side: Side, axis: Axis) -> Comparison:
    """The comparison with these values across or down; ValueError if there would be too many panes."""
    if side == "across":
        return _rebuilt(comparison, comparison.base, axis, comparison.down)
    return _rebuilt(comparison, comparison.base, comparison.across, axis)


def with_count(comparison: Comparison, side: Side, count: int) -> Comparison:
    """The comparison with `count` values across or down, over the same range."""
    axis = comparison.across if side == "across" else comparison.down
    if axis is None:
        raise ValueError("Nothing varies down here.")
    return with_values(comparison, side, spaced_between(comparison.base, axis, count))


def with_base(comparison: Comparison, base: Scene) -> Comparison:
    """Another scene, varied in the same way; values that were suggested for the old scene are suggested anew.

    ValueError if the new scene has nothing of that name. Individual starts are dropped when the landscape changes.
    """
    refilled = [_carried(axis, comparison.base, base) for axis in comparison.axes]
    same = base.ground.entry.key == comparison.base.ground.entry.key
    return replace(
        comparison, base=base, across=refilled[0], down=refilled[1] if comparison.down else None,
        starts=comparison.starts if same else (),
    )  # fmt: skip


def _carried(axis: Axis, old: Scene, new: Scene) -> Axis:
    count = len(axis.values)
    return filled(new, axis.what, count) if axis == filled(old, axis.what, count) else axis


def shares_start(comparison: Comparison, pane: int) -> bool:
    """Whether a pane starts where all panes do, unless the start is what varies: not on a landscape of its own."""
    return not comparison.starts and opened(comparison, pane).ground.entry.key == comparison.base.ground.entry.key


def separated(comparison: Comparison) -> Comparison:
    """The same panes, each with its own start from now on."""
    return (
        comparison
        if comparison.starts
        else replace(comparison, starts=tuple(scene.start for scene in comparison.scenes()))
    )


def together(comparison: Comparison) -> Comparison:
    """One start for all panes again."""
    return replace(comparison, starts=())


def with_best(comparison: Comparison, best: str) -> Comparison:
    """The comparison in which this makes a pane the best: one of BEST."""
    return replace(comparison, best=best)


def suited(comparison: Comparison, on: bool) -> Comparison:
    """The comparison with suggested rates where ground or method differ from the base's, or with one rate for all."""
    return replace(comparison, suited=on)
