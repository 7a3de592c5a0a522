"""What happens to the gradients of a run, besides the noise's scale: its kind, batches, delay, rounding, clipping."""

from typing import NamedTuple

from core.engine.samples import MOST_SAMPLES
from core.number import exact
from core.param import Param

GRADIENT_NOISE = (
    Param.choice(
        "kind", "Noise", ("gaussian", "steep", "student", "relative"),
        "How the noise is spread. gaussian: equally in both coordinates. steep: only along the direction in which the "
        "ground bends most. student: heavy tails (Student's t), so rare errors are very large. relative: in proportion "
        "to the length of the gradient.",
    ),
    Param(
        "freedom", "ν", 3.0, (1.0, 30.0), (0.5, 1000.0), "log",
        "Degrees of freedom of Student's t. The smaller the number, the more often a gradient is very wrong. 1 gives "
        "Cauchy noise.",
    ),
    Param(
        "batch", "B", 0, (0, 256), (0, MOST_SAMPLES), "linear",
        "Samples per step. 0, or the number of all samples, uses all of them, as gradient descent does. 1 is SGD in "
        "the strict sense.", "integer",
    ),
    Param.choice(
        "order", "Samples", ("shuffled", "drawn", "ordered"),
        "shuffled: in a new order for every epoch, each sample once. drawn: at random, with replacement. ordered: "
        "always in the same order.",
    ),
    Param("delay", "Delay k", 0, (0, 20), (0, 100), "linear", "How many steps late each gradient arrives.", "integer"),
    Param.choice(
        "rounding", "Rounding", ("exact", "bfloat16", "bits"),
        "The precision of the gradient that the method receives. exact: float64. bfloat16. bits: as many significant "
        "bits as you choose.",
    ),
    Param("bits", "Bits", 4, (1, 16), (1, 52), "linear", "Significant bits of a rounded gradient.", "integer"),
)  # fmt: skip


class GradientNoise(NamedTuple):
    """A value for every parameter of GRADIENT_NOISE, in that order."""

    kind: float = 0.0
    freedom: float = 3.0
    batch: float = 0.0
    order: float = 0.0
    delay: float = 0.0
    rounding: float = 0.0
    bits: float = 4.0


PLAIN_NOISE = GradientNoise()
"""No batches, no delay, no rounding; noise, if its scale is above zero, is Gaussian."""

CLIP = Param(
    "clip", "Clip at", 0.0, (0.0, 10.0), (0.0, 1e6), "linear",
    "The largest gradient that this method is given. A larger one is cut to this size before the step. 0 cuts none.",
)  # fmt: skip
CLIP_BY = Param.choice(
    "clip_by", "Clipped is", ("norm", "value"),
    "norm: a gradient that is too long is shortened and keeps its direction. value: each coordinate that is too large "
    "is cut by itself, which turns the direction.",
)  # fmt: skip


def clipping(clip: float, by: float) -> str:
    """What clipping to a bound above zero does, in a few words."""
    size = exact(clip)
    return f"every coordinate clipped to ±{size}" if by else f"clipped to the norm {size}"
