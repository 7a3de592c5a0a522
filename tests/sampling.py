"""Which rows of a large table of tests run: a sample that covers every entry, another one for every commit.

A test function that is parametrized by a table (every optimizer on every landscape, say) has a row for each
combination. Of a large product only some rows run by default: each value of each column comes up at least once, and the
rest is drawn. Lists of single cases run whole. What is drawn hangs on the seed, which is the commit, so that one day's
rows are not those of the next, and the rows of any day can be run again. `THALWEG_TABLES` says what runs: `whole`,
`covering` (by the commit that is checked out) or `covering:SEED`.
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
"""The seed where Git knows no commit."""
FEW = 48
"""Tables of no more rows than these run whole."""
PLAIN = os.environ.get("NUMBA_DISABLE_JIT") == "1"
"""Uncompiled? A row takes ten to a hundred times as long there, and of all that it proves only this is new: that every
line runs, and that what is compiled is what is written."""
LEAST = 8 if PLAIN else 24
"""Rows that a sample has at least."""

Row = Sequence[Hashable]
T = TypeVar("T", bound=Row)


class Tables(NamedTuple):
    """What runs of the tables: everything if there is no seed."""

    seed: str | None

    @property
    def words(self) -> str:
        """What the variable says for the same again."""
        return WHOLE if self.seed is None else f"{COVERING}:{self.seed}"


def commit() -> str:
    """The commit that is checked out, in short; a fixed word where Git does not know one."""
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    except OSError:
        return NOWHERE
    return done.stdout.strip() if done.returncode == 0 else NOWHERE


def asked(said: str | None) -> Tables:
    """What the variable asks for; a ValueError with a sentence if it is none of its words."""
    word, colon, seed = (said or WHOLE).partition(":")
    if word == WHOLE and not colon:
        return Tables(None)
    if word == COVERING and bool(seed) == bool(colon):
        return Tables(seed or commit())
    raise ValueError(f"{VARIABLE} must be {WHOLE}, {COVERING} or {COVERING}:SEED, not {said!r}.")


def tables() -> Tables:
    """What this run of the tests was asked for."""
    return asked(os.environ.get(VARIABLE))


def is_product(rows: Sequence[Row]) -> bool:
    """Does every column's value come up again and again: in half as many kinds as there are rows, or fewer?

    Otherwise the rows are single cases, written down one by one: a sentence and what calls for it, say.
    """
    return all(2 * len({row[k] for row in rows}) <= len(rows) for k in range(len(rows[0])))


def drawn(rows: Sequence[Row], seed: str, least: int = LEAST, *, single: bool = False) -> list[int]:
    """The places of a sample of the rows, in their order, that holds every value of every column.

    A short table is whole, and so is a list of single cases, unless `single` ones are to be drawn too: then some do.
    """
    product = is_product(rows)
    if not single and (len(rows) <= FEW or not product):
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
    """Such a sample of rows that a single test goes through; all of them where whole tables are asked for."""
    seed = tables().seed
    return list(rows) if seed is None else [rows[place] for place in drawn(rows, f"{seed} {name}")]
