"""Measures networks: a step, the race of the table, slices and curvature, and PyTorch's steps where it is installed."""

from collections.abc import Iterator

from benchmarks.network import steps, work
from benchmarks.row import Row


def rows() -> Iterator[Row]:
    """All rows of this part."""
    yield from steps.rows()
    yield from work.rows()
