"""A plugin for pytest (`-p tools.deadline`) that runs the tests of given files in a given order, until a deadline.

It needs pytest-xdist. The process that distributes the tests knows all of them and writes their outcomes to a file.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tools.imports import ROOT

FILES, UNTIL, SAID = "THALWEG_FILES", "THALWEG_UNTIL", "THALWEG_SAID"
"""Environment variables: the files in their order, separated by spaces; the time after which no test begins (seconds
since 1970); and the file for the outcomes."""


class Outcomes:
    """Collects the outcomes of the tests of each file."""

    def __init__(self) -> None:
        self.left: dict[str, str] = {}
        """The file of every test that has not ended yet."""
        self.passed = 0
        self.failed: dict[str, str] = {}

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Remember the tests. Every worker has collected the same ones."""
        self.left = {name: name.partition("::")[0] for name in ids}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count a file that cannot be collected as failed."""
        if report.failed:
            self.failed[report.nodeid] = report.longreprtext

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Handle one of the three reports of a test, about its setup, its call and its teardown."""
        if report.failed:
            self.failed.setdefault(report.nodeid, report.longreprtext)
        if report.when == "teardown":
            self.left.pop(report.nodeid, None)
            self.passed += report.nodeid not in self.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Write the outcomes, before pytest waits for the workers."""
        said = {"passed": self.passed, "failed": self.failed, "left": Counter(self.left.values())}
        Path(os.environ[SAID]).write_text(json.dumps(said), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin in the process that distributes the tests."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes())


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Ignore all other test files."""
    path = collection_path.relative_to(ROOT).as_posix()
    return True if path.endswith(".py") and path not in os.environ[FILES].split() else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the tests by the order of their files."""
    place = {path: number for number, path in enumerate(os.environ[FILES].split())}
    items.sort(key=lambda item: place[item.nodeid.partition("::")[0]])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol() -> Any:
    """Skip a test after the deadline by telling pytest that it has run."""
    return True if time.time() > float(os.environ[UNTIL]) else None
