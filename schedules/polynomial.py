"""Polynomial decay: the share of the steps that remain, raised to a power."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, T: float, power: float, floor: float) -> np.ndarray:
    """The factor is `floor` from step T + 1 on: zero in PyTorch's PolynomialLR, the end rate of Keras and optax."""
    return floor + (1.0 - floor) * (1.0 - np.minimum(np.arange(steps), T) / T) ** power


POLYNOMIAL = Schedule(
    key="polynomial",
    name="Polynomial decay",
    family="decay",
    curve=curve,
    whole="T",
    params=(
        Param.span("T", "T", 300, "The number of steps after which the lowest rate is reached."),
        Param(
            "power",
            "p",
            2.0,
            slider=(0.25, 5.0),
            valid=(0.1, 20.0),
            help="Above 1, the rate falls fast first and then slowly.",
        ),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \eta_{\min} + (\eta - \eta_{\min})\,\Bigl(1 - \frac{\min(t-1,\,T)}{T}\Bigr)^{p}",
    lesson="One number bends the curve: p = 1 gives a straight line, a large p nearly an exponential.",
    watch="Half of the rate is gone after 90 steps; with a straight line (set p to 1) that takes 150 steps. See how "
    "much sooner the cloud shrinks.",
    source=Source(
        "Liang-Chieh Chen, George Papandreou, Iasonas Kokkinos, Kevin Murphy and Alan L. Yuille",
        "DeepLab: semantic image segmentation with deep convolutional nets and fully connected CRFs",
        2016,
        "https://arxiv.org/abs/1606.00915",
    ),
)
