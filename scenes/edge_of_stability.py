"""Too large a rate, and exactly how large: two over the largest curvature."""

from math import cos, radians, sin

import numpy as np

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, race

KAPPA, ANGLE = 10.0, 30.0
EDGE = 2.0 / KAPPA
"""Two over the largest eigenvalue of the bowl's Hessian, which is κ."""


def swing(way: Trajectory) -> float:
    """The distance along the steep axis at the end, as a share of that at the start."""
    phi = radians(ANGLE)
    steep = way.positions @ np.array([-sin(phi), cos(phi)])
    return float(abs(steep[-1] / steep[0]))


def claim(below: Trajectory, at: Trajectory, above: Trajectory) -> Claim:
    """Below the edge the oscillation dies out, at the edge it stays for ever, above it grows."""
    shares = [swing(way) for way in (below, at, above)]
    return Claim(
        f"The largest curvature is {short(KAPPA, 6)}, so that 2/λ is {short(EDGE, 6)}. In {len(at.rates)} steps the "
        f"swing across the valley becomes {shares[0]:.2f} times what it was at η = {short(below.run.rate, 6)}, "
        f"{shares[1]:.2f} times at {short(at.run.rate, 6)} and {shares[2]:.2f} times at {short(above.run.rate, 6)}.",
        shares[0] < 0.1 and abs(shares[1] - 1) < 1e-9 and shares[2] > 2 and at.run.rate == EDGE,
    )


EDGE_OF_STABILITY = Story(
    key="edge_of_stability",
    title="Exactly at the edge",
    chapter="The learning rate",
    place=2,
    watch="Three learning rates differ by at most eight per cent: one run rests, one swings for ever, one leaves the "
    "bowl.",
    question="Which number of the landscape decides this, and why is there a 2 in 2/λ?",
    scene=race(
        Ground(landscape("bowl", {"kappa": KAPPA, "angle": ANGLE})), (-1.2, 0.2), 30,
        Runner(optimizer("gd"), 0.19), Runner(optimizer("gd"), EDGE), Runner(optimizer("gd"), 0.204),
    ),
    claim=claim,
    leaves=(2,),
)  # fmt: skip
