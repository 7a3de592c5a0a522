"""The picture of the page Maps: class and step of every pixel, and what the browser needs to draw and explain them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from core.number import exact
from pictures import labels
from pictures.handles import dials
from pictures.maps.scale import scale_of
from pictures.maps.words import by, facts, limits, names, row, spoken, told_apart
from runs import codec
from runs.catalog import LANDSCAPES
from runs.comparison.fill import name_of
from runs.map import codec as map_codec
from runs.map import map as map_question
from runs.map.codec import word_of
from runs.map.map import COARSE, FINE, FULL, Map, largest, whole
from runs.map.measure import PLAIN
from runs.map.span import Span
from runs.surface import box_of
from runs.surface import query as surface_query
from stage.addresses import surface_url
from stage.payload import Plane
from studies.maps.answer import FIRST, LEFT, MOVING, RESTING, Answer, answer, minima_of
from studies.maps.difference import (
    ELSEWHERE,
    EVEN,
    LATER,
    NEITHER,
    ONLY,
    ONLY_OTHER,
    SOONER,
    Difference,
    difference,
)
from studies.maps.limits import lines_of, marks_of

STEP = 16
"""The parts into which a step is divided, as long as all steps fit 16 bits."""
MOST = 65_535

SPREAD = (2, 98)
"""The percentiles of the steps that have the lightest and the darkest tone."""

NAMES = {MOVING: "not there yet", RESTING: "at rest at no known minimum", LEFT: "diverged"}

SHAPED = ("at a lowest minimum", "at a higher minimum")
"""The two classes at minima of a map whose ground differs from pixel to pixel."""


class Drawn(NamedTuple):
    """The head of a map's answer; for each runner, and last for their difference if that is shown, classes and parts of
    steps, uint8 and uint16[side, side]; float64[2, side], the values from left to right and from below to above.
    """

    head: Mapping[str, Any]
    planes: Sequence[Plane]
    places: np.ndarray


def read_map(query: str) -> tuple[Map, tuple[str, ...]]:
    """A map that this server can compute, and a sentence for everything in the link that could not be used."""
    reading = map_codec.read(query)
    found, remarks = map_question.within_bounds(reading.map)
    return found, reading.remarks + remarks


def _side(question: Map, place: int, span: Span) -> dict[str, Any]:
    """A side: what it shows, and each runner's present value with its word in the link."""
    base = question.base
    return {
        "name": span.param.symbol if question.of_starts else name_of(base, span.what),
        "symbol": span.param.symbol, "scale": span.param.scale, "low": span.low, "high": span.high,
        "whole": whole(base, question.sides)[2 * place : 2 * place + 2], "valid": span.param.valid,
        "integer": span.param.kind == "integer", "present": [at[place] for at in question.present()],
        "words": [word_of(runner, span.what) for runner in base.runners],
    }  # fmt: skip


def _kinds(found: Sequence[Answer]) -> list[dict[str, Any]]:
    """The classes on the maps, for the legend: those at minima first, from the most frequent on."""
    out, first = [], found[0]
    deepest = first.deepest()
    for kind in np.unique([one.classes for one in found]).tolist():
        hue = kind - FIRST
        name, note = NAMES.get(kind, ""), ""
        if hue >= 0:
            name = SHAPED[min(hue, 1)]
        if hue >= 0 and not first.shapes:
            x, y, loss = first.minima[hue]
            name = f"minimum {hue + 1}"
            note = f"at ({exact(float(f'{x:.3g}'))}, {exact(float(f'{y:.3g}'))})"
            note += ", a lowest" if deepest[hue] else f", loss {exact(float(f'{loss:.3g}'))}"
        out.append(row(kind, max(hue, -1), name, note, [one.count(kind) for one in found], first.classes.size))
    return sorted(out, key=lambda one: (one["hue"] < 0, -sum(one["counts"])))


