"""Converts a comparison to the query string of its URL, and back.

The link consists of that of the base scene (`runs.codec`) and the names that say what varies:

    v=1&landscape=ravine&...&run1=momentum&run1.rate=0.01&...&across=rate&across1=0.01&across2=0.08&across3=0.15
       &down=method.momentum&down1=0&down2=0.9&down3=0.99&rates=suggested&best=loss&start1.x=-4.5&start1.y=1.2&...

Writing is exact. Reading uses what is valid and reports the rest in sentences. The link of a race is read as the
comparison that the race becomes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from core.param import Param, demand
from core.records import Point
from runs import codec
from runs.codec import LONGEST, Pairs, Reader
from runs.comparison.comparison import BEST, ENTRIES, MOST, Axis, Comparison, Value, param_of
from runs.comparison.edit import Side, comparison_of, first_comparison, separated, shares_start, thinned
from runs.comparison.fill import choices, filled, label
from runs.link_words import today
from runs.run import MAX_RUNS, Scene, X, Y

RATES = Param.choice(
    "rates",
    "Rates",
    ("kept", "suggested"),
    "Does every pane keep the base's learning rate, or use the one suggested for it?",
)
RANKED = Param.choice("best", "The best pane", BEST, "What makes a pane the best?")
RUN = Param("runner", "runner", 1, (1, MAX_RUNS), (1, MAX_RUNS), "linear", "A number of a run.", "integer")
OWN = re.compile(r"(across|down)([1-9](\.[xy])?)?|rates|best|start[1-9]\.[xy]")
"""The names in a comparison's link that are not part of a scene's link."""


Fill = Callable[[Scene, str], Axis]
"""Suggests the values of what varies in a scene."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a link: a comparison, and a sentence for every part of it that could not be used."""

    comparison: Comparison
    remarks: tuple[str, ...]


def _write_value(scene: Scene, what: str, name: str, value: Value) -> Pairs:
    if isinstance(value, tuple):
        return [(f"{name}.x", X.write(value[0])), (f"{name}.y", Y.write(value[1]))]
    if isinstance(value, str):
        return [(name, value)]
    return [(name, RUN.write(value + 1) if what == "runner" else param_of(scene, what).write(value))]


def write_axis(scene: Scene, side: str, axis: Axis) -> Pairs:
    """The names and values that say what varies on this side (across or down)."""
    out = [(side, axis.what)]
    for number, value in enumerate(axis.values, 1):
        out += _write_value(scene, axis.what, f"{side}{number}", value)
    return out


def pairs(comparison: Comparison) -> Pairs:
    """The comparison as the names and values of a query string, in reading order."""
    out = codec.pairs(comparison.base)
    for side, axis in zip(("across", "down"), comparison.axes, strict=False):
        out += write_axis(comparison.base, side, axis)
    if comparison.suited:
        out += [("rates", RATES.write(1.0))]
    if comparison.best != BEST[0]:
        out += [("best", comparison.best)]
    return out + _written_starts(comparison.starts)


def _written_starts(starts: tuple[Point, ...]) -> Pairs:
    return [
        (f"start{number}.{name}", X.write(value))
        for number, start in enumerate(starts, 1) for name, value in zip("xy", start, strict=True)
    ]  # fmt: skip


