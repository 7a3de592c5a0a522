"""Cosine annealing with warm restarts: down half a cosine wave, back to the full rate, and down again more slowly."""

import numpy as np

from core.records import Param, Schedule
from core.source import Source


def curve(steps: int, T_0: float, T_mult: float, floor: float) -> np.ndarray:
    """The first half wave takes T_0 steps, and each further one T_mult times as many as the one before it."""
    done, begun, length = np.zeros(steps), 0, int(T_0)
    while begun < steps:
        end = min(begun + length, steps)
        done[begun:end] = np.arange(end - begun) / length
        begun, length = end, length * int(T_mult)
    return floor + 0.5 * (1.0 - floor) * (1.0 + np.cos(np.pi * done))


COSINE_RESTARTS = Schedule(
    key="cosine_restarts",
    name="Cosine with restarts",
    family="waves",
    curve=curve,
    params=(
        Param.span("T_0", "T₀", 50, "The number of steps of the first wave."),
        Param(
            "T_mult",
            "T_mult",
            2.0,
            (1.0, 4.0),
            (1.0, 10.0),
            "linear",
            "Each wave is this many times as long as the one before.",
            "integer",
        ),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \eta_{\min} + \tfrac12\,(\eta_{\max} - \eta_{\min})"
    r"\Bigl(1 + \cos\frac{\pi\,T_{\mathrm{cur}}}{T_i}\Bigr), \quad T_{i+1} = T_{\mathrm{mult}}\, T_i",
    lesson="Every restart throws the walker out of its hollow. The slow end of the wave lets it settle in the next "
    "one.",
    watch="It closes in until step 50. Then the full rate throws it out again, and once more after step 150. The "
    "third wave is longer than the race.",
    source=Source(
        "Ilya Loshchilov and Frank Hutter",
        "SGDR: stochastic gradient descent with warm restarts",
        2016,
        "https://arxiv.org/abs/1608.03983",
    ),
)
