"""A plugin for pytest (`-p tools.deadline`): tests of some files, in the order of those, and none after a time.

It needs pytest-xdist: the one that hands the tests out knows them all, counts, and writes down what became of them.
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
"""Variables of the environment: the files in their order, with spaces between them; when the last test may begin
(seconds since 1970); and the file for what is written down."""


class Outcomes:
    """What became of the tests of each file."""

    def __init__(self) -> None:
        self.left: dict[str, str] = {}
        """The file of every test that has not ended."""
        self.passed = 0
        self.failed: dict[str, str] = {}

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Every worker has the same tests."""
        self.left = {name: name.partition("::")[0] for name in ids}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot even be read has failed."""
        if report.failed:
            self.failed[report.nodeid] = report.longreprtext

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One of three reports of a test: it was prepared, it ran, it was cleared away."""
        if report.failed:
            self.failed.setdefault(report.nodeid, report.longreprtext)
        if report.when == "teardown":
            self.left.pop(report.nodeid, None)
            self.passed += report.nodeid not in self.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Write it down, before the workers are waited for."""
        said = {"passed": self.passed, "failed": self.failed, "left": Counter(self.left.values())}
        Path(os.environ[SAID]).write_text(json.dumps(said), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Record the outcomes in the process that hands the tests out."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes())


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out every other file of tests."""
    path = collection_path.relative_to(ROOT).as_posix()
    return True if path.endswith(".py") and path not in os.environ[FILES].split() else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them in order."""
    place = {path: number for number, path in enumerate(os.environ[FILES].split())}
    items.sort(key=lambda item: place[item.nodeid.partition("::")[0]])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol() -> Any:
    """No test begins after the time: to pytest it is done."""
    return True if time.time() > float(os.environ[UNTIL]) else None
