"""Cosine annealing with warm restarts: down half a cosine wave, back to the full rate, and down again, more slowly or
more quickly.
"""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, T_0: float, T_mult: float, floor: float, peak: float) -> np.ndarray:
    """The first half wave takes T_0 steps, and each further one T_mult times as many as the one before it.

    PyTorch's T_mult is an integer. Here the length of a wave may have a fraction; then the first step in it is not at
    its very beginning. Waves that become shorter stop at two steps.
    """
    done, top, begun, length, height = np.zeros(steps), np.ones(steps), 0.0, T_0, 1.0
    while begun < steps:
        here = slice(int(np.ceil(begun)), min(int(np.ceil(begun + length)), steps))
        done[here] = (np.arange(here.start, here.stop) - begun) / length
        top[here] = height
        begun, length, height = begun + length, max(length * T_mult, min(length, 2.0)), height * peak
    return floor + 0.5 * np.maximum(top - floor, 0.0) * (1.0 + np.cos(np.pi * done))


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
            (0.5, 4.0),
            (0.1, 10.0),
            "linear",
            "Each wave is this many times as long as the one before. Below 1, the restarts become more frequent.",
        ),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
        Param(
            "peak",
            "m",
            1.0,
            (0.5, 1.0),
            (0.0, 1.0),
            help="The highest rate of each wave as a share of that of the wave before (m_mul in Keras).",
        ),
    ),
    formula=r"\eta_t = \eta_{\min} + \tfrac12\,(m^i\,\eta_{\max} - \eta_{\min})"
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
