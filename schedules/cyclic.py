"""Cyclic rate: the rate moves linearly up and down between two bounds, again and again."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, up: float, floor: float) -> np.ndarray:
    """From the lower bound in `up` steps to the upper one and in as many back: PyTorch's CyclicLR, triangular."""
    wave = np.arange(steps) / up % 2.0
    return floor + (1.0 - floor) * (1.0 - np.abs(wave - 1.0))


CYCLIC = Schedule(
    key="cyclic",
    name="Cyclic (triangular)",
    family="waves",
    curve=curve,
    params=(
        Param.span("up", "n", 50, "The number of steps from the lower to the upper bound."),
        Param("floor", "η_min / η_max", 0.1, help="The lower bound as a share of η."),
    ),
    formula=r"\eta_t = \eta_{\min} + (\eta - \eta_{\min})\Bigl(1 - \Bigl|\tfrac{t-1}{n} \bmod 2 - 1\Bigr|\Bigr)",
    lesson="Large steps cross barriers and small steps let the walker settle. It does both, over and over.",
    watch="The cloud grows and shrinks with the rate: it is wide around steps 150 and 250, and narrow around 100 and "
    "200. The loss curve shows it too.",
    source=Source(
        "Leslie N. Smith",
        "Cyclical learning rates for training neural networks",
        2015,
        "https://arxiv.org/abs/1506.01186",
    ),
)
