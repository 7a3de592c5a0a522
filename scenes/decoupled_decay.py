"""Adam against AdamW: the same weight decay, added to the gradient or applied directly to the weights."""

import numpy as np

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, race

DECAY, RATE = 0.2, 0.1


def claim(adam: Trajectory, coupled: Trajectory, decoupled: Trajectory) -> Claim:
    """AdamW is pulled far from the minimum, Adam with the same λ in the gradient hardly at all."""
    off = [float(np.hypot(*(way.positions[-1] - adam.positions[-1]))) for way in (coupled, decoupled)]
    return Claim(
        f"Both use λ = {short(DECAY, 6)}. With the decay in the gradient Adam comes to rest {off[0]:.2f} from where it "
        f"would without; AdamW, which takes it off the weights, {off[1]:.2f} away, {off[1] / off[0]:.0f} times as far.",
        off[1] > 10 * off[0] and adam.losses[-1] < 1e-3,
    )


DECOUPLED_DECAY = Story(
    key="decoupled_decay",
    title="Two kinds of weight decay",
    chapter="A rate for each coordinate",
    place=7,
    watch="All three go down side by side, but only AdamW turns away from the minimum, towards the origin.",
    question="Adam divides by the size of the gradient. What does that do to a decay that is part of the gradient?",
    scene=race(
        Ground(landscape("booth")), (-8.0, -6.0), 300,
        Runner(optimizer("adam"), RATE),
        Runner(optimizer("adam_l2", {"weight_decay": DECAY}), RATE),
        Runner(optimizer("adamw", {"weight_decay": DECAY}), RATE),
    ),
    claim=claim,
)  # fmt: skip
