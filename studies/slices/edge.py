"""The curvature against its limit while a network is trained on all pictures at once: the edge of stability.

On a quadratic, gradient descent converges as long as the largest eigenvalue of the Hessian is below 2/η, and Adam as
long as that of the preconditioned Hessian is below (2 + 2 β₁) / ((1 - β₁) η), which is 38/η for β₁ = 0.9. On networks
the curvature rises up to this limit and stays near it (Cohen and others, 2021 and 2022).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from core.param import demand
from runs.run import optimizer, schedule
from runs.survey import in_turn
from runs.training.train import Learner
from runs.training.training import Entrant, Training
from studies.slices.curvature import largest, product_at
from studies.slices.losses import Ground

METHODS = ("gd", "adam")
"""The methods whose limit is known here."""
RATES = {"gd": 0.7, "adam": 0.03}
"""Rates at which the curvature of a network of digits comes to the limit of gradient descent, and near that of Adam."""
STEPS, LOOKS, MOST_STEPS = 600, 40, 3000
CLOSE = 0.01
"""The relative bound of the error of a curvature."""


@dataclass(frozen=True, slots=True)
class Edge:
    """steps: int64[L]; losses: float64[L]; curvature: float64[L], the largest eigenvalue of the (preconditioned)
    Hessian, nan where Adam has no memory yet; limit: the curvature at which the method stops converging on a quadratic.
    """

    steps: np.ndarray
    losses: np.ndarray
    curvature: np.ndarray
    limit: float


def edge_of(question: Training, method: str, rate: float = 0.0) -> Training:
    """The question of an edge: one method at a constant rate, all pictures in every step, nothing else.

    ValueError with a sentence for a method whose limit is not known here.
    """
    demand(method in METHODS, f"The limit of {method[:40]!r} is not known here.")
    entrant = Entrant(optimizer(method), rate or RATES[method], schedule())
    batch = question.pictures.trained
    return replace(question, entrants=(entrant,), batch=batch, epochs=1, seeds=1)


def limit_of(entrant: Entrant) -> float:
    """The curvature at which a method stops converging on a quadratic."""
    if entrant.method.key == "gd":
        return 2.0 / entrant.rate
    beta1 = entrant.method.values[0]
    return (2.0 + 2.0 * beta1) / ((1.0 - beta1) * entrant.rate)


def edge(
    question: Training,
    steps: int = STEPS,
    told: Callable[[Edge], None] | None = None,
    cancelled: Event | None = None,
) -> Edge:
    """Train as `edge_of` says, and look LOOKS times at loss and curvature, both of all pictures.

    told: is called with what there is after every look. The answer ends early if it is cancelled, or if a weight is
    not finite.
    """
    demand(1 <= steps <= MOST_STEPS, f"Between 1 and {MOST_STEPS:,} steps are possible, not {steps}.")
    (entrant,) = question.entrants
    learner, ground = Learner(question, entrant, question.seed, steps), Ground(question, None)
    stops = np.unique(np.rint(np.linspace(0, steps, min(LOOKS, steps) + 1)).astype(int))
    found: list[tuple[int, float, float]] = []
    limit = limit_of(entrant)

    def look(place: int) -> None:
        if learner.wrong or (cancelled is not None and cancelled.is_set()):
            return
        if stops[place] > learner.at:
            learner.advance(int(stops[place]) - learner.at)
        if learner.wrong:
            return
        found.append((learner.at, ground.slope(learner.theta)[0], bend(ground, learner)))
        if told is not None:
            told(_edge(found, limit))

    for place in range(stops.size):
        in_turn(look, range(place, place + 1))
    return _edge(found, limit)


def bend(ground: Ground, learner: Learner) -> float:
    """The largest eigenvalue of the Hessian for gradient descent, and for Adam that of P^-1/2 H P^-1/2; nan at its
    start, where it has no memory. P is the diagonal by which Adam divides, with the correction of its mean.
    """
    product, scale = product_at(ground, learner.theta), np.ones(learner.theta.size)
    if learner.method.slots:
        if learner.at == 0:
            return np.nan
        beta1, beta2, eps = (float(value) for value in learner.method.h[:3])
        root = np.sqrt(learner.slots[1] / (1.0 - beta2**learner.at)) + eps
        scale = 1.0 / np.sqrt(root * (1.0 - beta1**learner.at))
    found = largest(lambda v: scale * product(scale * v), scale.size, 1, close=CLOSE)
    return float(found.values[0])


def _edge(found: list[tuple[int, float, float]], limit: float) -> Edge:
    steps, losses, curvature = (np.array(row) for row in zip(*found, strict=True)) if found else np.zeros((3, 0))
    return Edge(steps.astype(int), losses.astype(float), curvature.astype(float), limit)
