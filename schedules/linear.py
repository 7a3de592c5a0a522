"""Linear change: from one share of the rate to another in equal increments."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, start: float, end: float, T: float) -> np.ndarray:
    """The first step has the factor `start`, and from step T + 1 on it is `end`, as in PyTorch's LinearLR."""
    return start + (end - start) * np.minimum(np.arange(steps), T) / T


LINEAR = Schedule(
    key="linear",
    name="Linear",
    family="decay",
    curve=curve,
    whole="T",
    params=(
        Param("start", "from", 1.0, help="The share of η at the first step."),
        Param("end", "to", 0.0, help="The share of η at the end."),
        Param.span("T", "T", 300, "The number of steps after which the end is reached."),
    ),
    formula=r"\eta_t = \eta\,\Bigl(s + (e - s)\,\frac{\min(t-1,\,T)}{T}\Bigr)",
    lesson="If the number of steps is known beforehand, a straight line to zero is hard to beat.",
    watch="The cloud shrinks evenly from beginning to end. Over the last 30 steps the loss is a twentieth of the "
    "constant schedule's loss.",
    source=Source(
        "Aaron Defazio, Ashok Cutkosky, Harsh Mehta and Konstantin Mishchenko",
        "Optimal linear decay learning rate schedules and further refinements",
        2023,
        "https://arxiv.org/abs/2310.07831",
    ),
)
