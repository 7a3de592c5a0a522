"""A minimum that moves: a method that never forgets old gradients cannot follow it."""

from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.story import Claim, Story, race

PERIOD, STEPS = 200, 400


def late(way: Trajectory) -> float:
    """The mean loss over the minimum's second round; the lowest loss is zero at every moment."""
    return float(way.losses[PERIOD:].mean())


def claim(adagrad: Trajectory, rmsprop: Trajectory, descent: Trajectory) -> Claim:
    """In the second round Adagrad lags far behind; the others do not."""
    lag = [late(way) for way in (adagrad, rmsprop, descent)]
    return Claim(
        f"In the second turn the mean loss is {lag[0]:.3f} for Adagrad, {lag[1]:.3f} for RMSProp, which is "
        f"{lag[0] / lag[1]:.0f} times lower, and {lag[2]:.3f} for gradient descent.",
        lag[0] > 10 * lag[1] and lag[0] > 3 * lag[2],
    )


MOVING_TARGET = Story(
    key="moving_target",
    title="A target that moves",
    chapter="A rate for each coordinate",
    place=3,
    watch="The minimum goes round twice: Adagrad's circle gets smaller and lags behind, while RMSProp follows "
    "closely.",
    question="Real data drift over time. Which methods would you trust on a stream that never ends?",
    scene=race(
        Ground(landscape("moving_bowl", {"period": PERIOD})), (-2.0, 1.5), STEPS,
        Runner(optimizer("adagrad"), 0.5), Runner(optimizer("rmsprop"), 0.05), Runner(optimizer("gd"), 0.1),
    ),
    claim=claim,
)  # fmt: skip
