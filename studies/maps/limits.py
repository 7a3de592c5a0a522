"""Where a method with a constant learning rate stops converging on a quadratic, as lines over two of its settings.

Along an eigenvector of the Hessian with the eigenvalue λ, gradient descent, momentum and Nesterov's momentum are linear
recursions of one number. They converge if ηλ is below a limit that depends on the momentum β alone:

    gradient descent                                        2
    momentum (classic, pytorch)                             2 (1 + β)
    momentum (averaged)                                     2 (1 + β) / (1 - β)
    Nesterov's momentum, in both forms                      2 (1 + β) / (1 + 2β), below that of gradient descent

The largest λ decides. With momentum the error along the flattest direction, which has the smallest eigenvalue μ, swings
if ημ is above (1 - √β)²; it shrinks fastest where it just begins to.

Source: Lessard, Recht and Packard, Analysis and design of optimization algorithms via integral quadratic constraints,
2016; Polyak, 1964.
"""

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

import numpy as np

from core.number import exact
from runs.catalog import LANDSCAPES, OPTIMIZERS
from runs.map.map import Map
from runs.run import Run
from studies.maps.answer import minima_of
from studies.stationary import curvature

POINTS = 129
"""The points of a line."""
FLAT = 1e-6
"""A curvature below this share of the largest one is none."""


class Line(NamedTuple):
    """A line on a map of settings: what it is, and float64[2, N], its points in the units of both sides."""

    name: str
    points: np.ndarray


class Rule(NamedTuple):
    """A line of a method as ηλ of its momentum: its name and formula, the function, and whether λ is the largest."""

    name: str
    formula: str
    of: Callable[[float], float]
    largest: bool = True


def rules_of(run: Run) -> tuple[Rule, ...]:
    """The lines of a run's method; () for a method, or a setting of it, for which there is none here."""
    keys = [p.key for p in OPTIMIZERS[run.method.key].params]
    h = dict(zip(keys, run.method.values, strict=True))
    plain = run.schedule.key == "constant" and not run.warmup and run.exact
    if not plain or h.get("weight_decay", 0.0):
        return ()
    stops, swings = "Convergence ends", "Swinging begins"
    if run.method.key == "gd":
        return (Rule(stops, "2/λ", lambda _: 2.0),)
    if run.method.key == "nesterov":
        return (Rule(stops, "2(1 + γ)/((1 + 2γ)λ)", lambda b: 2.0 * (1.0 + b) / (1.0 + 2.0 * b)),)
    if run.method.key == "momentum" and h["convention"] == 2.0:
        return (
            Rule(stops, "2(1 + γ)/((1 − γ)λ)", lambda b: 2.0 * (1.0 + b) / (1.0 - b)),
            Rule(swings, "(1 − √γ)²/((1 − γ)μ)", lambda b: (1.0 - sqrt(b)) ** 2 / (1.0 - b), largest=False),
        )
    if run.method.key == "momentum" and not (h["convention"] == 1.0 and h["dampening"]):
        return (
            Rule(stops, "2(1 + γ)/λ", lambda b: 2.0 * (1.0 + b)),
            Rule(swings, "(1 − √γ)²/μ", lambda b: (1.0 - sqrt(b)) ** 2, largest=False),
        )
    return ()


def lines_of(question: Map) -> tuple[Line, ...]:
    """The lines on a map of settings, with the Hessian at its first lowest minimum; () without a learning rate.

    On a quadratic they are the edges of the map. Elsewhere they are true near that minimum.
    """
    ground, minima = question.base.ground, minima_of(question.base.ground)
    if "rate" not in question.sides or not len(minima) or LANDSCAPES[ground.entry.key].track:
        return ()
    x, y, _ = minima[int(np.argmin(minima[:, 2]))]
    small, large = np.linalg.eigvalsh(np.nan_to_num(curvature(ground, (float(x), float(y)))))
    spans, mine = question.spans(), question.sides.index("rate")
    other = spans[1 - mine]
    values = other.at(np.linspace(0.0, 1.0, POINTS))
    found = []
    for rule in rules_of(question.base.runs()[0]):
        curve, letter = (large, "λ") if rule.largest else (small, "μ")
        if not curve > FLAT * large:
            continue
        rates = np.array([rule.of(momentum_of(question, other.what, float(value))) / curve for value in values])
        pair = (rates, values) if mine == 0 else (values, rates)
        where = f"{letter} = {exact(float(f'{curve:.4g}'))} at the minimum"
        found.append(Line(f"{rule.name}: η = {rule.formula}, {where}", np.stack(pair)))
    return tuple(found)


def momentum_of(question: Map, what: str, value: float) -> float:
    """The momentum at a value of a side: the value itself if the side is the momentum, else that of the base."""
    if what == "method.momentum":
        return value
    method = question.base.runners[0].method
    held = dict(zip((p.key for p in OPTIMIZERS[method.key].params), method.values, strict=True))
    return held.get("momentum", 0.0)
