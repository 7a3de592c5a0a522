r"""How an optimizer's file describes one step for display: the algorithm's lines, and the parts of the displacement.

The right-hand side of a line is a formula (`core.formula`). Written with symbols it is the paper's equation; written
with numbers it shows what happened at one step. A formula may use `theta` (the position before the step), `g` (the
gradient used), `rate`, `factor` (the schedule's), `t`, every hyper-parameter by its key, the key of any line above it
and, for a line whose value is kept in memory, that key with `_before` appended for the value one step earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core import formula
from core.param import demand

ROLES = ("", "gradient", "momentum", "momentum-hat", "scaling", "weight decay", "displacement")
"""What an arrow stands for."""

UPHILL = ("gradient", "momentum", "momentum-hat", "scaling")
"""Roles whose value points uphill, like the gradient. Their arrows are drawn reversed, in the direction of the push."""

THETA = "theta_next"
"""The key of the line that gives the new position."""


@dataclass(frozen=True, slots=True)
class Line:
    r"""One line of an algorithm: `symbol` (LaTeX) = `right` (a formula), and an explanation in words (`lead`).

    `slot` names the row of memory that keeps the value. Before the first step the value is zero, or the hyper-parameter
    named by `begins`. A line with a `role` is also drawn as an arrow. If `right` is empty or contains a measured
    gradient, the value cannot be computed and is taken from the recorded run.
    """

    key: str
    symbol: str
    right: str
    lead: str
    slot: str = ""
    role: str = ""
    begins: str = ""

    def __post_init__(self) -> None:
        demand(self.key.isidentifier() and self.key.islower(), f"{self.key!r} is no key of a line.")
        demand(self.symbol and self.lead, f"{self.key}: a line has a symbol and says what it is.")
        demand(self.role in ROLES, f"{self.key}: the role {self.role!r} is unknown.")
        self.latex({name: name for name in self.names}, "*")  # raises here if the formula cannot be written as LaTeX

    @property
    def names(self) -> tuple[str, ...]:
        """The names used in `right`, in the order of their first appearance."""
        return formula.names(self.right) if self.right else ()

    @property
    def computed(self) -> bool:
        """Whether the value can be computed from the names in `right`."""
        return bool(self.right) and not formula.measured(self.right)

    @property
    def before(self) -> str:
        r"""The symbol of the value one step ago: m_t becomes m_{t-1}."""
        return self.symbol.replace("_t", "_{t-1}")

    def latex(self, texts: Mapping[str, str], times: str) -> str:
        """The right-hand side as LaTeX: `texts` gives the text of each name, `times` the sign between factors."""
        return formula.latex(self.right, texts, times) if self.right else ""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """One step: the lines of the algorithm in the paper's order, and the parts that add up to the displacement."""

    lines: tuple[Line, ...]
    parts: tuple[Line, ...]

    def __post_init__(self) -> None:
        keys = [line.key for line in (*self.lines, *self.parts)]
        demand(len(keys) == len(set(keys)), "Two lines of an anatomy have one key.")
        demand(THETA in keys, "A line of an anatomy gives the new position.")
        demand(self.parts, "An anatomy says what its displacement is made of.")


def running_mean(key: str, share: str, of: str, lead: str, role: str = "", begins: str = "") -> Line:
    r"""An exponential moving average, kept in the slot `key`, with decay `share`: m_t = β m_{t-1} + (1 - β) g_t."""
    return Line(key, f"{key}_t", f"{share} * {key}_before + (1 - {share}) * {of}", lead, key, role, begins)


def unbiased(key: str, share: str, role: str = "") -> Line:
    r"""A moving average with its bias corrected: \hat m_t = m_t / (1 - β^t)."""
    lead = f"{key} corrected for its start at zero"
    return Line(f"{key}_hat", rf"\hat {key}_t", f"{key} / (1 - {share}**t)", lead, role=role)


def epsilon(before: float) -> str:
    """The formula of the ε that is added to a corrected root; `before`: it is corrected as well."""
    return "eps / sqrt(1 - beta2**t)" if before else "eps"


def corrected_means(of: str, root: str) -> tuple[Line, ...]:
    """Adam's lines up to the step: the means of a slope and of its square, both corrected, and their quotient."""
    return (
        running_mean("m", "beta1", of, "the mean slope: a share is kept", "momentum"),
        running_mean("v", "beta2", f"{of}**2", "the mean square of the slope"),
        unbiased("m", "beta1", "momentum-hat"),
        unbiased("v", "beta2"),
        Line("u", "u_t", f"m_hat / {root}", "each mean by its own yardstick", role="scaling"),
    )


def penalized() -> Line:
    r"""The line that adds the slope of the penalty λ/2 |θ|² to the slope."""
    return Line("pulled", r"\tilde g_t", "g + weight_decay * theta", "the slope with the penalty's")


def landing(right: str, lead: str) -> Line:
    """The line that gives the position after the step."""
    return Line(THETA, r"\theta_t", right, lead, role="displacement")


def part(role: str, right: str, lead: str) -> Line:
    """A part of the displacement, named by its role."""
    key = role.replace(" ", "_")
    return Line(f"{key}_part", rf"\Delta_{{\text{{{role}}}}}", right, lead, role=role)
