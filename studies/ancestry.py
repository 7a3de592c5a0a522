"""The family tree of the optimizers: a method hangs below the one on which it builds, or of which it is a variant."""

from dataclasses import dataclass

from runs.catalog import OPTIMIZERS
from studies.reference import Becoming, becomes


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of the tree: an optimizer, its depth, and the row of its parent (None for a root).

    `joint` is the limit in which it becomes its parent, if there is one; `others` are its further limits.
    """

    key: str
    depth: int = 0
    above: int | None = None
    joint: Becoming | None = None
    others: tuple[Becoming, ...] = ()


def _leads_back(key: str, to: str, parents: dict[str, str]) -> bool:
    while key in parents and key != to:
        key = parents[key]
    return key == to


def _parents() -> dict[str, str]:
    """The parent of each method: the one on which it builds, else its first limit, unless that would form a cycle."""
    parents: dict[str, str] = {}
    for key, way in OPTIMIZERS.items():
        above = [way.after] if way.after else [found.special for found in becomes(key)]
        for parent in above:
            if key not in parents and not _leads_back(parent, key, parents):
                parents[key] = parent
    return parents


def _age(key: str) -> tuple[int, str]:
    return OPTIMIZERS[key].source.year, key


def tree() -> list[tuple[str, list[Branch]]]:
    """The families of the root methods, the oldest first, with the rows of their trees from top to bottom.

    Every optimizer has exactly one row, under its root's family.
    """
    parents = _parents()

    def grow(rows: list[Branch], key: str, above: int | None, depth: int) -> None:
        limits = becomes(key)
        joint = next((found for found in limits if found.special == parents.get(key)), None)
        rows.append(Branch(key, depth, above, joint, tuple(found for found in limits if found != joint)))
        here = len(rows) - 1
        for child in sorted((k for k, parent in parents.items() if parent == key), key=_age):
            grow(rows, child, here, depth + 1)

    found: dict[str, list[Branch]] = {}
    for root in sorted((key for key in OPTIMIZERS if key not in parents), key=_age):
        grow(found.setdefault(OPTIMIZERS[root].family, []), root, None, 0)
    return list(found.items())
