"""Too large a rate in a valley that becomes wider: the run slides to where the rate is just small enough."""

import numpy as np

from core.number import short
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, Twin, race


def from_the_narrow_part(rate: float) -> Scene:
    """Gradient descent at this rate, and at one that is small enough at the start."""
    runners = (Runner(optimizer("gd"), rate), Runner(optimizer("gd"), 0.025))
    return race(Ground(landscape("edge")), (4.0, 0.22), 1_500, *runners)


def share(way: Trajectory, step: int) -> float:
    """The learning rate as a share of 2/λ, where λ = 4 (x² + y²) is the largest curvature of the valley there."""
    return float(0.5 * way.run.rate * 4.0 * np.sum(way.positions[step] ** 2))


def claim(fast: Trajectory, calm: Trajectory, other: Trajectory, *_: Trajectory) -> Claim:
    """What is too large at the start ends just below the limit. What is small enough stays where it is."""
    begin, end = ([share(way, step) for way in (fast, other, calm)] for step in (0, -1))
    places = [way.positions[-1, 0] for way in (fast, other, calm)]
    rates = [short(way.run.rate, 6) for way in (fast, other, calm)]
    return Claim(
        f"At the start, η = {rates[0]} is {begin[0]:.2f} times 2/λ. The run slides to x = {places[0]:.2f}, where it is "
        f"{end[0]:.3f} times. With η = {rates[1]} it is {begin[1]:.2f} times, then {end[1]:.3f} times at x = "
        f"{places[1]:.2f}. With η = {rates[2]}, {begin[2]:.2f} times, it rests at {places[2]:.2f}.",
        all(first > 1.2 and 0.99 < last < 1.0 for first, last in zip(begin[:2], end[:2], strict=True))
        and begin[2] < 1.0 and abs(end[2] - begin[2]) < 0.01 and places[0] < places[1] - 0.2 < places[2] - 0.4
        and all(way.losses[-1] < 1e-4 for way in (fast, other, calm)),
    )  # fmt: skip


WIDE_ENOUGH = Story(
    key="wide_enough",
    title="Where the valley is wide enough",
    chapter="The learning rate",
    place=8,
    watch="In the narrow part of a valley one run rests at once, and the other swings and slides on first.",
    question="Which number of the valley decides where the other one comes to rest?",
    scene=from_the_narrow_part(0.05),
    claim=claim,
    twin=Twin("with η = 0.04", from_the_narrow_part(0.04)),
)
