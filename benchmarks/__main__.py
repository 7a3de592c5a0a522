"""Prints every figure beside its goal: `python -m benchmarks`, or with the names of some of PARTS."""

import platform
import sys
from importlib import import_module
from os import cpu_count

from benchmarks.neighbours import Neighbours

PARTS = ("numerics", "start", "browser", "panes", "classroom", "clouds", "hosting")


def main(wanted: list[str]) -> int:
    """Run the parts; the exit status says whether every goal was reached."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"There is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(f"{platform.machine()}, {cpu_count()} processors, Python {platform.python_version()}\n")
    reached = True
    for part in wanted or PARTS:
        neighbours = Neighbours()
        for row in import_module(f"benchmarks.{part}").rows():
            print(row, flush=True)
            reached &= row.reached is not False
        print(neighbours.row(), flush=True)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
