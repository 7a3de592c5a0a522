"""Where a method with a constant learning rate stops converging on a quadratic, as lines over two of its settings.

Momentum and its relatives have closed forms (`studies.stability.closed_forms`): the largest eigenvalue λ of the Hessian
decides where convergence ends, and with momentum the smallest one, μ, decides where the error begins to swing. For any
other method that is linear in its position and memory the line is where an eigenvalue of its step
(`studies.stability.transition`) has size 1. Of methods that divide by numbers of their memory these are held at the
values that the slope at the start gives them.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.number import exact
from core.records import Point
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.comparison.comparison import varied
from runs.ground import Entry, Ground
from runs.map.map import Map
from runs.run import Run
from runs.simulate import simulate
from studies.maps.answer import numbers_at
from studies.maps.contour import zeros
from studies.stability.closed_forms import Best, Rule, best_of, rules_of, values_of
from studies.stability.transition import FREE, linear, matrices, radii, still
from studies.stationary import at_minimum, curvature

POINTS = 129
"""The points of a line that has a formula."""
FLAT = 1e-6
"""A curvature below this share of the largest one is none."""
NOT_TRUE = ("clip", "noise")
"""Sides that stand, like those of the gradient's noise, between a method and the true gradient."""
ROUNDING = 1e-9
"""An eigenvalue that is smaller than 1 by less is 1."""

SCALED = {"adam": "η = 2(1 + β₁)/((1 − β₁)λ₁)", "rmsprop": "η = 2(1 + γ)/λ₁"}
"""The closed forms of methods that divide by numbers of their memory."""


class Line(NamedTuple):
    """A line on a map of settings: what it is, and its parts, each float64[2, N], in the units of both sides."""

    name: str
    parts: tuple[np.ndarray, ...]


class Mark(NamedTuple):
    """A place on a map of settings: what it is, and the values of both sides."""

    name: str
    at: Point


def plain(question: Map, run: Run) -> bool:
    """Whether a map is one of settings, all with a constant rate and the true gradient, on ground that stays."""
    if question.of_starts or any(what in NOT_TRUE or what.startswith("gradient.") for what in question.sides):
        return False
    still_there = not LANDSCAPES[run.ground.entry.key].track
    return run.schedule.key == "constant" and not run.warmup and run.exact and still_there


def lines_of(question: Map) -> tuple[Line, ...]:
    """The lines on a map of settings; () where theory says nothing.

    Those of methods that are linear are taken with the Hessian at the first lowest minimum. On a quadratic they are the
    edges of the map, elsewhere they are true near that minimum.
    """
    run = question.base.runs()[0]
    if not plain(question, run):
        return ()
    others = [what for what in question.sides if what.startswith("method.")]
    rules = rules_of(run.method) if "rate" in question.sides and others in ([], ["method.momentum"]) else ()
    return tuple(_closed(question, rules) if rules else () if question.shapes else _traced(question, run))


def marks_of(question: Map) -> tuple[Mark, ...]:
    """The settings that are best for a quadratic with the Hessian at the first lowest minimum; () where none are known.

    The map must vary the learning rate, and the momentum if the method has one.
    """
    base = question.base
    run, curves = base.runs()[0], _at_minimum(base.ground)
    if not plain(question, run) or "rate" not in question.sides or curves is None:
        return ()
    small, large = curves
    needed = {"rate", "method.momentum"} if "momentum" in values_of(run.method) else {"rate"}
    if not needed <= set(question.sides) or not small > FLAT * large:
        return ()
    return tuple(_mark(question, best, small, large) for best in best_of(run.method, small, large))


def _mark(question: Map, best: Best, small: float, large: float) -> Mark:
    (present,) = question.present()
    # A dial shows what is clicked, so the numbers have few digits.
    known = {"rate": float(f"{best.rate:.5g}"), "method.momentum": float(f"{best.momentum:.5g}")}
    x, y = (known.get(what, now) for what, now in zip(question.sides, present, strict=True))
    name = (
        f"{best.name} on a quadratic with μ = {_told(small)} and λ = {_told(large)}: {best.formula}. "
        f"In the long run every step leaves {_told(best.radius)} of the error."
    )
    return Mark(name, (x, y))


def _at_minimum(ground: Ground) -> Point | None:
    """The curvatures at the first lowest minimum, the smaller one first; None if there is none."""
    hessian = at_minimum(ground)
    if hessian is None:
        return None
    small, large = np.linalg.eigvalsh(hessian).tolist()
    return small, large


