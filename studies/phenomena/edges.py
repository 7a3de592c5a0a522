"""A rule for what a run does next to the learning rate at which its method stops converging."""

import numpy as np

from core.number import exact
from studies.phenomena.rules import Cases, PreparedPath, Rule, stretches
from studies.stability.sharpness import against_limit

LOW, HIGH = 0.8, 1.3
"""The multiples of the limit that count as being next to it."""
BEYOND = 1.001
"""A multiple above 1 that is no rounding. On a quadratic a run that has it diverges."""
FEWEST = 30
DENSE = 0.75
BETWEEN = 4


def find_edges(path: PreparedPath) -> Cases:
    """Stretches in which a path turns back at every step next to its limit, beyond it at times, and does not grow."""
    ratio = against_limit(path.way)[: max(path.size - 1, 0)]
    near = (ratio[1:] >= LOW) & (ratio[1:] <= HIGH)
    n = near.size
    swings = near & (path.turns[:n] < 0.0) & (path.strides[1 : n + 1] >= path.pixel) & path.seen[1 : n + 1]
    cases: Cases = []
    for first, last in stretches(swings, BETWEEN, FEWEST):
        held = ratio[1:][first : last + 1][swings[first : last + 1]]
        calm = path.excess[last + 1] <= path.excess[first + 1]
        if held.size >= DENSE * (last - first + 1) and held.max() > BEYOND and calm:
            cases.append((first + 1, last + 1, {"mean": float(np.mean(held))}))
    return cases


EDGE = Rule(
    "edge",
    "At the edge of stability",
    "At the edge of stability: from step {step} to {last} the path swings across a valley, and the loss does not grow; "
    "curvature times η is {mean:.2f} times what the method can bear, on average.",
    f"The curvature against the limit is from {exact(LOW)} to {exact(HIGH)}, and the path turns back (the cosine "
    f"between a step and the next is below zero), for at least {FEWEST} steps that can be seen on the map. Gaps of at "
    f"most {BETWEEN} steps are ignored as long as {DENSE:.0%} of the places are of this kind. At least once the "
    f"curvature is more than {exact(BEYOND)} times the limit, with which a run on a quadratic would diverge. The loss "
    "at the end is not above that at the beginning.",
    find_edges,
)
