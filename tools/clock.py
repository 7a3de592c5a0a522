"""A plugin for pytest (`-p tools.clock`): it keeps how long the tests of each file take, by which `make quick` goes."""

import json
import os
from collections import defaultdict

import pytest

from tools.imports import ROOT

KNOWN = ROOT / ".cache" / "seconds.json"


def known_seconds() -> dict[str, float]:
    """How long the tests of each file took, all of them together, when they last ran in `make test`."""
    return json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}


class Clock:
    """Adds up what the tests of each file take."""

    def __init__(self) -> None:
        self.seconds = defaultdict[str, float](float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One of three reports of a test: it was prepared, it ran, it was cleared away."""
        self.seconds[report.nodeid.partition("::")[0]] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write it down, in one piece: others may be at it too."""
        KNOWN.parent.mkdir(exist_ok=True)
        mine = KNOWN.with_suffix(f".{os.getpid()}")
        mine.write_text(json.dumps(known_seconds() | self.seconds, indent=0), encoding="utf-8")
        mine.replace(KNOWN)


def pytest_configure(config: pytest.Config) -> None:
    """Keep them where the tests are handed out."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Clock())
