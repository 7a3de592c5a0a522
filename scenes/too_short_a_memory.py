"""Too short a memory: Adam forgets a rare large gradient before the next one comes (Reddi, Kale and Kumar, 2018)."""

from dataclasses import replace

from core.engine.samples import ORDERED
from runs.gradient_noise import PLAIN_NOISE, GradientNoise
from runs.ground import Ground, landscape
from runs.run import Runner, optimizer
from runs.simulate import Trajectory
from studies.measures import left, reached
from studies.story import Claim, Story, Twin, race

NEAR = 1e-3

FORGETFUL = {"beta1": 0.0, "beta2": 0.9}
"""The published counter-example has no momentum. With β₂ = 0.9 the memory is about ten steps long."""

ONE_BY_ONE = race(
    Ground(landscape("rare_large_gradient")), (0.0, 0.0), 10_000,
    Runner(optimizer("adam", FORGETFUL), 0.01), Runner(optimizer("amsgrad", FORGETFUL), 0.01),
    gradient=GradientNoise(batch=1.0, order=ORDERED), tolerance=NEAR,
)  # fmt: skip


def stand(way: Trajectory) -> float:
    """The mean x over the last pass through the samples."""
    return float(way.positions[-way.run.ground.count :, 0].mean())


def claim(adam: Trajectory, amsgrad: Trajectory, *calm: Trajectory) -> Claim:
    """Adam leaves the minimum at which it begins, and AMSGrad stays. With all samples in every step both stay."""
    (low, _), gone, first = adam.run.ground.minima()[0], left(adam, NEAR), reached(adam, NEAR)
    stands = [stand(way) for way in (adam, amsgrad, calm[0])]
    return Claim(
        f"Adam is within {NEAR:g} of the lowest loss at step {first}, leaves again at step {gone} and ends around "
        f"x = {stands[0]:.3f}. AMSGrad stays, around {stands[1]:.4f}; the minimum is at {low:.4f}. With all samples in "
        f"every step Adam stays too, around {stands[2]:.4f}.",
        first == 0 and gone is not None and gone < adam.run.ground.count and stands[0] > 0.9
        and abs(stands[1] - low) < 1e-3
        and all((reached(way, NEAR), left(way, NEAR)) == (0, None) for way in (amsgrad, *calm)),
    )  # fmt: skip


TOO_SHORT_A_MEMORY = Story(
    key="too_short_a_memory",
    title="Too short a memory",
    chapter="A rate for each coordinate",
    place=5,
    watch="Once in 101 steps a steep sample pushes both runs to the left, but Adam soon forgets it and walks right.",
    question="How many steps must Adam remember here, and which β₂ gives it that memory?",
    scene=ONE_BY_ONE,
    claim=claim,
    twin=Twin("with all samples in every step", replace(ONE_BY_ONE, gradient=PLAIN_NOISE)),
)
