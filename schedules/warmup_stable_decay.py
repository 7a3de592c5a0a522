"""Warm-up, stable, decay: a linear rise, a constant rate for most of the run, and a linear fall.

The paper lets the rate decay exponentially at the end; later practice, and this file, decays it linearly.
"""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, warm: float, stable: float, decay: float, floor: float) -> np.ndarray:
    """Step `warm` is the first at full rate; `stable` and then `decay` steps later the factor is `floor`."""
    t = np.arange(1, steps + 1)
    down = np.clip((t - warm - stable) / decay, 0.0, 1.0)
    return np.minimum(t / warm, 1.0 - (1.0 - floor) * down)


WARMUP_STABLE_DECAY = Schedule(
    key="warmup_stable_decay",
    name="Warm-up, stable, decay",
    family="warm-up",
    curve=curve,
    params=(
        Param.span("warm", "w", 20, "The number of steps of the warm-up."),
        Param.span("stable", "s", 200, "The number of steps at the full rate."),
        Param.span("decay", "d", 80, "The number of steps of the decay."),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \eta\,\min\Bigl(\frac{t}{w},\ 1 - (1 - \tfrac{\eta_{\min}}{\eta})"
    r"\,\bigl[\tfrac{t - w - s}{d}\bigr]_0^1\Bigr)",
    lesson="Most of the visible progress comes in the short decay at the end, and you can begin that decay at any "
    "time.",
    watch="After step 60 the slow start is forgotten, and the two walk together. From step 220 on the rate falls, "
    "and with it the loss, to a quarter of the constant schedule's loss.",
    source=Source(
        "Shengding Hu and others",
        "MiniCPM: unveiling the potential of small language models with scalable training strategies",
        2024,
        "https://arxiv.org/abs/2404.06395",
    ),
)
