"""A plateau on which gradient descent starves: its steps are proportional to a gradient that is almost zero."""

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import path_length
from studies.story import Claim, Story, arrival, race

NEAR = 0.01


def claim(descent: Trajectory, momentum: Trajectory, adam: Trajectory) -> Claim:
    """Adam and momentum get off the shelf, gradient descent does not."""
    slow, quick = arrival(momentum, NEAR), arrival(adam, NEAR)
    return Claim(
        f"In {len(descent.rates)} steps gradient descent creeps {path_length(descent)[-1]:.1f} and stays on the shelf. "
        f"Momentum gathers speed and is at the bottom after {short(slow, 6)}; Adam, whose steps do not depend on the "
        f"slope, after {short(quick, 6)}.",
        descent.losses[-1] > 0.9 * descent.losses[0] and quick < slow / 2 and slow <= len(momentum.rates),
    )


STARVING = Story(
    key="starving",
    title="Starving on a plateau",
    chapter="Flat ground and saddles",
    place=1,
    watch="Adam walks across the nearly level shelf, momentum gathers speed on it, and gradient descent hardly moves.",
    question="Gradient descent has three times momentum's η. Would a hundred times that η help?",
    scene=race(
        Ground(landscape("plateau")), (-2.5, 1.0), 200,
        Runner(optimizer("gd"), 0.3), Runner(optimizer("momentum"), 0.1), Runner(optimizer("adam"), 0.08),
        tolerance=NEAR,
    ),
    claim=claim,
)  # fmt: skip
