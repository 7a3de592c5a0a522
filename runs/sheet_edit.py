"""Pure functions that make a comparison, change it, and convert a race to a comparison and back."""

from dataclasses import replace
from functools import lru_cache
from typing import Literal

from core.records import demand
from runs import edit
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.sheet import MOST, Axis, Sheet
from runs.sheet_fill import NAMES, filled, label, spaced_between

Side = Literal["across", "down"]
ROW, MATRIX = 6, 3
"""The number of suggested values: for a single row, and for either side of a matrix."""


@lru_cache(maxsize=1)
def first_sheet() -> Sheet:
    """The comparison a newcomer sees: rate across and momentum down in a ravine, from very slow to divergent."""
    ground = Ground(landscape("ravine"))
    base = Scene(ground, next(iter(ground.starts().values())), 300, (Runner(optimizer("momentum"), 0.01),))
    return Sheet(base, Axis("rate", (0.01, 0.08, 0.15)), Axis("method.momentum", (0.0, 0.9, 0.99)))


def sheet_of(scene: Scene) -> Sheet:
    """A race as a comparison: its visible runners side by side, or its only one at a range of learning rates.

    Forks are left out, since every pane shows a run from its start.
    """
    rooted = [r for r in scene.runners if r.origin is None]
    seen = tuple(r for r in rooted if not r.hidden) or tuple(rooted)
    base = replace(scene, runners=seen)
    return Sheet(base, filled(base, "runner" if len(seen) > 1 else "rate", ROW))


def opened(sheet: Sheet, pane: int) -> Scene:
    """A pane as a scene for the race page; ValueError if there is no such pane."""
    demand(0 <= pane < sheet.panes, f"There is no pane number {pane + 1}.")
    return sheet.scenes()[pane]


def labels(sheet: Sheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the rows (one empty name if nothing varies down) and of the columns."""
    rows = ("",) if sheet.down is None else tuple(label(sheet.base, sheet.down.what, v) for v in sheet.down.values)
    return rows, tuple(label(sheet.base, sheet.across.what, v) for v in sheet.across.values)


def thinned(axis: Axis, count: int) -> Axis:
    """The axis with at most `count` values: evenly picked numbers including both ends, or the first other values."""
    n = len(axis.values)
    if n <= count:
        return axis
    ordered = all(isinstance(v, int | float) for v in axis.values) and axis.what != "runner"
    kept = [round(k * (n - 1) / (count - 1)) for k in range(count)] if ordered else range(count)
    return replace(axis, values=tuple(axis.values[k] for k in kept))


def _rebuilt(sheet: Sheet, base: Scene, across: Axis, down: Axis | None) -> Sheet:
    names = {across.what, down.what if down else ""}
    if "runner" not in names and len(base.runners) > 1:
        base = replace(base, runners=(replace(base.runners[0], hidden=False),))
    panes = len(across.values) * (len(down.values) if down else 1)
    starts = sheet.starts if len(sheet.starts) == panes and "start" not in names else ()
    return Sheet(base, across, down, starts, sheet.suited and bool(names & {"method", "landscape"}))


def with_what(sheet: Sheet, side: Side, what: str) -> Sheet:
    """The comparison with something else varying on this side ("" for nothing down), with suggested values.

    If `what` already varies on the other side, the two sides are swapped. Values beyond the most panes are left out,
    and what varies down is dropped if it cannot be combined with what now varies across.
    """
    there = sheet.down if side == "across" else sheet.across
    if side == "down" and not what:
        return _rebuilt(sheet, sheet.base, sheet.across, None)
    if there is not None and what == there.what:
        if sheet.down is None:
            raise ValueError(f"{NAMES.get(what, what)} varies across already, so something else must vary down.")
        return _rebuilt(sheet, sheet.base, sheet.down, sheet.across)
    axis = filled(sheet.base, what, MATRIX if there else ROW)
    if there is not None:
        axis = thinned(axis, MOST // 2)
        there = thinned(there, MOST // len(axis.values))
    across, down = (axis, there) if side == "across" or there is None else (there, axis)
    # Methods and landscapes are compared at their suggested rates; everything else at one rate for all.
    fitting = replace(sheet, suited=sheet.suited or what in ("method", "landscape"))
    try:
        return _rebuilt(fitting, sheet.base, across, down)
    except ValueError:
        if side == "down" or down is None:
            raise
        return _rebuilt(fitting, sheet.base, filled(sheet.base, what, ROW), None)


def with_values(sheet: Sheet, side: Side, axis: Axis) -> Sheet:
    """The comparison with these values across or down; ValueError if there would be too many panes."""
    if side == "across":
        return _rebuilt(sheet, sheet.base, axis, sheet.down)
    return _rebuilt(sheet, sheet.base, sheet.across, axis)


def with_count(sheet: Sheet, side: Side, count: int) -> Sheet:
    """The comparison with `count` values across or down, over the same range."""
    axis = sheet.across if side == "across" else sheet.down
    if axis is None:
        raise ValueError("Nothing varies down here.")
    return with_values(sheet, side, spaced_between(sheet.base, axis, count))


def with_base(sheet: Sheet, base: Scene) -> Sheet:
    """Another scene, varied in the same way; values that were suggested for the old scene are suggested anew.

    ValueError if the new scene has nothing of that name. Individual starts are dropped when the landscape changes.
    """
    refilled = [_carried(axis, sheet.base, base) for axis in sheet.axes]
    same = base.ground.entry.key == sheet.base.ground.entry.key
    return replace(
        sheet, base=base, across=refilled[0], down=refilled[1] if sheet.down else None,
        starts=sheet.starts if same else (),
    )  # fmt: skip


def _carried(axis: Axis, old: Scene, new: Scene) -> Axis:
    count = len(axis.values)
    return filled(new, axis.what, count) if axis == filled(old, axis.what, count) else axis


def with_start(sheet: Sheet, pane: int, x: float, y: float) -> Sheet:
    """The comparison with a start dragged in this pane: for all panes, unless each has its own start.

    If the start is what varies, that value changes. On a landscape that is not the base's, every pane gets its own
    start.
    """
    scene = opened(sheet, pane)
    for side, axis, index in (
        ("across", sheet.across, pane % sheet.columns),
        ("down", sheet.down, pane // sheet.columns),
    ):
        if axis is not None and axis.what == "start":
            values = (*axis.values[:index], (x, y), *axis.values[index + 1 :])
            return replace(sheet, **{side: replace(axis, values=values)})
    if sheet.starts or scene.ground.entry.key != sheet.base.ground.entry.key:
        starts = separated(sheet).starts
        return replace(sheet, starts=(*starts[:pane], (x, y), *starts[pane + 1 :]))
    return replace(sheet, base=edit.with_start(sheet.base, x, y))


def separated(sheet: Sheet) -> Sheet:
    """The same panes, each with its own start from now on."""
    return sheet if sheet.starts else replace(sheet, starts=tuple(scene.start for scene in sheet.scenes()))


def together(sheet: Sheet) -> Sheet:
    """One start for all panes again."""
    return replace(sheet, starts=())


def suited(sheet: Sheet, on: bool) -> Sheet:
    """The comparison with suggested rates where ground or method differ from the base's, or with one rate for all."""
    return replace(sheet, suited=on)
