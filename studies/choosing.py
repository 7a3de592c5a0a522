"""The order in which landscapes and optimizers are offered: the eight that courses use first, then all by family."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from studies.reference import REGISTRIES, Record, families

Chosen = Literal["landscape", "optimizer"]

COURSES: Mapping[Chosen, tuple[str, ...]] = MappingProxyType({
    "landscape": ("bowl", "ravine", "rosenbrock", "saddle", "beale", "himmelblau", "rastrigin", "linear_regression"),
    "optimizer": ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamw"),
})  # fmt: skip
"""The keys of what courses begin with, in the order in which they usually teach it."""

FITS = 26
"""The most letters of a label that a box beside its button shows, in the sidebar of a laptop."""


@cache
def by_family(kind: Chosen) -> tuple[Record, ...]:
    """Every entry, sorted by family and then by name."""
    registry = REGISTRIES[kind].values()
    return tuple(sorted(registry, key=lambda record: (families(kind).index(record.family), record.name.casefold())))


@cache
def order(kind: Chosen) -> tuple[str, ...]:
    """The keys of all entries, each once: those of courses, then the others by family."""
    rest = (record.key for record in by_family(kind) if record.key not in COURSES[kind])
    return (*COURSES[kind], *rest)


def label(kind: Chosen, key: str) -> str:
    """The name of an entry in a list of this order. After the first eight the family stands beside it, if it fits."""
    record = REGISTRIES[kind][key]
    whole = f"{record.name} · {record.family}"
    return record.name if key in COURSES[kind] or len(whole) > FITS else whole
