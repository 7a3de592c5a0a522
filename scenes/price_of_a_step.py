"""What a step costs: with fewer samples per gradient the descent is cheaper, but its end is noisier."""

from itertools import pairwise

from core.numeral import short
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from runs.surface import lowest
from studies.story import Claim, Story, arrival, race

SAMPLES, STEPS, LAST, RATE, NEAR = 64, 300, 50, 0.15, 0.05
SIZES = (SAMPLES, 16, 4, 1)


def price(way: Trajectory) -> float:
    """The number of single-sample gradients until the loss was close to the lowest; every batch is complete."""
    return arrival(way, NEAR) * (way.run.batch or SAMPLES)


def floor(way: Trajectory) -> float:
    """The mean loss above the lowest over the last steps."""
    return float(way.losses[-LAST:].mean()) - lowest(way.run.ground)


def claim(whole: Trajectory, *batches: Trajectory) -> Claim:
    """With smaller batches the price falls, and the final loss rises."""
    prices, floors = [price(way) for way in (whole, *batches)], [floor(way) for way in (whole, *batches)]
    told = [f"{cost:,.0f}" for cost in prices[1:]]
    return Claim(
        f"To come within {short(NEAR, 6)} of the lowest loss, gradient descent takes {prices[0]:,.0f} gradients of "
        f"single samples; batches of 16, 4 and 1 take {told[0]}, {told[1]} and {told[2]}. Over the last {LAST} steps "
        f"it is {floors[0]:.4f} above the lowest loss, they {floors[1]:.4f}, {floors[2]:.4f} and {floors[3]:.4f}.",
        all(a > 1.5 * b for a, b in pairwise(prices)) and all(3 * a < b for a, b in pairwise(floors)),
    )


PRICE_OF_A_STEP = Story(
    key="price_of_a_step",
    title="The price of a step",
    chapter="The learning rate",
    place=7,
    watch="All need about the same number of steps, but the curves count samples, so the small batches are down "
    "first.",
    question="When are larger batches worth their price, and how could the learning rate replace them?",
    scene=race(
        Ground(landscape("linear_regression", {"samples": SAMPLES})), (-1.6, 0.4), STEPS,
        *(Runner(optimizer("gd"), RATE, batch=size) for size in SIZES),
        tolerance=NEAR, against="samples",
    ),
    claim=claim,
)  # fmt: skip
