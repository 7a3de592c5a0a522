"""Which methods can train a network here: those whose step treats every weight by itself, with one gradient.

A method is left out by what its record says, apart from those in MIXING. Their steps mix the two coordinates of a
walker and would take the first half of the weights for x. Tests find out for each step kernel whether it mixes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.records import Optimizer
from runs.catalog import OPTIMIZERS, SCHEDULES

MIXING: Mapping[str, str] = MappingProxyType({
    "prodigy": "It estimates one distance for all weights, from sums that its step here takes over two coordinates.",
})  # fmt: skip
"""Methods that need one gradient and nothing else, but whose steps mix coordinates, and why they are not offered."""

NEEDED: Mapping[str, str] = MappingProxyType({
    "loss": "It searches along a line, and the loss along it must not change from batch to batch.",
    "hess": "It solves equations with the Hessian, which has millions of numbers for a network.",
})  # fmt: skip


def why_not(method: Optimizer) -> str:
    """Why this method cannot train a network here, in a sentence; "" if it can."""
    if method.stages > 1:
        return f"Each step takes {method.stages} gradients, which the same number of steps would not show."
    return next((NEEDED[need] for need in method.needs if need in NEEDED), MIXING.get(method.key, ""))


ELIGIBLE: tuple[str, ...] = tuple(key for key, method in OPTIMIZERS.items() if not why_not(method))
"""The keys of the methods that can train a network, in the order of the catalogue."""

REFUSED: Mapping[str, str] = MappingProxyType(
    {key: why_not(method) for key, method in OPTIMIZERS.items() if why_not(method)}
)
"""The keys of the others, and why they cannot."""

PLANNED: tuple[str, ...] = tuple(key for key, plan in SCHEDULES.items() if plan.react is None)
"""The schedules that are known in advance. One that reacts to the loss of each step would react to the batch."""
