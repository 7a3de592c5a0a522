"""What stands between a run and the true gradient, besides the noise's scale: its kind, batches, delay, rounding."""

from typing import NamedTuple

from core.records import Param
from core.samples import MOST_SAMPLES

FOG = (
    Param.choice(
        "kind", "Noise", ("gaussian", "steep", "student", "relative"),
        "Gaussian noise on both coordinates alike; only along the direction in which the ground bends most; with the "
        "heavy tails of Student's t; or in proportion to the length of the gradient.",
    ),
    Param(
        "freedom", "ν", 3.0, (1.0, 30.0), (0.5, 1000.0), "log",
        "Degrees of freedom of Student's t: the fewer, the more often a gradient is very wrong. 1 is Cauchy's noise.",
    ),
    Param(
        "batch", "B", 0, (0, 256), (0, MOST_SAMPLES), "linear",
        "Samples a step. 0, or as many as there are, takes all of them: gradient descent. 1 is SGD.", "integer",
    ),
    Param.choice(
        "order", "Samples", ("shuffled", "drawn", "ordered"),
        "Shuffled anew for every epoch, so that each sample comes once; drawn at random, with replacement; or always "
        "in the same order.",
    ),
    Param("late", "Delay k", 0, (0, 20), (0, 100), "linear", "By so many steps a gradient comes too late.", "integer"),
    Param.choice(
        "rounding", "Rounding", ("exact", "bfloat16", "bits"),
        "The precision in which a gradient is handed on: float64, bfloat16, or as many significant bits as you choose.",
    ),
    Param("bits", "Bits", 4, (1, 16), (1, 52), "linear", "Significant bits of a rounded gradient.", "integer"),
)  # fmt: skip


class Fog(NamedTuple):
    """A value for every parameter of FOG, in that order."""

    kind: float = 0.0
    freedom: float = 3.0
    batch: float = 0.0
    order: float = 0.0
    late: float = 0.0
    rounding: float = 0.0
    bits: float = 4.0


CLEAR = Fog()
"""No batches, no delay, no rounding; noise, if its scale is above zero, is Gaussian."""