def start_words(comparison: Comparison, pane: int) -> Pairs:
    """What dragging the start in a pane to a point writes into the link, with "{x}" and "{y}" for its coordinates.

    The start moves for all panes, unless each has its own. If the start is what varies, that value changes. On a
    landscape that is not the base's, every pane gets its own start.
    """
    for side, axis, index in (
        ("across", comparison.across, pane % comparison.columns),
        ("down", comparison.down, pane // comparison.columns),
    ):
        if axis is not None and axis.what == "start":
            return [(f"{side}{index + 1}.{name}", f"{{{name}}}") for name in "xy"]
    if not shares_start(comparison, pane):
        starts = _written_starts(separated(comparison).starts)
        own = {f"start{pane + 1}.{name}": f"{{{name}}}" for name in "xy"}
        return [(name, own.get(name, text)) for name, text in starts]
    return [("x", "{x}"), ("y", "{y}")]


def write(comparison: Comparison) -> str:
    """The comparison as a query string, without the question mark."""
    return codec.query(pairs(comparison))


def brought(scene: Scene) -> Pairs:
    """The link that opens a race as a comparison. If the race has forks, which a comparison cannot show, it is the
    race's own link, so that reading it reports the forks as left out.
    """
    forked = any(runner.origin is not None for runner in scene.runners)
    return codec.pairs(scene) if forked else pairs(comparison_of(scene))


def _read_mark(reader: Reader, scene: Scene, name: str, text: str) -> int:
    mark = int(reader.read(name, RUN, text)) - 1
    demand(mark in {r.mark for r in scene.runners}, f"there is no run{mark + 1} to show.")
    return mark


def _read_value(reader: Reader, scene: Scene, what: str, name: str) -> Value | None:
    """One value of what varies; None if it is missing. ValueError with a sentence if it is not valid."""
    if what == "start":
        x, y = reader.rest.get(f"{name}.x"), reader.rest.get(f"{name}.y")
        if x is None or y is None:
            return None
        return reader.param(f"{name}.x", X, scene.start[0]), reader.param(f"{name}.y", Y, scene.start[1])
    text = reader.rest.pop(name, None)
    if text is None or (what in ENTRIES and text in ENTRIES[what]):
        return text
    demand(what not in ENTRIES, f"{text[:40]!r} is not in the catalogue.")
    return _read_mark(reader, scene, name, text) if what == "runner" else reader.read(name, param_of(scene, what), text)


def read_axis(reader: Reader, scene: Scene, side: Side, fill: Fill = filled) -> Axis | None:
    """What varies on this side in a link, with a remark for whatever is not valid; None if nothing varies.

    A value that is left alone gets one of those that `fill` suggests beside it.
    """
    if side not in reader.rest:
        return None
    what = today(reader.rest.pop(side))
    if what not in choices(scene):
        reader.remarks.append(f"{side} in the link: {what[:40]!r} cannot vary here.")
        return None
    values: dict[str, Value] = {}
    problems: dict[str, str] = {}
    for name in (f"{side}{number}" for number in range(1, MOST + 1)):
        try:
            value = _read_value(reader, scene, what, name)
            demand(value not in values.values(), "that value is there already.")
        except ValueError as error:
            problems[name] = str(error)
        else:
            values |= {} if value is None else {name: value}
    if len(values) == 1:
        return _beside(reader, scene, what, values, problems, fill(scene, what))
    reader.remarks += [f"{name} in the link is left out: {problem}" for name, problem in problems.items()]
    if values:
        return Axis(what, tuple(values.values()))
    reader.remarks.append(f"{side} in the link: no value of it can be used. The values are chosen automatically.")
    return fill(scene, what)


def _beside(
    reader: Reader, scene: Scene, what: str, values: dict[str, Value], problems: dict[str, str], suggested: Axis
) -> Axis:
    """The one value that a link has, and a suggested one in the place of the other, with a sentence that says so."""
    [(name, kept)] = values.items()
    other = next(value for value in suggested.values if value != kept)
    side, number = name[:-1], int(name[-1])
    place, *more = problems or {f"{side}{2 if number == 1 else 1}": "this value is missing."}
    reader.remarks += [f"{one} in the link is left out: {problems[one]}" for one in more]
    reader.remark(place, problems.get(place, "this value is missing."), label(scene, what, other))
    return Axis(what, (kept, other) if number < int(place[-1]) else (other, kept))


def _read_starts(reader: Reader, comparison: Comparison) -> Comparison:
    names = [f"start{number}.{axis}" for number in range(1, comparison.panes + 1) for axis in "xy"]
    if not any(name in reader.rest for name in names) or "start" in {axis.what for axis in comparison.axes}:
        return comparison
    starts: list[Point] = []
    for number, (x, y) in enumerate(separated(comparison).starts, 1):
        starts.append((reader.param(f"start{number}.x", X, x), reader.param(f"start{number}.y", Y, y)))
    return replace(comparison, starts=tuple(starts))


def _read_base(reader: Reader, given: Pairs) -> Scene:
    """The base scene of the comparison: without forks, and with one runner unless runners vary."""
    if not given:
        return first_comparison().base
    reading = codec.read_pairs(given)
    reader.remarks += reading.remarks
    scene, sides = reading.scene, {reader.rest.get("across"), reader.rest.get("down")}
    kept = [r for r in scene.runners if r.origin is None]
    if sides != {None} and "runner" not in sides:
        kept = kept[:1]
    written = {name for name, _ in given}
    for runner in scene.runners:
        name = f"run{runner.mark + 1}"
        if runner not in kept and name in written:
            why = (
                "this comparison varies a single runner" if runner.origin is None else "a comparison cannot show forks"
            )
            reader.remarks.append(f"{name} in the link is left out: {why}.")
    return replace(scene, runners=tuple(kept))


def _fitted(reader: Reader, across: Axis, down: Axis) -> tuple[Axis, Axis]:
    """Both sides, shortened if together they have too many panes."""
    if len(across.values) * len(down.values) > MOST:
        reader.remarks.append(f"The link has more than {MOST} panes. Some values are left out.")
        across = thinned(across, MOST // 2)
    return across, thinned(down, MOST // len(across.values))


def _assembled(reader: Reader, scene: Scene, across: Axis | None, down: Axis | None) -> Comparison:
    """The comparison with these sides, or with as much of them as can be combined."""
    if across is None:
        if down is None:
            return comparison_of(scene)
        reader.remarks.append("Nothing varies across in the link, so what varies down now varies across.")
        across, down = down, None
    if down is not None:
        across, down = _fitted(reader, across, down)
    given = bool(reader.param("rates", RATES, 0.0))
    for sides in dict.fromkeys(((across, down), (across, None))):
        try:
            return Comparison(scene, *sides, suited=given)
        except ValueError as error:
            reader.remarks.append(f"The settings in the link do not fit together: {error}")
    return comparison_of(scene)


def own_names(given: Pairs, own: re.Pattern[str]) -> tuple[Reader, Pairs]:
    """A reader of the link's own names, those that match `own`, and the rest of the link, which describes a scene."""
    reader = Reader({})
    for name, text in given:
        if own.fullmatch(name):
            if name in reader.rest:
                reader.remarks.append(f"{name!r} appears twice in the link. The first one is used.")
            reader.rest.setdefault(name, text)
    return reader, [pair for pair in given if not own.fullmatch(pair[0])]


def read_pairs(given: Pairs) -> Reading:
    """A comparison from the names and values of a link. Never raises; an empty link gives the first comparison."""
    if not given:
        return Reading(first_comparison(), ())
    reader, others = own_names(given, OWN)
    scene = _read_base(reader, others)
    across, down = (read_axis(reader, scene, side) for side in ("across", "down"))
    comparison = _read_starts(reader, _assembled(reader, scene, across, down))
    comparison = replace(comparison, best=BEST[int(reader.param("best", RANKED, 0.0))])
    reader.remarks += [f"{name!r} in the link means nothing here." for name in reader.rest]
    return Reading(comparison, tuple(reader.remarks))


def read(text: str) -> Reading:
    """A comparison from a query string, with or without the question mark. Never raises."""
    if len(text) > LONGEST:
        return Reading(first_comparison(), (f"The link is longer than {LONGEST:,} characters and was not read.",))
    return read_pairs(parse_qsl(text.removeprefix("?"), keep_blank_values=True))
