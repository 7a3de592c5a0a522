"""Carried over the pass: the amount of momentum decides which valley a run finds."""

import numpy as np

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from runs.surface import lowest
from studies.story import Claim, Story, race


def claim(*ways: Trajectory) -> Claim:
    """Three momenta end in three different valleys, each at its bottom."""
    minima = np.array(ways[0].run.ground.minima())
    away = [np.hypot(*(minima - way.positions[-1]).T) for way in ways]
    nearest, off = [int(np.argmin(d)) for d in away], max(float(np.min(d)) for d in away)
    above = [float(way.losses[-1] - lowest(way.run.ground)) for way in ways]
    gammas = ", ".join(short(way.run.method.values[0], 6) for way in ways)
    return Claim(
        f"With γ = {gammas} the ball ends in {len(set(nearest))} different valleys, {above[0]:.1f}, {above[1]:.1f} and "
        f"{above[2]:.1f} above the lowest loss: none finds the deepest.",
        len(set(nearest)) == len(ways) and off < 0.01 and above[0] > max(above[1:]) + 10 and min(above) > 10,
    )


CARRIED_OVER = Story(
    key="carried_over",
    title="Carried over the pass",
    chapter="Several valleys",
    place=2,
    watch="Three balls differ only in their momentum: one turns back, the others roll over a pass, each to a "
    "different side.",
    question="Can you find a γ that ends in the deepest valley, at the lower left?",
    scene=race(
        Ground(landscape("styblinski_tang")), (4.5, 4.0), 250,
        *(Runner(optimizer("momentum", {"momentum": gamma}), 0.01) for gamma in (0.8, 0.9, 0.95)),
    ),
    claim=claim,
)  # fmt: skip
