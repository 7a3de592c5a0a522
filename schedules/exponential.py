"""Exponential decay: every step multiplies the rate by the same factor."""

import numpy as np

from core.records import Param, Schedule
from core.source import Source


def curve(steps: int, factor: float) -> np.ndarray:
    """The first step has the full rate, as in PyTorch's ExponentialLR."""
    return factor ** np.arange(steps, dtype=np.float64)


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
    ),
    formula=r"\eta_t = \eta\; q^{\,t-1}",
    lesson="The rates of all steps add up to at most η/(1-q), so a minimum that is too far away is never reached.",
    watch="Its cloud shrinks from the first steps on. Now set q to 0.8: after about 20 steps it stands still on the "
    "way down, and it never moves again.",
    source=Source(
        "Andrew Senior, Georg Heigold, Marc'Aurelio Ranzato and Ke Yang",
        "An empirical study of learning rates in deep neural networks for speech recognition",
        2013,
    ),
)
