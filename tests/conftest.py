"""Tests in the browser mostly wait, the others compute: every worker gets its share of either."""

import os
from pathlib import Path

import pytest

BROWSER = Path(__file__).parent / "browser"


def dealt(waiting: list[pytest.Item], computing: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """In an order whose parts, one for each worker, all begin with as many tests that wait."""
    total, order = len(waiting) + len(computing), list[pytest.Item]()
    for worker in range(workers):
        size = (total - len(order)) // (workers - worker)
        own = waiting[len(waiting) * worker // workers : len(waiting) * (worker + 1) // workers]
        rest = size - len(own)
        order += own + computing[:rest]
        computing = computing[rest:]
    return order


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    waiting = [item for item in items if BROWSER in item.path.parents]
    computing = [item for item in items if BROWSER not in item.path.parents]
    items[:] = dealt(waiting, computing, workers)
