"""The ravine rotated by 45 degrees, which makes no difference to gradient descent, but does to Adam."""

from math import sqrt

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, Scene, optimizer
from runs.simulate import Trajectory
from studies.measures import stride
from studies.story import Claim, Story, Twin, arrival, race

NEAR, KAPPA = 0.01, 50.0
ALONG, ACROSS = -1.6, 0.8
"""The start, measured along the valley and across it: the same in both scenes."""


def ravine(angle: float, start: tuple[float, float]) -> Scene:
    """The race in a bowl whose long axis lies at this angle."""
    ground = Ground(landscape("bowl", {"kappa": KAPPA, "angle": angle}))
    return race(ground, start, 150, Runner(optimizer("gd"), 0.035), Runner(optimizer("adam"), 0.1), tolerance=NEAR)


def claim(descent: Trajectory, adam: Trajectory, turned: Trajectory, adam_turned: Trajectory) -> Claim:
    """Gradient descent takes as many steps as before; Adam needs several times as many."""
    steps = [arrival(way, NEAR) for way in (descent, adam, turned, adam_turned)]
    differ = max(abs(stride(descent) - stride(turned)))
    return Claim(
        f"To come within {short(NEAR, 6)} of the minimum Adam needs {short(steps[1], 6)} steps in the ravine along the "
        f"axis and {short(steps[3], 6)} in the slanting one; gradient descent needs {short(steps[0], 6)} and "
        f"{short(steps[2], 6)}.",
        steps[0] == steps[2] and differ < 1e-9 and steps[3] > 3 * steps[1],
    )


TURNED_RAVINE = Story(
    key="turned_ravine",
    title="The same ravine, turned",
    chapter="A rate for each coordinate",
    place=6,
    watch="Adam scales x and y separately, which straightens a ravine along an axis: open the turned ravine and "
    "compare.",
    question="Why does turning the map make no difference to gradient descent?",
    scene=ravine(0.0, (ALONG, ACROSS)),
    claim=claim,
    twin=Twin("turned by 45°", ravine(45.0, ((ALONG - ACROSS) / sqrt(2), (ALONG + ACROSS) / sqrt(2)))),
)
