"""What is said about a map in sentences: where the runs end, how two methods differ, and what keeps it from more."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from pictures import labels
from runs.catalog import OPTIMIZERS
from runs.map.map import Map
from studies.maps.answer import LEFT, Answer
from studies.maps.boundary import roughness
from studies.maps.difference import ELSEWHERE, EVEN, LATER, ONLY, ONLY_OTHER, SOONER, Difference

DOUBT = 0.05
"""A dimension from one map is not known better than this."""


def share(count: int, whole: int) -> str:
    """A share in words: whole percents, but neither 0 nor 100 for what is not."""
    if 0 < 200 * count < whole:
        return "less than 1 %"
    if 0 < 200 * (whole - count) < whole:
        return "more than 99 %"
    return f"{100 * count / whole:.0f} %"


def row(code: int, hue: int, name: str, note: str, counts: list[int], size: int) -> dict[str, Any]:
    """A row of the legend: a class, its counts on every map, and these as shares."""
    shares = [share(count, size) for count in counts]
    return {"code": code, "hue": hue, "name": name, "note": note, "counts": counts, "shares": shares}


def names(question: Map) -> list[str]:
    """What the runners are called: their methods, with what distinguishes them if these are the same."""
    called = [OPTIMIZERS[runner.method.key].name for runner in question.base.runners]
    if len(set(called)) == len(called):
        return called
    return [f"{name} ({labels.note(r)})" for name, r in zip(called, question.base.runners, strict=True)]


def _cells(question: Map) -> str:
    return "the starts" if question.of_starts else "these settings"


def spoken(question: Map, found: Sequence[Answer]) -> str:
    """What a lecturer would say about the map of every runner, in a sentence or two."""
    of, first, known = _cells(question), found[0], len(found[0].minima)
    left = _left(question, found)
    if not known:
        return f"No minimum is known here, so nothing arrives. {left}".strip()
    deep = int(first.deepest().sum())
    goal = "the lowest minimum" if known > 1 else "the minimum"
    goal = f"one of the {deep} lowest minima" if deep > 1 else goal
    within = f"within {question.base.steps:,} steps"
    called, shares = names(question), [share(one.arrived(), one.classes.size) for one in found]
    if question.of_starts:
        told = f"{called[0]} brings {shares[0]} of {of} to {goal} {within}"
        more = [f", {name} {part}" for name, part in zip(called[1:], shares[1:], strict=True)]
    else:
        told = f"{called[0]} arrives at {goal} {within} with {shares[0]} of {of}"
        more = [f", {name} with {part}" for name, part in zip(called[1:], shares[1:], strict=True)]
    return f"{told}{''.join(more)}. {left}".strip()


def _left(question: Map, found: Sequence[Answer]) -> str:
    gone, of = [one.count(LEFT) for one in found], _cells(question)
    if not any(gone):
        return ""
    size = found[0].classes.size
    if len(found) == 1:
        return f"{share(gone[0], size)} of {of} diverge."
    (name, count), *more = [(name, count) for name, count in zip(names(question), gone, strict=True) if count]
    rest = "".join(f", {share(count, size)} with {name}" for name, count in more)
    return f"{share(count, size)} of {of} diverge with {name}{rest}."


def told_apart(question: Map, found: Difference) -> str:
    """What a lecturer would say about the difference of two methods."""
    of, (one, other) = _cells(question), names(question)
    at = "From" if question.of_starts else "With"
    return " ".join([*_elsewhere(found, f"{at} {{}} of {of}", one, other), *_sooner(found, one, other)])


def _elsewhere(found: Difference, where: str, one: str, other: str) -> Iterator[str]:
    apart, all_of_them = found.share(ELSEWHERE)
    if apart:
        yield f"{where.format(share(apart, all_of_them))}, {one} and {other} come to different minima."
    for kind, name in ((ONLY, one), (ONLY_OTHER, other)):
        count, _ = found.share(kind)
        if count:
            yield f"{where.format(share(count, all_of_them))}, only {name} comes to a minimum."


def _sooner(found: Difference, one: str, other: str) -> Iterator[str]:
    together, _ = found.share(EVEN, SOONER, LATER)
    sooner, later = found.share(SOONER)[0], found.share(LATER)[0]
    if not together:
        yield "Nowhere do both come to the same minimum."
    elif not (sooner or later):
        yield "Where both come to the same minimum, they do so at the same step."
    else:
        name, count, kind = (one, sooner, SOONER) if sooner >= later else (other, later, LATER)
        yield (
            f"Where both come to the same minimum, {name} is there sooner in {share(count, together)} of the cases, "
            f"{by(found, kind)}."
        )


def by(found: Difference, kind: int) -> str:
    """By how many steps one method is sooner."""
    steps = max(1, round(float(np.median(found.values[found.classes == kind]))))
    return f"by {steps:,} {'step' if steps == 1 else 'steps'} in the median"


def facts(question: Map, found: Sequence[Answer]) -> Iterator[str]:
    """What else there is to say: how rough the boundary between the classes is."""
    for name, one in zip(names(question), found, strict=True):
        rough = roughness(one.classes)
        if rough is not None:
            whose = f"{name}: the boundary" if question.paired else "The boundary"
            yield (
                f"{whose} has a box-counting dimension of {rough.dimension:.1f} ± {max(rough.error, DOUBT):.1f}. "
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
