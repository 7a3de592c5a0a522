"""Nesterov against the heavy ball: the same velocity, but the gradient is taken at the point to which it leads."""

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import path_length
from studies.story import Claim, Story, arrival, race

NEAR, RATE = 0.001, 0.05


def claim(ball: Trajectory, nesterov: Trajectory) -> Claim:
    """Nesterov arrives in less than half the steps, on less than a third of the path length."""
    steps = [arrival(way, NEAR) for way in (ball, nesterov)]
    ways = [path_length(way)[-1] for way in (ball, nesterov)]
    return Claim(
        f"To come within {short(NEAR, 6)} of the minimum the heavy ball needs {short(steps[0], 6)} steps and Nesterov "
        f"{short(steps[1], 6)}; in {len(ball.rates)} steps the one walks {ways[0]:.1f} and the other {ways[1]:.1f}.",
        steps[0] > 2 * steps[1] and ways[0] > 3 * ways[1],
    )


LOOKING_AHEAD = Story(
    key="looking_ahead",
    title="Looking ahead",
    chapter="Momentum",
    place=3,
    watch="Both start alike, but then the heavy ball climbs the opposite wall, while Nesterov brakes in front of it.",
    question="In which direction does looking ahead help more, the steep one or the flat one?",
    scene=race(
        Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0})), (-1.6, 0.8), 100,
        Runner(optimizer("momentum"), RATE), Runner(optimizer("nesterov"), RATE),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
