"""Exponential decay: every step multiplies the rate by the same factor."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, factor: float, floor: float) -> np.ndarray:
    """The first step has the full rate, as in PyTorch's ExponentialLR. The floor is optax's `end_value`."""
    return np.maximum(factor ** np.arange(steps, dtype=np.float64), floor)


EXPONENTIAL = Schedule(
    key="exponential",
    name="Exponential decay",
    family="decay",
    curve=curve,
    params=(
        Param(
            "factor",
            "q",
            0.99,
            slider=(0.5, 0.9999),
            valid=(0.0, 1.0),
            scale="one-minus-log",
            help="The factor on the rate at every step.",
        ),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \max(\eta\; q^{\,t-1},\ \eta_{\min})",
    lesson="The rates of all steps add up to at most η/(1-q), so a minimum that is too far away is never reached.",
    watch="Its cloud shrinks from the first steps on. Now set q to 0.8: after about 20 steps it stands still on the "
    "way down, and it never moves again.",
    source=Source(
        "Andrew Senior, Georg Heigold, Marc'Aurelio Ranzato and Ke Yang",
        "An empirical study of learning rates in deep neural networks for speech recognition",
        2013,
    ),
)
