"""The picture of the page Maps: class and step of every pixel, and what the browser needs to draw and explain them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from core.number import exact
from pictures import labels
from pictures.handles import dials
from runs import codec
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.comparison.fill import name_of
from runs.map import codec as map_codec
from runs.map import map as map_question
from runs.map.codec import word_of
from runs.map.map import COARSE, FINE, FULL, Map, largest, whole
from runs.map.span import Span
from runs.surface import box_of
from runs.surface import query as surface_query
from stage.addresses import surface_url
from studies.maps.answer import FIRST, LEFT, MOVING, RESTING, Answer, answer
from studies.maps.boundary import roughness
from studies.maps.limits import lines_of

STEP = 16
"""The parts into which a step is divided, as long as all steps fit 16 bits."""
MOST = 65_535

SPREAD = (2, 98)
"""The percentiles of the steps that have the lightest and the darkest tone."""

DOUBT = 0.05
"""A dimension from one map is not known better than this."""

NAMES = {MOVING: "not there yet", RESTING: "at rest at no known minimum", LEFT: "diverged"}


class Drawn(NamedTuple):
    """The head of a map's answer; uint8 and uint16[side, side], classes and parts of steps; float64[2, side], the
    values from left to right and from below to above.
    """

    head: Mapping[str, Any]
    classes: np.ndarray
    parts: np.ndarray
    places: np.ndarray


def read_map(query: str) -> tuple[Map, tuple[str, ...]]:
    """A map that this server can compute, and a sentence for everything in the link that could not be used."""
    reading = map_codec.read(query)
    found, remarks = map_question.within_bounds(reading.map)
    return found, reading.remarks + remarks


def share(count: int, whole: int) -> str:
    """A share in words: whole percents, but neither 0 nor 100 for what is not."""
    if 0 < 200 * count < whole:
        return "less than 1 %"
    if 0 < 200 * (whole - count) < whole:
        return "more than 99 %"
    return f"{100 * count / whole:.0f} %"


def spoken(question: Map, found: Answer) -> str:
    """What a lecturer would say about the map, in a sentence or two."""
    pixels, name = found.classes.size, OPTIMIZERS[question.base.runners[0].method.key].name
    arrived, deep = found.arrived(), int(found.deepest().sum())
    of = "the starts" if question.of_starts else "these settings"
    if not len(found.minima):
        return f"No minimum is known here, so nothing arrives. {_left(found, of)}"
    goal = "the lowest minimum" if len(found.minima) > 1 else "the minimum"
    goal = f"one of the {deep} lowest minima" if deep > 1 else goal
    within = f"within {question.base.steps:,} steps"
    verb = "brings" if question.of_starts else "arrives at"
    if question.of_starts:
        return f"{name} {verb} {share(arrived, pixels)} of {of} to {goal} {within}. {_left(found, of)}".strip()
    return f"{name} {verb} {goal} {within} with {share(arrived, pixels)} of {of}. {_left(found, of)}".strip()


def _left(found: Answer, of: str) -> str:
    gone = found.count(LEFT)
    return f"{share(gone, found.classes.size)} of {of} diverge." if gone else ""


def facts(found: Answer) -> Iterator[str]:
    """What else there is to say of the map: how rough the boundary between its classes is."""
    rough = roughness(found.classes)
    if rough is not None:
        yield (
            f"The boundary has a box-counting dimension of {rough.dimension:.1f} ± {max(rough.error, DOUBT):.1f}. "
            "A smooth line has 1, and one that fills the plane has 2."
        )


def limits(question: Map, side: int, wanted: int) -> Iterator[str]:
    """Sentences about what keeps this map from showing more."""
    if side < wanted:
        yield (
            f"These runs take long to compute, so the map has {side} x {side} points instead of {wanted} x {wanted}. "
            "Fewer steps allow more points."
        )
    rough = [span.param.symbol for span in question.spans() if span.coarse(side)]
    if rough:
        yield f"Neighbouring points share one {' and one '.join(rough)}: float64 has no numbers between them."


def _side(question: Map, span: Span, present: float, edges: tuple[float, float]) -> dict[str, Any]:
    base = question.base
    return {
        "name": span.param.symbol if question.of_starts else name_of(base, span.what),
        "symbol": span.param.symbol, "scale": span.param.scale, "low": span.low, "high": span.high, "whole": edges,
        "valid": span.param.valid, "integer": span.param.kind == "integer", "present": present,
        "word": word_of(base.runners[0], span.what),
    }  # fmt: skip


def _kinds(found: Answer) -> list[dict[str, Any]]:
    """The classes on the map, for the legend: those at minima first, from the most frequent on."""
    out, deepest = [], found.deepest()
    for kind in np.unique(found.classes).tolist():
        values = found.values[found.classes == kind]
        hue = kind - FIRST
        name = NAMES.get(kind, "")
        if hue >= 0:
            x, y, loss = found.minima[hue]
            name = f"minimum {hue + 1}"
            note = f"at ({exact(float(f'{x:.3g}'))}, {exact(float(f'{y:.3g}'))})"
            note += ", a lowest" if deepest[hue] else f", loss {exact(float(f'{loss:.3g}'))}"
        else:
            note = ""
        out.append({
            "code": kind, "hue": hue, "name": name, "note": note, "count": int(values.size),
            "share": share(int(values.size), found.classes.size),
        })  # fmt: skip
    return sorted(out, key=lambda one: (one["hue"] < 0, -one["count"]))


def _range(values: np.ndarray) -> list[float]:
    """The steps that have the lightest and the darkest tone; [] where there are none."""
    if not values.size:
        return []
    low, high = np.percentile(values, SPREAD)
    return [float(low), float(max(high, low + 1.0))]


def drawn(question: Map, *, moving: bool) -> Drawn:
    """The picture of a map, coarse during a drag (`moving`)."""
    wanted = COARSE if moving else FINE if question.fine else FULL
    side = largest(question, wanted)
    found, base = answer(question.picture(), side), question.base
    (across, down), (left, right, bottom, top) = question.spans(), whole(base, question.sides)
    x, y = question.present()
    sides = [_side(question, across, x, (left, right)), _side(question, down, y, (bottom, top))]
    per = min(float(STEP), MOST / base.steps)
    named = [(float(x), float(y), hue) for hue, (x, y, _) in enumerate(found.minima)]
    runner = base.runners[0]
    head = {
        "of": map_codec.write(question.picture()), "n": side, "starts": question.of_starts, "steps": base.steps,
        "per": per, "sides": sides, "kinds": _kinds(found), "minima": named,
        "arriving": _range(found.values[found.classes >= FIRST]),
        "leaving": _range(found.values[found.classes == LEFT]),
        "said": spoken(question, found), "facts": list(facts(found)),
        "limits": list(limits(question, side, wanted)),
        "lines": [{"name": line.name, "points": line.points.T.tolist()} for line in lines_of(question)],
        "surface": surface_url(surface_query(base.ground)), "box": box_of(base.ground), "start": base.start,
        "race": codec.write(base), "title": LANDSCAPES[base.ground.entry.key].name, "note": labels.note(runner),
        "name": OPTIMIZERS[runner.method.key].name, "style": runner.mark,
        "dials": [asdict(dial) for dial in dials(base, 0) if dial.words[0] not in {side["word"] for side in sides}],
        "tolerance": base.tolerance,
    }  # fmt: skip
    parts = np.rint(np.clip(found.values, 0.0, base.steps) * per).astype(np.uint16)
    places = np.stack([span.places(side) for span in (across, down)])
    return Drawn(head, found.classes, parts, places)
