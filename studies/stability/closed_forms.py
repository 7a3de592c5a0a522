"""Up to which product of learning rate and curvature a method converges on a quadratic, as closed forms.

Along an eigenvector of the Hessian with the eigenvalue λ, gradient descent, momentum and Nesterov's momentum are linear
recursions of one number. They converge if ηλ is below a limit that depends on the momentum β alone:

    gradient descent                                        2
    momentum (classic, pytorch)                             2 (1 + β)
    momentum (averaged)                                     2 (1 + β) / (1 - β)
    Nesterov's momentum, in both forms                      2 (1 + β) / (1 + 2β), below that of gradient descent

With momentum the error along the flattest direction, which has the smallest eigenvalue μ, swings if ημ is above
(1 - √β)²; it shrinks fastest where it just begins to.

Adam and RMSProp divide each coordinate by a number P of their memory. If P stood still, they would be momentum on a
ground that is stretched, and the same limits hold for the eigenvalues of P⁻¹H.

Source: Lessard, Recht and Packard, Analysis and design of optimization algorithms via integral quadratic constraints,
2016; Polyak, 1964; Cohen and others, Adaptive gradient methods at the edge of stability, 2022.
"""

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

import numpy as np

from runs.catalog import OPTIMIZERS
from runs.ground import Entry


class Rule(NamedTuple):
    """A bound on ηλ by the momentum: its name and formula, the function, and whether λ is the largest eigenvalue."""

    name: str
    formula: str
    of: Callable[[float], float]
    largest: bool = True


STOPS, SWINGS = "Convergence ends", "Swinging begins"
PLAIN = (Rule(STOPS, "2/λ", lambda _: 2.0),)
HEAVY = (
    Rule(STOPS, "2(1 + γ)/λ", lambda b: 2.0 * (1.0 + b)),
    Rule(SWINGS, "(1 − √γ)²/μ", lambda b: (1.0 - sqrt(b)) ** 2, largest=False),
)
AVERAGED = (
    Rule(STOPS, "2(1 + γ)/((1 − γ)λ)", lambda b: 2.0 * (1.0 + b) / (1.0 - b)),
    Rule(SWINGS, "(1 − √γ)²/((1 − γ)μ)", lambda b: (1.0 - sqrt(b)) ** 2 / (1.0 - b), largest=False),
)
AHEAD = (Rule(STOPS, "2(1 + γ)/((1 + 2γ)λ)", lambda b: 2.0 * (1.0 + b) / (1.0 + 2.0 * b)),)


def values_of(method: Entry) -> dict[str, float]:
    """The hyper-parameters of a method by their keys."""
    return dict(zip((p.key for p in OPTIMIZERS[method.key].params), method.values, strict=True))


def rules_of(method: Entry) -> tuple[Rule, ...]:
    """The bounds of a method that is linear in the gradient; () for any other one."""
    h = values_of(method)
    if h.get("weight_decay", 0.0):
        return ()
    if method.key == "gd":
        return PLAIN
    if method.key == "nesterov":
        return AHEAD
    if method.key == "momentum" and h["convention"] == 2.0:
        return AVERAGED
    if method.key == "momentum" and not (h["convention"] == 1.0 and h["dampening"]):
        return HEAVY
    return ()


class Best(NamedTuple):
    """Parameters that are good for quadratics: what they are, the formulas of η and γ, η, γ, and the rate ρ."""

    name: str
    formula: str
    rate: float
    momentum: float
    radius: float


def best_of(method: Entry, small: float, large: float) -> tuple[Best, ...]:
    """The parameters of a method for curvatures from `small`, above zero, to `large`, and the worst rate with them."""
    root, far = sqrt(large / small), sqrt(3.0 * large / small + 1.0)
    rules = rules_of(method)
    if rules is PLAIN:
        fastest = Best("Fastest", "η = 2/(λ + μ)", 2.0 / (large + small), 0.0, (root**2 - 1.0) / (root**2 + 1.0))
        return (fastest,)
    if rules is AHEAD:
        usual = Best(
            "Usual choice", "η = 1/λ, γ = (√κ − 1)/(√κ + 1)", 1.0 / large, (root - 1.0) / (root + 1.0), 1.0 - 1.0 / root
        )
        fastest = Best(
            "Fastest", "η = 4/(3λ + μ), γ = (√(3κ + 1) − 2)/(√(3κ + 1) + 2)",
            4.0 / (3.0 * large + small), (far - 2.0) / (far + 2.0), 1.0 - 2.0 / far,
        )  # fmt: skip
        return usual, fastest
    if rules in (HEAVY, AVERAGED):
        momentum, rate = ((root - 1.0) / (root + 1.0)) ** 2, 4.0 / (sqrt(large) + sqrt(small)) ** 2
        share, told = (1.0 - momentum, "4/((1 − γ)(√λ + √μ)²)") if rules is AVERAGED else (1.0, "4/(√λ + √μ)²")
        formula = f"η = {told}, γ = ((√κ − 1)/(√κ + 1))²"
        return (Best("Fastest", formula, rate / share, momentum, (root - 1.0) / (root + 1.0)),)
    return ()


Yardstick = Callable[[np.ndarray], np.ndarray]
"""What a method divides each coordinate by at steps 1, 2, ...: its memory after them, float64[n, K, 2], to [n, 2]."""


class Limit(NamedTuple):
    """The bound on ηλ below which a method converges, and its P, by which it stretches the ground (None: not)."""

    value: float
    yardstick: Yardstick | None = None


def limit_of(method: Entry) -> Limit | None:
    """The limit of a method with these hyper-parameters; None if it has none here."""
    h = values_of(method)
    if method.key == "adam":
        return Limit(AVERAGED[0].of(h["beta1"]), lambda memory: _of_adam(h, memory))
    if method.key == "rmsprop":
        return Limit(HEAVY[0].of(h["momentum"]), lambda memory: _of_rmsprop(h, memory))
    rules = rules_of(method)
    return Limit(rules[0].of(h.get("momentum", 0.0))) if rules else None


def _of_adam(h: dict[str, float], memory: np.ndarray) -> np.ndarray:
    """The bias correction belongs to P: that of the mean makes the first steps longer."""
    t = np.arange(1.0, len(memory) + 1.0)[:, None]
    unbias1, unbias2 = (1.0 - h["beta1"] ** t, 1.0 - h["beta2"] ** t) if h["correct"] else (1.0, 1.0)
    small = h["eps"] / np.sqrt(unbias2) if h["eps_form"] else h["eps"]
    return unbias1 * (np.sqrt(memory[:, 1] / unbias2) + small)


def _of_rmsprop(h: dict[str, float], memory: np.ndarray) -> np.ndarray:
    spread = np.maximum(memory[:, 0] - h["centered"] * memory[:, 1] ** 2, 0.0)
    return np.sqrt(spread + h["eps"]) if h["eps_place"] else np.sqrt(spread) + h["eps"]
