"""Reduce on plateau: the rate is cut when the loss has not improved for a while.

The rate depends on the loss, so this schedule has a kernel instead of a curve. The rules are those of PyTorch's
ReduceLROnPlateau (mode "min", a relative threshold), applied to the loss at the position where each step began, with
two differences. PyTorch multiplies the best loss by 1 - threshold. If that loss is negative, the bound lies above it,
so a loss that stands still counts as better for ever. Here a loss is better if it is lower by more than the threshold
times the size of the best loss. And PyTorch ignores cuts of less than 1e-8 in the rate, where here only the lowest rate
is a bound.
"""

import numpy as np

from core.kernel import kernel
from core.param import Param
from core.records import Schedule
from core.source import Source


def curve(steps: int, **_params: float) -> np.ndarray:
    """Ones: the factors are not known in advance."""
    return np.ones(steps)


@kernel
def react(plan, f, factor, best, bad, cool, t):
    patience, cut, threshold, cooldown, floor = plan[0], plan[1], plan[2], plan[3], plan[4]
    half = f.size
    for i in range(half):
        better = t == 1 or f[i] < best[i] * (1.0 - np.copysign(threshold, best[i]))
        best[i] = f[i] if better else best[i]
        resting = cool[i] > 0.0
        waited = 0.0 if better or resting else bad[i] + 1.0
        cool[i] = cool[i] - 1.0 if resting else 0.0
        reduce = waited > patience
        bad[i] = 0.0 if reduce else waited
        cool[i] = cooldown if reduce else cool[i]
        lower = max(factor[i] * cut, floor)
        factor[i] = min(factor[i], lower) if reduce else factor[i]
        factor[i + half] = factor[i]


def count(key: str, symbol: str, default: int, help_: str) -> Param:
    """A parameter that is a number of steps, and may be zero."""
    return Param(key, symbol, float(default), (0.0, 100.0), (0.0, 10_000.0), "linear", help_, "integer")


PLATEAU = Schedule(
    key="plateau",
    name="Reduce on plateau",
    family="reacting",
    curve=curve,
    react=react,
    params=(
        count("patience", "patience", 10, "The number of steps without a better loss that it waits for."),
        Param("factor", "q", 0.5, slider=(0.05, 1.0), valid=(0.0, 1.0), help="The factor on the rate."),
        Param(
            "threshold",
            "ϵ",
            1e-4,
            (1e-8, 0.1),
            (0.0, 1.0),
            "log",
            "A loss counts as better only if it is lower than the best loss by more than this share of its size.",
        ),
        count("cooldown", "cool-down", 0, "The number of steps after a cut that do not count."),
        Param("floor", "η_min / η_max", 0.0, help="The lowest rate as a share of η."),
    ),
    formula=r"\eta_{t+1} = \max(q\,\eta_t,\ \eta_{\min}) \quad"
    r"\text{after more than } p \text{ steps with } f_t \ge f_{\text{best}} - \epsilon\,|f_{\text{best}}|",
    lesson="It lowers the rate when the loss stops falling, so nobody has to choose the moment beforehand.",
    watch="Whenever the loss has found no new low for 10 steps, the rate is halved, for the first time at step 32. "
    "Noise makes that happen again and again: from step 120 on the walker is frozen where it happens to be.",
    source=Source(
        "PyTorch contributors",
        "ReduceLROnPlateau",
        2017,
        "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html",
    ),
)
