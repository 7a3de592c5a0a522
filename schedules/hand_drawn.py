"""Drawn by hand: five knots that the visitor sets, and a smooth line between them that never overshoots a knot.

The curve is the monotone cubic of Fritsch and Carlson with the slopes of Fritsch and Butland (the harmonic mean of the
neighbouring slopes, zero where they differ in sign). Between two knots it stays between their heights.
"""

import numpy as np

from core.param import Param
from core.records import Schedule
from core.source import Source

KNOTS = 5


def slopes(knots: np.ndarray) -> np.ndarray:
    """The slope at each knot, for knots at distance one: float64[KNOTS]."""
    rise = np.diff(knots)
    left, right = rise[:-1], rise[1:]
    same = left * right > 0.0
    inner = np.where(same, 2.0 * left * right / np.where(same, left + right, 1.0), 0.0)
    return np.concatenate([[end_slope(rise[0], rise[1])], inner, [end_slope(rise[-1], rise[-2])]])


def end_slope(near: float, next_: float) -> float:
    """The slope at an end, of the parabola through the three outer knots, limited so that the curve stays monotone."""
    slope = 0.5 * (3.0 * near - next_)
    if slope * near <= 0.0:
        return 0.0
    return 3.0 * near if near * next_ <= 0.0 and abs(slope) > abs(3.0 * near) else slope


def curve(steps: int, T: float, k1: float, k2: float, k3: float, k4: float, k5: float) -> np.ndarray:
    """The first knot is at step 1 and the last at step T + 1, whose height is kept from then on."""
    knots = np.array([k1, k2, k3, k4, k5])
    at = np.minimum(np.arange(steps) / T, 1.0) * (KNOTS - 1)
    i = np.minimum(at.astype(np.int64), KNOTS - 2)
    u, m = at - i, slopes(knots)
    low, high = knots[i], knots[i + 1]
    bent = low + u * (
        m[i] + u * (3.0 * (high - low) - 2.0 * m[i] - m[i + 1] + u * (m[i] + m[i + 1] - 2.0 * (high - low)))
    )
    return np.clip(bent, np.minimum(low, high), np.maximum(low, high))  # rounding could leave these bounds


def knot(number: int, default: float) -> Param:
    """The parameter of one knot: the share of η at one of five equally spaced steps."""
    help_ = f"The share of η at knot {number} of {KNOTS}."
    return Param(f"k{number}", f"k{'₁₂₃₄₅'[number - 1]}", default, (0.0, 1.0), (0.0, 10.0), help=help_)


HAND_DRAWN = Schedule(
    key="hand_drawn",
    name="Drawn by hand",
    family="free",
    curve=curve,
    whole="T",
    params=(
        Param.span("T", "T", 300, "The number of steps over which the knots are spread."),
        *(knot(i + 1, value) for i, value in enumerate((0.1, 1.0, 0.7, 0.3, 0.0))),
    ),
    formula=r"\eta_t = \eta\; h\Bigl(\frac{\min(t-1,\,T)}{T}\Bigr),"
    r"\quad h \text{ a monotone cubic through } k_1 \dots k_5",
    lesson="Every schedule is a guess about when to hurry and when to settle. Draw your own.",
    watch="It starts slowly (24 steps to a loss of 0.1, where the constant rate needs 8) and ends calmly. Set the "
    "last knot to 1: the end then has ten times the loss.",
    source=Source(
        "Frederick N. Fritsch and Ralph E. Carlson",
        "Monotone piecewise cubic interpolation",
        1980,
        "https://doi.org/10.1137/0717021",
    ),
)
