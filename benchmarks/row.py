"""One line of the table: what was measured, the goal, and whether it was reached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its goal. `reached` is None for a line that has no goal: a limit, a peer, a condition."""

    what: str
    found: str
    goal: str = ""
    reached: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "reached", False: "MISSED", None: ""}[self.reached]
        return f"{self.what:<66} {self.found:>26}   {self.goal:<22} {verdict}"


def at_most(what: str, value: float, limit: float, unit: str, digits: int = 3) -> Row:
    """A figure that is to stay at or below a limit."""
    return Row(what, f"{value:.{digits}g} {unit}", f"at most {limit:g} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str, digits: int = 3) -> Row:
    """A figure that is to reach a limit."""
    return Row(what, f"{value:.{digits}g} {unit}", f"at least {limit:g} {unit}", value >= limit)
