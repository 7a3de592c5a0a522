"""One line of the table: what was measured, the goal, and whether it was reached."""

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

ROOT = Path(__file__).parents[1]
LONGEST = 300
"""The most letters of a reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its goal.

    `reached` is None for a line without a goal, such as another program's time or a condition. `lacking` is a sentence
    that says why there is no figure, or "".
    """

    what: str
    found: str
    goal: str = ""
    reached: bool | None = None
    lacking: str = ""

    def __str__(self) -> str:
        if self.lacking:
            return f"{self.what:<66} {self.found:>26}   {self.lacking}"
        verdict = {True: "reached", False: "MISSED", None: ""}[self.reached]
        return f"{self.what:<66} {self.found:>26}   {self.goal:<22} {verdict}"


def at_most(what: str, value: float, limit: float, unit: str, digits: int = 3) -> Row:
    """A figure that must stay at or below a limit."""
    return Row(what, f"{value:.{digits}g} {unit}", f"at most {limit:g} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str, digits: int = 3) -> Row:
    """A figure that must reach at least a limit."""
    return Row(what, f"{value:.{digits}g} {unit}", f"at least {limit:g} {unit}", value >= limit)


def attempted(what: str, rows: Callable[[], Iterable[Row]]) -> Iterator[Row]:
    """All rows that can be measured. If an error ends the measurement, a last row gives the reason."""
    whole = True
    try:
        for row in rows():
            yield row
            whole = False
    except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever ends a part must not end the others)
        yield Row(what if whole else f"{what}: the rest", "not measured", lacking=reason(error))


def reason(error: BaseException) -> str:
    """Why something could not be measured, on one line, with the line of our code unless the message is enough."""
    if isinstance(error, ModuleNotFoundError):
        return f"The package {error.name} is not installed; `make check` installs what the tests and benchmarks need."
    said = shorten(str(error), LONGEST, placeholder=" ...") or "without a word"
    if isinstance(error, RuntimeError | SystemExit):  # Our own errors, whose messages are sentences.
        return said
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if ROOT in Path(frame.filename).parents]
    ours = [frame for frame in frames if ".venv" not in Path(frame.filename).parts]
    place = f" in {Path(ours[-1].filename).relative_to(ROOT)}, line {ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}: {said}"
