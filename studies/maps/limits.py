"""Where a method with a constant learning rate stops converging on a quadratic, as lines over two of its settings.

The bounds are those of `studies.stability.closed_forms`. The largest eigenvalue λ of the Hessian decides where
convergence ends; with momentum the smallest one, μ, decides where the error begins to swing.
"""

from typing import NamedTuple

import numpy as np

from core.number import exact
from runs.catalog import LANDSCAPES
from runs.map.map import Map
from runs.run import Run
from studies.maps.answer import minima_of
from studies.stability.closed_forms import Rule, rules_of, values_of
from studies.stationary import curvature

POINTS = 129
"""The points of a line."""
FLAT = 1e-6
"""A curvature below this share of the largest one is none."""


class Line(NamedTuple):
    """A line on a map of settings: what it is, and float64[2, N], its points in the units of both sides."""

    name: str
    points: np.ndarray


def rules_of_run(run: Run) -> tuple[Rule, ...]:
    """The bounds of a run's method; () where there is none: without a constant rate, or without the true gradient."""
    plain = run.schedule.key == "constant" and not run.warmup and run.exact
    return rules_of(run.method) if plain else ()


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
    for rule in rules_of_run(question.base.runs()[0]):
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
    return values_of(question.base.runners[0].method).get("momentum", 0.0)
