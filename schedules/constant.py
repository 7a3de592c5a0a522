"""No schedule: the same rate at every step."""

import numpy as np

from core.records import Schedule
from core.source import Source


def curve(steps: int) -> np.ndarray:
    """Ones."""
    return np.ones(steps)


CONSTANT = Schedule(
    key="constant",
    name="Constant",
    family="constant",
    curve=curve,
    formula=r"\eta_t = \eta",
    lesson="With noise, a run at a constant rate never comes to rest. It ends in a cloud whose size grows with η.",
    watch="It never comes to rest: to the last step it jumps about in a cloud. Cosine annealing, with the same "
    "noise, closes in on a point. Halve η: the run takes twice as long to come down, and the cloud has a third of "
    "the loss.",
    source=Source(
        "Herbert Robbins and Sutton Monro",
        "A stochastic approximation method",
        1951,
        "https://doi.org/10.1214/aoms/1177729586",
    ),
)
