"""Prints every figure beside its goal: `python -m benchmarks`, or with the names of some of PARTS.

A part that cannot run on this machine says why in a row of its own, and the others go on. Nothing is installed.
"""

import platform
import sys
from collections.abc import Iterator
from importlib import import_module
from os import cpu_count

from benchmarks.neighbours import Neighbours
from benchmarks.row import Row, attempted

PARTS = (
    "numerics",
    "start",
    "pictures",
    "readers",
    "browser",
    "course",
    "panes",
    "classroom",
    "clouds",
    "maps",
    "network",
    "hosting",
)


def measured(part: str) -> Iterator[Row]:
    """The rows of a part, and the condition under which they were measured."""
    neighbours = Neighbours()
    yield from attempted(part, lambda: import_module(f"benchmarks.{part}").rows())
    yield neighbours.row()


def verdict(rows: list[Row]) -> tuple[str, int]:
    """A sentence that sums up all rows, and the exit status: 0 if every goal was measured and reached."""
    goals = [row.reached for row in rows if row.reached is not None]
    missed, lacking = goals.count(False), sum(1 for row in rows if row.lacking)
    said = f"Goals that were measured: {len(goals)}, missed: {missed}."
    if lacking:
        said += f" Rows above that say why something was not measured: {lacking}."
    return said, 1 if missed or lacking else 0


def main(wanted: list[str]) -> int:
    """Run the parts; the exit status says whether every goal was measured and reached."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"There is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(f"{platform.machine()}, {cpu_count()} processors, Python {platform.python_version()}\n")
    rows: list[Row] = []
    for part in wanted or PARTS:
        for row in measured(part):
            print(row, flush=True)
            rows.append(row)
    said, status = verdict(rows)
    print(f"\n{said}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
