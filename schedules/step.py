"""Step decay: the rate is multiplied by a factor at regular intervals."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, every: float, factor: float, floor: float) -> np.ndarray:
    """The first `every` steps have the full rate, as in PyTorch's StepLR, which has no floor."""
    return np.maximum(factor ** (np.arange(steps) // every), floor)


STEP = Schedule(
    key="step",
    name="Step decay",
    family="decay",
    curve=curve,
    params=(
        Param.span("every", "n", 100, "The number of steps between two drops of the rate."),
        Param("factor", "q", 0.5, slider=(0.05, 1.0), valid=(0.0, 1.0), help="The factor on the rate."),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \max(\eta\; q^{\lfloor (t-1)/n \rfloor},\ \eta_{\min})",
    lesson="Each drop lets the walker settle where it only bounced before. A drop too early leaves it stranded.",
    watch="Until step 100 the two walk together. Each drop, at steps 100 and 200, makes the cloud smaller at once. "
    "It never closes, because the rate never falls to zero.",
    source=Source(
        "Alex Krizhevsky, Ilya Sutskever and Geoffrey E. Hinton",
        "ImageNet classification with deep convolutional neural networks",
        2012,
    ),
)
