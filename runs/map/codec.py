"""Converts a map to the query string of its URL, and back.

The link consists of that of the base scene (`runs.codec`), the names of what varies, and the edges of what is shown,
which are left out for the whole:

    v=1&landscape=bowl&...&run1=momentum&run1.rate=0.1&...&across=rate&down=method.momentum
       &left=0.01&right=1&bottom=0&top=0.99&fine=on

With two runners there is methods=two or methods=difference. Without it only the first runner of a link is shown.

Writing is exact. Reading uses what is valid and reports the rest in sentences. The link of a race is read as the map
that the race becomes.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from core.param import Param
from runs import codec
from runs.codec import LONGEST, Pairs, Reader
from runs.comparison.codec import own_names
from runs.link_words import today
from runs.map.map import MOST, STARTS, Map, View, first_map, fitted, map_of, param_at, whole
from runs.map.measure import MEASURES, PLAIN, Measure
from runs.map.measure import STARTS as STARTS_OF
from runs.run import Runner, Scene

EDGES = ("left", "right", "bottom", "top")
FINE = Param.switch("fine", "Fine", False, "Does the map have as many pixels as there may be?")
METHODS = Param.choice(
    "methods",
    "Methods",
    ("one", "two", "difference"),
    "Is there one map, one of each of two methods, or their difference?",
)
MEASURE = Param.choice("measure", "Measure", tuple(MEASURES), "What does a map of settings show?")
FROM = Param.choice("starts", "Starts", tuple(map(str, STARTS_OF)), "From how many starts does each setting run?")
OWN = re.compile(r"across|down|left|right|bottom|top|fine|methods|measure|starts")
"""The names in a map's link that are not part of a scene's link."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a link: a map, and a sentence for every part of it that could not be used."""

    map: Map
    remarks: tuple[str, ...]


def pairs(question: Map) -> Pairs:
    """The map as the names and values of a query string, in reading order."""
    out = codec.pairs(question.base)
    out += [("across", question.sides[0]), ("down", question.sides[1])]
    if question.view is not None:
        (a, b), (left, right, bottom, top) = question.spans(), question.view
        edges = (a.param.write(left), a.param.write(right), b.param.write(bottom), b.param.write(top))
        out += list(zip(EDGES, edges, strict=True))
    out += [(FINE.key, FINE.write(1.0))] if question.fine else []
    if question.measure != PLAIN:
        what, starts = question.measure
        out += [(MEASURE.key, what), (FROM.key, str(starts))]
    return out + ([(METHODS.key, METHODS.write(float(methods(question))))] if question.paired else [])


def methods(question: Map) -> int:
    """The place in METHODS of what the map shows."""
    return int(question.paired) + int(question.difference)


def write(question: Map) -> str:
    """The map as a query string, without the question mark."""
    return codec.query(pairs(question))


def word_of(runner: Runner, what: str) -> str:
    """The word of the link that holds the present value of a side."""
    group, _, key = what.partition(".")
    if what in (*STARTS, "noise") or group in ("gradient", "landscape"):
        return what
    name = f"run{runner.mark + 1}"
    return f"{name}.schedule.{key}" if group == "schedule" else f"{name}.{key or what}"


def _read_sides(reader: Reader, base: Scene) -> tuple[str, str]:
    given = [today(reader.rest.pop(name, default)) for name, default in zip(("across", "down"), STARTS, strict=True)]
    sides = (given[0], given[1])
    try:
        Map(base, sides)
    except ValueError as error:
        reader.remarks.append(f"across and down in the link: {error} The map of all starts is shown instead.")
        return STARTS
    return sides


def _read_view(reader: Reader, base: Scene, sides: tuple[str, str]) -> View | None:
    if not any(name in reader.rest for name in EDGES):
        return None
    known = whole(base, sides)
    params = [param_at(base, what) for what in sides for _ in range(2)]
    left, right, bottom, top = (
        reader.param(name, param, edge) for name, param, edge in zip(EDGES, params, known, strict=True)
    )
    view = (left, right, bottom, top)
    try:
        Map(base, sides, view)
    except ValueError as error:
        reader.remarks.append(f"The view in the link cannot be shown: {error}")
        return None
    return None if view == known else view


def _read_measure(reader: Reader) -> Measure:
    what = MEASURE.options[int(reader.param(MEASURE.key, MEASURE, MEASURE.default))]
    found = Measure(what, STARTS_OF[int(reader.param(FROM.key, FROM, FROM.default))])
    try:
        found.check()
    except ValueError as error:
        reader.remarks.append(f"measure in the link: {error}")
        return PLAIN
    return found


def read_pairs(given: Pairs) -> Reading:
    """A map from the names and values of a link. Never raises; an empty link gives the first map."""
    if not given:
        return Reading(first_map(), ())
    reader, others = own_names(given, OWN)
    shown = int(reader.param(METHODS.key, METHODS, METHODS.default))
    if others:
        reading = codec.read_pairs(others)
        reader.remarks += reading.remarks
        started = map_of(reading.scene, MOST if shown else 1)
        _note_left_out(reader, reading.scene, started.base, {name for name, _ in others})
    else:
        started = first_map()
    if shown and not started.paired:
        reader.remarks.append("methods in the link needs two runners. The map of one is shown instead.")
    base = started.base
    sides = _read_sides(reader, base)
    fine = bool(reader.param(FINE.key, FINE, FINE.default))
    view = _read_view(reader, base, sides)
    apart = shown == len(METHODS.options) - 1
    found = fitted(base, sides, view, fine=fine, difference=apart, measure=_read_measure(reader))
    return Reading(found, tuple(reader.remarks))


def _note_left_out(reader: Reader, scene: Scene, base: Scene, written: set[str]) -> None:
    kept, shows = {runner.mark for runner in base.runners}, ("one runner", "two runners")[len(base.runners) - 1]
    for runner in scene.runners:
        name = f"run{runner.mark + 1}"
        if runner.mark not in kept and name in written:
            reader.remarks.append(f"{name} in the link is left out: this map shows {shows}.")
    if base.steps < scene.steps:
        reader.remarks.append(
            f"{scene.steps:,} steps from every point are too much for one survey. Used instead: {base.steps:,}."
        )


def read(text: str) -> Reading:
    """A map from a query string, with or without the question mark. Never raises."""
    if len(text) > LONGEST:
        return Reading(first_map(), (f"The link is longer than {LONGEST:,} characters and was not read.",))
    return read_pairs(parse_qsl(text.removeprefix("?"), keep_blank_values=True))
