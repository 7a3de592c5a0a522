"""As fast as they can: the four methods of the first picture, each at the highest rate that keeps it on the map."""

import numpy as np

from core.number import short
from runs.opening import opening
from runs.run import TARGET
from runs.simulate import Trajectory
from studies.story import Claim, Story, arrival

SOON, BACK, NEAR = 20, 0.3, 0.2
"""The first steps, how far in x a walker falls that is thrown back, and how far from the star "close" is."""


def lead(*ways: Trajectory) -> int:
    """In how many of the first steps the first of these runs has the lowest loss."""
    return int(np.sum(np.argmin([way.losses[1 : SOON + 1] for way in ways], axis=0) == 0))


def fall(way: Trajectory) -> tuple[int, float, float]:
    """The step at which a walker is farthest to the right, its x there, and by how much x falls after that."""
    x = way.positions[:, 0]
    far = int(np.argmax(x))
    return far, float(x[far]), float(x[far] - x[far:].min())


def claim(descent: Trajectory, momentum: Trajectory, rmsprop: Trajectory, adam: Trajectory) -> Claim:
    """Gradient descent leads at first and is thrown back, as RMSProp is; Momentum alone arrives, and Adam is close."""
    ahead = lead(descent, momentum, rmsprop, adam)
    (early, x, fallen), (late, u, sunk) = fall(descent), fall(rmsprop)
    others = [arrival(way, TARGET.default) for way in (descent, rmsprop, adam)]
    there, star = arrival(momentum, TARGET.default), adam.run.ground.minima()[0]
    away = float(np.hypot(*(adam.positions[-1] - star)))
    return Claim(
        f"Gradient descent leads in {ahead} of the first {SOON} steps. At step {early}, from x = {short(x, 2)}, it is "
        f"thrown back, and so is RMSProp at step {late} from {short(u, 2)}. Only Momentum arrives, at step "
        f"{short(there, 6)}. Adam is still {short(away, 2)} away.",
        ahead > SOON / 2 and min(fallen, sunk) > BACK and there < min(others) and min(others) == np.inf and away < NEAR,
    )


TOP_SPEED = Story(
    key="top_speed",
    title="As fast as they can",
    chapter="The learning rate",
    place=8,
    watch="Each runner has the highest rate η of 1, 2.5 and 5 · 10ⁿ that keeps it on the map.",
    question="Gradient descent leads at first: which runner arrives, and what holds the others up?",
    scene=opening(),
    claim=claim,
)
