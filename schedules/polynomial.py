"""Polynomial decay: the share of the steps that remain, raised to a power."""

import numpy as np

from core.records import Param, Schedule
from core.source import Source


def curve(steps: int, T: float, power: float) -> np.ndarray:
    """The factor is zero from step T + 1 on, as in PyTorch's PolynomialLR."""
    return (1.0 - np.minimum(np.arange(steps), T) / T) ** power


POLYNOMIAL = Schedule(
    key="polynomial",
    name="Polynomial decay",
    family="decay",
    curve=curve,
    params=(
        Param.span("T", "T", 300, "The number of steps after which the rate is zero."),
        Param(
            "power",
            "p",
            2.0,
            slider=(0.25, 5.0),
            valid=(0.1, 20.0),
            help="Above 1, the rate falls fast first and then slowly.",
        ),
    ),
    formula=r"\eta_t = \eta\,\Bigl(1 - \frac{\min(t-1,\,T)}{T}\Bigr)^{p}",
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
