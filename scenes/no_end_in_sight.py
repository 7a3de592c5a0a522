"""Schedule-free: averaging the steps has the effect of a falling rate, but need not know when the run ends."""

from runs.ground import Ground, landscape
from runs.run import Runner, optimizer, schedule
from runs.simulate import Trajectory
from studies.story import Claim, Story, race

STEPS, LAST = 300, 50


def late(way: Trajectory) -> float:
    """The mean loss over the last steps; the lowest is zero."""
    return float(way.losses[-LAST:].mean())


def claim(constant: Trajectory, cosine: Trajectory, free: Trajectory) -> Claim:
    """Schedule-free ends far below the constant rate, close to the cosine schedule, which knows the end."""
    found = [late(way) for way in (constant, cosine, free)]
    return Claim(
        f"Over the last {LAST} steps the mean loss is {found[0]:.4f} for Adam at a constant rate and {found[2]:.4f}, "
        f"{found[0] / found[2]:.0f} times less, for schedule-free AdamW; the cosine, which knows the end, has "
        f"{found[1]:.4f}.",
        found[0] > 20 * found[2] and found[1] < found[2],
    )


NO_END_IN_SIGHT = Story(
    key="no_end_in_sight",
    title="No end in sight",
    chapter="The learning rate",
    place=6,
    watch="Under noise, Adam at a constant rate never rests, but the schedule-free walker is a mean and grows calmer.",
    question="Which of the three could simply go on after step 300?",
    scene=race(
        Ground(landscape("bowl", {"kappa": 10.0, "angle": 30.0})), (-1.6, 0.8), STEPS,
        Runner(optimizer("adam"), 0.1), Runner(optimizer("adam"), 0.1, schedule("cosine", {"T_max": STEPS})),
        Runner(optimizer("schedule_free_adamw"), 0.2),
        noise=1.0,
    ),
    claim=claim,
)  # fmt: skip