def _differences(question: Map, found: Difference) -> list[dict[str, Any]]:
    """The classes of a difference, for the legend."""
    one, other = names(question)
    told = {
        SOONER: f"{one} sooner", LATER: f"{other} sooner", EVEN: "equally soon", ELSEWHERE: "different minima",
        ONLY: f"only {one} arrives", ONLY_OTHER: f"only {other} arrives", NEITHER: "neither arrives",
    }  # fmt: skip
    rows = []
    for kind, name in told.items():
        count, size = found.share(kind)
        note = f"at the same minimum, {by(found, kind)}" if count and kind in (SOONER, LATER) else ""
        rows += [row(kind, -1, name, note, [count], size)] if count else []
    return rows


def _range(values: np.ndarray) -> list[float]:
    """The steps that have the lightest and the darkest tone; [] where there are none."""
    if not values.size:
        return []
    low, high = np.percentile(values, SPREAD)
    return [float(low), float(max(high, low + 1.0))]


def _between(found: Difference) -> list[float]:
    """The steps by which a method is sooner where the tone is faintest, and where it is strongest; [] if none is."""
    steps = _range(found.values[np.isin(found.classes, (SOONER, LATER))])
    return [0.0, steps[1]] if steps else []


def _runners(question: Map) -> list[dict[str, Any]]:
    """What the browser needs of every runner: its name, its dials and the lines of theory on its map."""
    base, out = question.base, []
    varying = {word_of(runner, what) for runner in base.runners for what in question.sides}
    for place, (name, one) in enumerate(zip(names(question), question.each(), strict=True)):
        turned = [asdict(dial) for dial in dials(base, place) if dial.words[0] not in varying]
        lines = [{"name": line.name, "parts": [part.T.tolist() for part in line.parts]} for line in lines_of(one)]
        runner, marks = base.runners[place], [mark._asdict() for mark in marks_of(one)]
        out.append({
            "name": name, "style": runner.mark, "note": labels.note(runner), "dials": turned, "lines": lines,
            "marks": marks,
        })  # fmt: skip
    return out


def drawn(question: Map, *, moving: bool) -> Drawn:
    """The picture of a map, coarse during a drag (`moving`)."""
    wanted = COARSE if moving else FINE if question.fine else FULL
    side = largest(question, wanted)
    shown, head = (_ends if question.measure == PLAIN else scale_of)(question, side)
    planes = [(one.classes, _parts(one.values, MOST / head["per"], head["per"])) for one in shown]
    head = {**_frame(question, side), **head, "limits": list(limits(question, side, wanted))}
    return Drawn(head, planes, np.stack([span.places(side) for span in question.spans()]))


def _frame(question: Map, side: int) -> dict[str, Any]:
    """What the browser needs of every map, whatever it shows."""
    base = question.base
    return {
        "of": map_codec.write(question.picture()), "n": side, "starts": question.of_starts, "steps": base.steps,
        "sides": [_side(question, place, span) for place, span in enumerate(question.spans())],
        "minima": [(float(x), float(y), hue) for hue, (x, y, _) in enumerate(minima_of(base.ground))],
        "surface": surface_url(surface_query(base.ground)), "box": box_of(base.ground), "start": base.start,
        "race": codec.write(base), "title": LANDSCAPES[base.ground.entry.key].name, "runners": _runners(question),
        "tolerance": base.tolerance, "difference": question.difference, "measure": None,
    }  # fmt: skip


def _ends(question: Map, side: int) -> tuple[Sequence[Answer | Difference], dict[str, Any]]:
    """Where the runs end, or how the ends of two methods differ, and what the browser needs of that."""
    found = [answer(one.picture(), side) for one in question.each()]
    apart = difference(*found) if question.difference else None
    classes, values = np.stack([one.classes for one in found]), np.stack([one.values for one in found])
    head = {
        "per": min(float(STEP), MOST / question.base.steps),
        "kinds": _differences(question, apart) if apart else _kinds(found),
        "arriving": _range(values[classes >= FIRST]), "leaving": _range(values[classes == LEFT]),
        "between": _between(apart) if apart else [],
        "said": told_apart(question, apart) if apart else spoken(question, found),
        "facts": [] if apart else list(facts(question, found)),
    }  # fmt: skip
    return ([*found, apart] if apart else found), head


def _parts(values: np.ndarray, most: float, per: float) -> np.ndarray:
    return np.rint(np.clip(values, 0.0, most) * per).astype(np.uint16)
