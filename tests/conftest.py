"""Runs a sample of large tables unless all rows are requested; the header says which sample, and how to repeat it."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import pytest

from tests.sampling import IN_BROWSER, PLAIN, VARIABLE, drawn, tables


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "whole: this table runs whole, also where others are sampled")
    config.addinivalue_line("markers", "few: uncompiled or in a browser, some of these single cases are enough")
    config.addinivalue_line("markers", "plain: calls no kernel, so sampled tests run it uncompiled alone")
    config.addinivalue_line("markers", "compiled: about long runs, so sampled tests run it compiled alone")


def pytest_report_header() -> str:
    return f"tables: {VARIABLE}={tables().words}"


def column(value: Any) -> Hashable:
    """The identity of a parameter's value: a number or a word stands for itself, a record is identified by `id`."""
    return value if isinstance(value, str | int | float | None) else id(value)


def row(given: dict[str, Any]) -> tuple[Hashable, ...]:
    """The values of a row of a table, without the numbers with which an entry of the catalogue is tested."""
    entry = any(hasattr(value, "params") for value in given.values())
    return tuple(column(value) for name, value in sorted(given.items()) if not (entry and name == "values"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    seed = tables().seed
    if seed is None:
        return
    found: dict[str, list[pytest.Function]] = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and not item.get_closest_marker("whole"):
            found[item.nodeid.partition("[")[0]].append(item)
    other = "compiled" if PLAIN else "plain"
    left = {item for item in items if item.get_closest_marker(other)}
    for name, rows in found.items():
        browser = "browser" in rows[0].path.parts
        few = (PLAIN or browser) and rows[0].get_closest_marker("few") is not None
        short = {"least": 1, "few": IN_BROWSER} if browser else {}
        kept = set(drawn([row(item.callspec.params) for item in rows], f"{seed} {name}", single=few, **short))
        left |= {item for place, item in enumerate(rows) if place not in kept}
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=list(left))
