"""Cosine annealing: half a cosine wave from the full rate down to the lowest, which it then keeps."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, T_max: float, floor: float) -> np.ndarray:
    """The first step has the full rate; from step T_max + 1 on the factor is `floor` (PyTorch's rises again there)."""
    done = np.minimum(np.arange(steps) / T_max, 1.0)
    return floor + 0.5 * (1.0 - floor) * (1.0 + np.cos(np.pi * done))


COSINE = Schedule(
    key="cosine",
    name="Cosine annealing",
    family="decay",
    curve=curve,
    whole="T_max",
    params=(
        Param.span("T_max", "T_max", 300, "The number of steps after which the lowest rate is reached."),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \eta_{\min} + \tfrac12\,(\eta_{\max} - \eta_{\min})"
    r"\Bigl(1 + \cos\frac{\pi\,\min(t-1,\,T_{\max})}{T_{\max}}\Bigr)",
    lesson="It takes long steps first and ever shorter ones towards the end, and the rate never drops suddenly.",
    watch="At first both jump about equally. From step 150 on its cloud shrinks. Over the last 30 steps its loss is "
    "a hundredth of the constant schedule's loss.",
    source=Source(
        "Ilya Loshchilov and Frank Hutter",
        "SGDR: stochastic gradient descent with warm restarts",
        2016,
        "https://arxiv.org/abs/1608.03983",
    ),
)
