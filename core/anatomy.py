r"""The words in which an optimizer's file describes its step: lines of its algorithm, parts of its displacement.

A line's right-hand side is a formula (`core.formula`): with symbols in it it is the paper's, with numbers it is what
happened at one step. Names that are always known are `theta` (before the step), `g` (the gradient used), `rate`, `t`
and every hyper-parameter by its key; further the key of any line above, and for a line that is kept in memory its key
with `_before`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core import formula
from core.records import demand

ROLES = ("", "gradient", "momentum", "momentum-hat", "scaling", "weight decay", "displacement")
"""What an arrow stands for."""

UPHILL = ("gradient", "momentum", "momentum-hat", "scaling")
"""A line in one of these roles is a slope, or made of slopes: as an arrow it is turned round, the way it pushes."""

THETA = "theta_next"
"""The key of the line that gives the new position."""


@dataclass(frozen=True, slots=True)
class Line:
    r"""One line of an algorithm: `symbol` (LaTeX) = `right` (a formula), and in words what that is (`lead`).

    `slot` is the row of memory in which the value is kept, `role` makes the line an arrow. Where nothing stands on the
    right, or a slope, the value is what was recorded.
    """

    key: str
    symbol: str
    right: str
    lead: str
    slot: str = ""
    role: str = ""

    def __post_init__(self) -> None:
        demand(self.key.isidentifier() and self.key.islower(), f"{self.key!r} is no key of a line.")
        demand(self.symbol and self.lead, f"{self.key}: a line has a symbol and says what it is.")
        demand(self.role in ROLES, f"{self.key}: the role {self.role!r} is unknown.")
        self.latex({name: name for name in self.names}, "*")  # a formula that cannot be written says so here

    @property
    def names(self) -> tuple[str, ...]:
        """The names on the right, in the order of their first appearance."""
        return formula.names(self.right) if self.right else ()

    @property
    def computed(self) -> bool:
        """Does its value follow from the names on the right?"""
        return bool(self.right) and not formula.measured(self.right)

    @property
    def before(self) -> str:
        r"""The symbol of the value one step ago: m_t becomes m_{t-1}."""
        return self.symbol.replace("_t", "_{t-1}")

    def latex(self, texts: Mapping[str, str], times: str) -> str:
        """The right-hand side as LaTeX, with these texts for its names and `times` between factors."""
        return formula.latex(self.right, texts, times) if self.right else ""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A step: the lines of the algorithm in the paper's order, and the parts its displacement is the sum of."""

    lines: tuple[Line, ...]
    parts: tuple[Line, ...]

    def __post_init__(self) -> None:
        keys = [line.key for line in (*self.lines, *self.parts)]
        demand(len(keys) == len(set(keys)), "Two lines of an anatomy have one key.")
        demand(THETA in keys, "A line of an anatomy gives the new position.")
        demand(self.parts, "An anatomy says what its displacement is made of.")


def running_mean(key: str, share: str, of: str, lead: str, role: str = "") -> Line:
    r"""A mean that keeps `share` of itself at every step, in the slot `key`: m_t = β m_{t-1} + (1 - β) g_t."""
    return Line(key, f"{key}_t", f"{share} * {key}_before + (1 - {share}) * {of}", lead, key, role)


def unbiased(key: str, share: str, role: str = "") -> Line:
    r"""A running mean corrected for its start at zero: \hat m_t = m_t / (1 - β^t)."""
    lead = f"{key} corrected for its start at zero"
    return Line(f"{key}_hat", rf"\hat {key}_t", f"{key} / (1 - {share}**t)", lead, role=role)


def landing(right: str, lead: str) -> Line:
    """The line that says where the step ends."""
    return Line(THETA, r"\theta_t", right, lead, role="displacement")


def part(role: str, right: str, lead: str) -> Line:
    """A part of the displacement, named by its role."""
    key = role.replace(" ", "_")
    return Line(f"{key}_part", rf"\Delta_{{\text{{{role}}}}}", right, lead, role=role)
