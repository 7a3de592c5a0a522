"""One cycle: from a small rate up to the full one and down to almost zero, along half cosine waves or lines."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def anneal(start: float, end: float, done: np.ndarray, linear: float) -> np.ndarray:
    """From `start` (done = 0) to `end` (done = 1), along half a cosine wave or a straight line."""
    done = np.clip(done, 0.0, 1.0)
    return end + (start - end) * (1.0 - done) if linear else end + 0.5 * (start - end) * (1.0 + np.cos(np.pi * done))


def curve(steps: int, T: float, rise: float, div: float, final_div: float, phases: float, line: float) -> np.ndarray:
    """The T steps of PyTorch's OneCycleLR, then its last rate (PyTorch raises an error there).

    In three phases the rate falls back to its first value as fast as it rose, and only then to its last one. If the
    rise is so short that its top lies before the first step, the fall has already begun at that step, as in PyTorch.
    """
    at, low, last, top = np.minimum(np.arange(steps), T - 1.0), 1.0 / div, 1.0 / (div * final_div), rise * T - 1.0
    back = 2.0 * rise * T - 2.0 if phases else top
    up = anneal(low, 1.0, at / max(top, 1e-9), line)
    down = anneal(1.0, low, (at - top) / max(back - top, 1e-9), line)
    out = anneal(low if phases else 1.0, last, (at - back) / max(T - 1.0 - back, 1e-9), line)
    return np.where((at <= top) & (top > 0.0), up, np.where(at < back, down, out))


ONE_CYCLE = Schedule(
    key="one_cycle",
    name="One cycle",
    family="warm-up",
    curve=curve,
    whole="T",
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
        Param.choice(
            "phases",
            "phases",
            ("two", "three"),
            "three: the rate falls back to its first value as fast as it rose, before it falls to its last one.",
        ),
        Param.choice("line", "along", ("cosine", "line"), "The form of the rise and the fall."),
    ),
    formula=r"\eta_t:\ \frac{\eta}{\mathrm{div}} \nearrow \eta \searrow "
    r"\frac{\eta}{\mathrm{div}\cdot\mathrm{final\_div}} \quad\text{on half waves of a cosine, or on lines}",
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
