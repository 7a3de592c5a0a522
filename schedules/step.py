"""Step decay: the rate is multiplied by a factor at regular intervals."""

import numpy as np

from core.records import Param, Schedule
from core.source import Source


def curve(steps: int, every: float, factor: float) -> np.ndarray:
    """The first `every` steps have the full rate, as in PyTorch's StepLR."""
    return factor ** (np.arange(steps) // every)


STEP = Schedule(
    key="step",
    name="Step decay",
    family="decay",
    curve=curve,
    params=(
        Param.span("every", "n", 100, "The number of steps between two drops of the rate."),
        Param("factor", "q", 0.5, slider=(0.05, 1.0), valid=(0.0, 1.0), help="The factor on the rate."),
    ),
    formula=r"\eta_t = \eta\; q^{\lfloor (t-1)/n \rfloor}",
    lesson="Each drop lets the walker settle where it only bounced before. A drop too early leaves it stranded.",
    watch="Until step 100 the two walk together. Each drop, at steps 100 and 200, makes the cloud smaller at once. "
    "It never closes, because the rate never falls to zero.",
    source=Source(
        "Alex Krizhevsky, Ilya Sutskever and Geoffrey E. Hinton",
        "ImageNet classification with deep convolutional neural networks",
        2012,
    ),
)
