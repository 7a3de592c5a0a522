"""One cycle: from a small rate up to the full one and down to almost zero, along two half cosine waves."""

import numpy as np

from core.records import Param, Schedule
from core.source import Source


def anneal(start: float, end: float, done: np.ndarray) -> np.ndarray:
    """Half a cosine wave from `start` (done = 0) to `end` (done = 1)."""
    return end + 0.5 * (start - end) * (1.0 + np.cos(np.pi * np.clip(done, 0.0, 1.0)))


def curve(steps: int, T: float, rise: float, div: float, final_div: float) -> np.ndarray:
    """The T steps of PyTorch's OneCycleLR with cosine annealing, then its last rate (PyTorch raises an error there)."""
    at, top = np.arange(steps), max(rise * T - 1.0, 1e-9)
    up = anneal(1.0 / div, 1.0, at / top)
    down = anneal(1.0, 1.0 / (div * final_div), (at - top) / max(T - 1.0 - top, 1e-9))
    return np.where(at <= top, up, down)


ONE_CYCLE = Schedule(
    key="one_cycle",
    name="One cycle",
    family="warm-up",
    curve=curve,
    params=(
        Param.span("T", "T", 300, "The number of steps of the whole cycle."),
        Param(
            "rise",
            "rise",
            0.3,
            slider=(0.05, 0.95),
            valid=(0.01, 0.99),
            help="The share of the cycle in which the rate rises.",
        ),
        Param("div", "div", 25.0, (1.0, 100.0), (1.0, 1e6), "log", "The first rate is η divided by this."),
        Param(
            "final_div", "final div", 1e4, (1.0, 1e6), (1.0, 1e12), "log", "The last rate is the first divided by this."
        ),
    ),
    formula=r"\eta_t:\ \frac{\eta}{\mathrm{div}} \nearrow \eta \searrow "
    r"\frac{\eta}{\mathrm{div}\cdot\mathrm{final\_div}} \quad\text{on half waves of a cosine}",
    lesson="A rate that would be too large for the whole run is good for a part of it.",
    watch="It starts slowly and needs 34 steps to get where the constant rate is after 8. It jumps about most while "
    "the rate is near its maximum, at step 90, and ends almost at rest.",
    source=Source(
        "Leslie N. Smith and Nicholay Topin",
        "Super-convergence: very fast training of neural networks using large learning rates",
        2017,
        "https://arxiv.org/abs/1708.07120",
    ),
)
