"""Inverse square root with warm-up, also called Noam: a linear rise, then a fall with one over the root of the step.

The paper's factor d^-1/2 only scales the curve. Here the highest point, at the end of the warm-up, is the full rate, so
that η means the same as with every other schedule.
"""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, warm: float, floor: float) -> np.ndarray:
    """The full rate is reached at step `warm`. The floor holds for the fall and not for the rise."""
    t = np.arange(1, steps + 1)
    return np.minimum(t / warm, np.maximum(np.sqrt(warm / t), floor))


INVERSE_SQRT = Schedule(
    key="inverse_sqrt",
    name="Inverse square root",
    family="warm-up",
    curve=curve,
    params=(
        Param.span("warm", "w", 50, "The step at which the full rate is reached."),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \min\Bigl(\eta\,\frac{t}{w},\ \max\bigl(\eta\sqrt{w/t},\ \eta_{\min}\bigr)\Bigr)",
    lesson="It does not need to know when the training ends. The price is a rate that never quite falls to zero.",
    watch="The rate rises for 50 steps and then falls ever more slowly. The cloud gets smaller. But at the end the "
    "rate is still two fifths of its maximum, and the walker is not at rest.",
    source=Source("Ashish Vaswani and others", "Attention is all you need", 2017, "https://arxiv.org/abs/1706.03762"),
)
