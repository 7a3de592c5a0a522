"""One line of the table: what was measured, the goal, and whether it was reached."""

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

ROOT = Path(__file__).parents[1]
LONGEST = 300
"""Letters of a reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its goal.

    `reached` is None for a line that has no goal: a limit, a peer, a condition. `lacking` says in a sentence why there
    is no figure, "" if there is one.
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
    """The rows, as many as can be measured; where that ends early, a last one says why the others could not be."""
    whole = True
    try:
        for row in rows():
            yield row
            whole = False
    except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever ends a part must not end the others)
        yield Row(what if whole else f"{what}: the rest", "not measured", lacking=reason(error))


def reason(error: BaseException) -> str:
    """Why something could not be measured, on one line, with the place in our code unless the error says it all."""
    if isinstance(error, ModuleNotFoundError):
        return f"The package {error.name} is not installed; `make check` installs what the tests and benchmarks need."
    said = shorten(str(error), LONGEST, placeholder=" ...") or "without a word"
    if isinstance(error, RuntimeError | SystemExit):  # Ours, and these are sentences.
        return said
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if ROOT in Path(frame.filename).parents]
    ours = [frame for frame in frames if ".venv" not in Path(frame.filename).parts]
    place = f" in {Path(ours[-1].filename).relative_to(ROOT)}, line {ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}: {said}"
