"""A plugin for pytest (`-p tools.clock`) that records the duration of the tests of each file, for `make quick`."""

import json
import os
from collections import defaultdict

import pytest

from tools.imports import ROOT

KNOWN = ROOT / ".cache" / "seconds.json"


def known_seconds() -> dict[str, float]:
    """The total duration of the tests of each file when they last ran in `make test`."""
    return json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}


class Clock:
    """Adds up the durations of the tests of each file."""

    def __init__(self) -> None:
        self.seconds = defaultdict[str, float](float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Handle one of the three reports of a test, about its setup, its call and its teardown."""
        self.seconds[report.nodeid.partition("::")[0]] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the durations atomically, since other processes may write them too."""
        KNOWN.parent.mkdir(exist_ok=True)
        mine = KNOWN.with_suffix(f".{os.getpid()}")
        mine.write_text(json.dumps(known_seconds() | self.seconds, indent=0), encoding="utf-8")
        mine.replace(KNOWN)


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin in the process that distributes the tests."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Clock())
