"""The mutants that no test can kill, because the program does the same with them. Each is kept with its reason."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from tools.mutants.mutant import Mutant

KEPT = Path(__file__).with_name("equivalent.toml")


class Equivalent(NamedTuple):
    """A mutant that was judged: its file, its lines before and after without indentation, and why it is equivalent."""

    path: str
    before: str
    after: str
    reason: str


def judged(kept: Path = KEPT) -> list[Equivalent]:
    """The mutants that were judged equivalent."""
    return [Equivalent(**each) for each in tomllib.loads(kept.read_text(encoding="utf-8"))["mutant"]]


def reason(mutant: Mutant, known: list[Equivalent]) -> str:
    """Why a mutant is equivalent; "" if nobody has judged it so."""
    own = (mutant.path, mutant.lines("-"), mutant.lines("+"))
    return next((each.reason for each in known if (each.path, each.before, each.after) == own), "")
