"""Step decay at chosen moments: the rate is multiplied by a factor at each of three milestones."""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, first: float, second: float, third: float, factor: float, floor: float) -> np.ndarray:
    """A milestone m acts from step m + 1 on, as in PyTorch's MultiStepLR. The milestones may be in any order."""
    passed = np.searchsorted(np.sort([first, second, third]), np.arange(steps), side="right")
    return np.maximum(factor ** passed.astype(np.float64), floor)


MULTI_STEP = Schedule(
    key="multi_step",
    name="Multi-step decay",
    family="decay",
    curve=curve,
    params=(
        Param.span("first", "m₁", 100, "The first milestone."),
        Param.span("second", "m₂", 200, "The second milestone."),
        Param.span("third", "m₃", 250, "The third milestone."),
        Param("factor", "q", 0.3, slider=(0.05, 1.0), valid=(0.0, 1.0), help="The factor on the rate."),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of the full rate."),
    ),
    formula=r"\eta_t = \max(\eta\; q^{\#\{i \,:\, t - 1 \ge m_i\}},\ \eta_{\min})",
    lesson="A person chooses when the rate drops. A drop too early freezes the run, a drop too late wastes steps.",
    watch="Until step 100 the two walk together. Then the loss comes down in stairs, one after each drop of the "
    "rate, at steps 100, 200 and 250.",
    source=Source(
        "Kaiming He, Xiangyu Zhang, Shaoqing Ren and Jian Sun",
        "Deep residual learning for image recognition",
        2015,
        "https://arxiv.org/abs/1512.03385",
    ),
)
