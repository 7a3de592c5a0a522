"""Chooses the rows of a large table of tests that run: a sample that covers every entry and differs by commit.

A test function that is parametrized by a table (every optimizer on every landscape, say) has a row for each
combination. Of a large product only some rows run by default: each value of each column occurs at least once, and the
other rows are drawn at random. Lists of single cases run completely. The seed is the commit, so different rows run on
different days, and the rows of any day can be repeated. `THALWEG_TABLES` chooses: `whole`, `covering` (the seed is the
checked-out commit) or `covering:SEED`.
"""

import os
import subprocess
from collections.abc import Hashable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

VARIABLE = "THALWEG_TABLES"
WHOLE, COVERING = "whole", "covering"
NOWHERE = "0"
"""The seed if Git knows no commit."""
FEW = 48
"""Tables with at most so many rows always run completely."""
IN_BROWSER = 6
"""The same for tests in a browser, whose rows take seconds. Of a larger product each value of each column runs, and the
commit decides in which combination."""
PLAIN = os.environ.get("NUMBA_DISABLE_JIT") == "1"
"""Whether the tests run uncompiled. A row then takes ten to a hundred times as long, and proves little more: only that
every line runs, and that the compiled code does what the source says."""
LEAST = 8 if PLAIN else 24
"""The least number of rows of a sample."""

Row = Sequence[Hashable]
T = TypeVar("T", bound=Row)


class Tables(NamedTuple):
    """The choice of rows: all of them if there is no seed."""

    seed: str | None

    @property
    def words(self) -> str:
        """The value of the variable that repeats this choice."""
        return WHOLE if self.seed is None else f"{COVERING}:{self.seed}"


def commit() -> str:
    """The abbreviated hash of the checked-out commit; a fixed word if Git knows none."""
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    except OSError:
        return NOWHERE
    return done.stdout.strip() if done.returncode == 0 else NOWHERE


def asked(said: str | None) -> Tables:
    """The choice that the variable stands for; ValueError with a sentence if it is not valid."""
    word, colon, seed = (said or WHOLE).partition(":")
    if word == WHOLE and not colon:
        return Tables(None)
    if word == COVERING and bool(seed) == bool(colon):
        return Tables(seed or commit())
    raise ValueError(f"{VARIABLE} must be {WHOLE}, {COVERING} or {COVERING}:SEED, not {said!r}.")


def tables() -> Tables:
    """The choice for this run of the tests."""
    return asked(os.environ.get(VARIABLE))


def is_product(rows: Sequence[Row]) -> bool:
    """Whether the values of every column occur repeatedly: a column has at most half as many different values as rows.
    Otherwise the rows are single cases, written one by one, such as an input and the sentence that it causes.
    """
    return all(2 * len({row[k] for row in rows}) <= len(rows) for k in range(len(rows[0])))


def drawn(rows: Sequence[Row], seed: str, least: int = LEAST, *, single: bool = False, few: int = FEW) -> list[int]:
    """The indices of a sample of the rows, in their order, that contains every value of every column. A short table is
    complete (at most `few` rows), and so is a list of single cases, unless `single` cases should be sampled too.
    """
    product = is_product(rows)
    if not single and (len(rows) <= few or not product):
        return list(range(len(rows)))
    order = list(range(len(rows)))
    Random(seed).shuffle(order)
    met: set[tuple[int, Hashable]] = set()
    found = []
    for place in order:
        values = set(enumerate(rows[place])) if product else set()
        if not values <= met or len(found) < least:
            met |= values
            found.append(place)
    return sorted(found)


def some(rows: Sequence[T], name: str) -> list[T]:
    """Such a sample of rows for a single test that loops over them; all rows if whole tables are requested."""
    seed = tables().seed
    return list(rows) if seed is None else [rows[place] for place in drawn(rows, f"{seed} {name}")]
