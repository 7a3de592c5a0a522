"""A gorge that is too narrow for gradient descent, and not for Adam, whose limit is measured on a ground of its own."""

from dataclasses import replace

import numpy as np

from core.number import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.stability.sharpness import against_limit
from studies.stationary import curvature
from studies.story import Claim, Story, race

RATE = 0.05


def claim(plain: Trajectory, adam: Trajectory) -> Claim:
    """Adam rests where gradient descent could not: the curvature there is beyond the limit of the one alone."""
    x, y = (float(value) for value in adam.positions[-1])
    own = float(against_limit(adam)[-1])
    foreign = plain.run.rate * float(np.linalg.eigvalsh(curvature(plain.run.ground, (x, y)))[-1]) / 2.0
    ends = plain.positions[-1, 0], x
    return Claim(
        f"Both begin at x = {short(plain.run.start[0], 3)} with η = {short(plain.run.rate, 3)}. Gradient descent is "
        f"driven out to x = {ends[0]:.2f}, Adam stays at {ends[1]:.2f}. There the curvature times η is {foreign:.2f} "
        f"times the limit of gradient descent, but {own:.2f} times that of Adam.",
        foreign > 1.3 and own < 0.9 and ends[1] > 3.9 and ends[0] < 3.4 and adam.losses[-1] < 1e-12
        and adam.run.rate == plain.run.rate,
    )  # fmt: skip


GORGE_FOR_ADAM = Story(
    key="gorge_for_adam",
    title="Too narrow for one",
    chapter="A rate for each coordinate",
    place=8,
    watch="Gradient descent is thrown from wall to wall and out of the gorge, while Adam soon settles in it.",
    question="Adam has the same rate. Why is the gorge not too narrow for it?",
    scene=replace(
        race(
            Ground(landscape("edge")), (4.0, 0.22), 600,
            Runner(optimizer("gd"), RATE), Runner(optimizer("adam"), RATE),
        ),
        curve="stability",
    ),
    claim=claim,
)  # fmt: skip
