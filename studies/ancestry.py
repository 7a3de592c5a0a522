"""The family tree of the optimizers: a method hangs below the one that it becomes in a limit."""

from dataclasses import dataclass

from runs.catalog import OPTIMIZERS
from studies.reference import Becoming, becomes


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of the tree: an optimizer, how deep it hangs, in which row the one above it stands (None for a root).

    `joint` is how it becomes that one; `others` are its further limits.
    """

    key: str
    depth: int = 0
    above: int | None = None
    joint: Becoming | None = None
    others: tuple[Becoming, ...] = ()


def _leads_back(key: str, to: str, joints: dict[str, Becoming]) -> bool:
    while key in joints and key != to:
        key = joints[key].special
    return key == to


def _joints() -> dict[str, Becoming]:
    """The one limit by which each method hangs in the tree: its first one that closes no circle."""
    joints: dict[str, Becoming] = {}
    for key in OPTIMIZERS:
        for found in becomes(key):
            if key not in joints and not _leads_back(found.special, key, joints):
                joints[key] = found
    return joints


def _age(key: str) -> tuple[int, str]:
    return OPTIMIZERS[key].source.year, key


def tree() -> list[tuple[str, list[Branch]]]:
    """The families that have a root, the oldest first, and the rows of their trees from top to bottom.

    Every optimizer stands in exactly one row, under its root's family.
    """
    joints = _joints()

    def grow(rows: list[Branch], key: str, above: int | None, depth: int) -> None:
        joint = joints.get(key)
        others = tuple(found for found in becomes(key) if found != joint)
        rows.append(Branch(key, depth, above, joint, others))
        here = len(rows) - 1
        for child in sorted((k for k, j in joints.items() if j.special == key), key=_age):
            grow(rows, child, here, depth + 1)

    found: dict[str, list[Branch]] = {}
    for root in sorted((key for key in OPTIMIZERS if key not in joints), key=_age):
        grow(found.setdefault(OPTIMIZERS[root].family, []), root, None, 0)
    return list(found.items())
