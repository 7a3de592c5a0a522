"""What the columns of a method's memory are, in words, for the files that hold them."""

from collections.abc import Mapping
from types import MappingProxyType

from core.records import Optimizer

OVERVIEW = (
    "what a method remembers between two steps, as it is after the step that led here. The names differ from method to "
    "method: see memory in each run. The formulas of the reference page use the same letters. Row 0 is the memory "
    "before the first step."
)

COMMON: Mapping[str, str] = MappingProxyType({
    "m": "running mean of the gradients",
    "v": "running mean of the squared gradients",
    "s": "running mean of the squared differences between gradient and m",
    "u": "velocity",
    "G": "sum of the squared gradients",
    "n": "running mean of the squared gradients, each with the change since the step before",
    "past slope": "gradient of the step before",
    "largest v": "largest v so far (with the method's correction where it is on)",
    "last": "position of the method itself; the position in x and y is the mean that it answers with",
    "mean": "mean of the positions",
    "sum of slopes": "weighted sum of the gradients of a Runge-Kutta step",
    "u ahead": "velocity at the last of the trial points of a Runge-Kutta step",
    "sum of u": "weighted sum of the velocities of a Runge-Kutta step",
    "sum of u'": "weighted sum of the accelerations of a Runge-Kutta step",
    "slow": "slow weights",
    "product of μ": "product of all momentum factors so far",
    "start": "position at the start",
    "d": "estimated distance from the start to the minimum (the same number in .x and .y)",
    "r": "weighted sum from which d is estimated (the same number in .x and .y)",
    "b": "velocity of the momentum",
    "step": "length of the step in this coordinate",
    "z": "position of the method itself; the position in x and y is a mean of it",
    "largest rate": "largest learning rate so far",
    "sum of weights": "sum of the weights with which z has entered the mean",
    "direction": "direction of the line search",
    "slope": "gradient where the line search begins",
    "length": "length of the trial along the direction (the same number in .x and .y)",
    "bracket": "lengths between which the line search looks: .x the better end, .y the other one, negative before it "
    "is found",
    "heights": "losses of the line search: .x where it begins, .y at the better end of the bracket",
    "slants": "slopes along the direction: .x where the line search begins, .y at the better end of the bracket",
    "inverse Hessian, straight": "diagonal of the estimated inverse Hessian",
    "inverse Hessian, cross": "off-diagonal entry of the estimated inverse Hessian (the same number in .x and .y)",
    **{f"s{i}": f"displacement number {i} that is remembered, the newest first" for i in (1, 2, 3)},
    **{f"y{i}": f"change of the gradient along displacement {i}" for i in (1, 2, 3)},
    **{f"ρ, α {i}": f".x is 1 / (y · s) of displacement {i}, .y its weight in the newest direction" for i in (1, 2, 3)},
    "factor of the schedule": "factor by which the schedule multiplied the rate (the same number in .x and .y)",
    "loss seen": "loss that the method was shown (the same number in .x and .y)",
    "curvature seen": "second derivative of the loss along this coordinate that the method was shown",
    "cross curvature seen": "mixed second derivative that the method was shown (the same number in .x and .y)",
})  # fmt: skip
"""Names of slots, and what is in them with most methods."""

OWN: Mapping[tuple[str, str], str] = MappingProxyType({
    **{(key, "v"): "velocity" for key in ("momentum", "nesterov", "qhm")},
    ("adadelta", "u"): "running mean of the squared steps",
    ("adamax", "u"): "largest gradient so far, which fades with every step",
    ("adan", "v"): "running mean of the changes of the gradient",
    ("prodigy", "s"): "weighted sum of the gradients, divided by the first d",
})  # fmt: skip
"""The same where one method keeps something else under the name."""


def memory_names(way: Optimizer) -> tuple[str, ...]:
    """The names of a method's memory rows: its own, then the factor, the loss and the Hessian that it saw."""
    factor = ("factor of the schedule",) if "factor" in way.needs else ()
    loss = ("loss seen",) if "loss" in way.needs else ()
    hess = ("curvature seen", "cross curvature seen") if "hess" in way.needs else ()
    return (*way.slots, *factor, *loss, *hess)


def meaning(way: Optimizer) -> dict[str, str]:
    """What each of a method's columns is, by the column's name."""
    said = {name: OWN.get((way.key, name), COMMON[name]) for name in memory_names(way)}
    return {
        f"memory.{name}.{letter}": text if ".x" in text else f"{text}, {which} coordinate"
        for name, text in said.items()
        for letter, which in (("x", "first"), ("y", "second"))
    }