def _told(value: float) -> str:
    return exact(float(f"{value:.4g}"))


def _closed(question: Map, rules: tuple[Rule, ...]) -> Iterator[Line]:
    """The lines of a method with formulas, over the learning rate and another number.

    This is its momentum, one that changes the ground, or one that changes nothing.
    """
    spans, mine = question.spans(), question.sides.index("rate")
    other = spans[1 - mine]
    values = other.at(np.linspace(0.0, 1.0, POINTS))
    grounds = [varied(question.base, other.what, value).ground for value in values.tolist()] if question.shapes else []
    found = [_at_minimum(ground) for ground in grounds or [question.base.ground]]
    if None in found:
        return
    curves = np.array(found)
    for rule in rules:
        curve, letter = (curves[:, 1], "λ") if rule.largest else (curves[:, 0], "μ")
        if not np.all(curve > FLAT * curves[:, 1]):
            continue
        rates = np.array([rule.of(momentum_of(question, other.what, float(value))) for value in values]) / curve
        pair = (rates, values) if mine == 0 else (values, rates)
        where = f"{letter} at the minimum" if question.shapes else f"{letter} = {_told(curve[0])} at the minimum"
        yield Line(f"{rule.name}: η = {rule.formula}, {where}", (np.stack(pair),))


def momentum_of(question: Map, what: str, value: float) -> float:
    """The momentum at a value of a side: the value itself if the side is the momentum, else that of the base."""
    if what == "method.momentum":
        return value
    return values_of(question.base.runners[0].method).get("momentum", 0.0)


def _traced(question: Map, run: Run) -> Iterator[Line]:
    """The line on which an eigenvalue of the step has size 1."""
    if OPTIMIZERS[run.method.key].scales:
        yield from _from_the_start(question, run)
        return
    curves = _at_minimum(run.ground)
    if curves is None or not curves[1] > 0.0:
        return
    # Along a direction that is flat nothing ever converges.
    small, large = curves[0] if curves[0] > FLAT * curves[1] else curves[1], curves[1]
    if linear(run.method, np.diag([small, large]), run.rate):
        parts = _ones(question.picture(), ((small, 0.0), (0.0, large)), None)
        where = f"with μ = {_told(small)} and λ = {_told(large)} at the minimum"
        yield from [Line(f"Convergence ends: an eigenvalue of a step has size 1, {where}", parts)] if parts else []


def _from_the_start(question: Map, run: Run) -> Iterator[Line]:
    """The line of a method whose P is what the slope at the start makes of it."""
    hessian, slope = np.nan_to_num(curvature(run.ground, run.start)), simulate(replace(run, steps=1)).gradients[:1]
    held = still(run.method, slope[0]) if len(slope) else FREE
    if not held.rows or not np.linalg.eigvalsh(hessian)[-1] > 0.0 or not linear(run.method, hessian, run.rate, held):
        return
    (a, b), (c, d), (gx, gy) = *hessian.tolist(), *slope.tolist()
    parts = _ones(question.picture(), ((a, b), (c, d)), (gx, gy))
    if parts:
        formula = SCALED.get(run.method.key, "an eigenvalue of a step has size 1")
        yield Line(f"Swings grow at first: {formula}, λ₁ of P⁻¹H, with the H and the slope of the start", parts)


@lru_cache(maxsize=64)
def _ones(question: Map, hessian: tuple[Point, Point], slope: Point | None) -> tuple[np.ndarray, ...]:
    """Where the largest eigenvalue of a step has size 1: lines in the units of both sides."""
    run, h, spans = question.base.runs()[0], np.array(hessian), question.spans()

    def over(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        rates, values = numbers_at(question, run, (spans[0].at(u), spans[1].at(v)))
        settings, which = np.unique(values, axis=0, return_inverse=True)
        steps = []
        for k, row in enumerate(settings.tolist()):
            method = Entry(run.method.key, tuple(row))
            held = FREE if slope is None else still(method, np.array(slope))
            steps.append(matrices(method, h, rates[which.ravel() == k], held))
        out = np.empty(u.size)
        out[np.argsort(which.ravel(), kind="stable")] = radii(np.concatenate(steps))
        return out - 1.0 + ROUNDING

    return tuple(np.stack([spans[0].at(u), spans[1].at(v)]) for u, v in zeros(over))
