"""What the tests of the door share."""

import logging
from collections.abc import Iterator

import pytest

from tests.door.doorway import Door


@pytest.fixture
def door() -> Door:
    """A door with everything at its default."""
    return Door()


@pytest.fixture
def loggers() -> Iterator[None]:
    """Loggers that are as they were after the test."""
    names = ["", "thalweg", *(name for name in logging.root.manager.loggerDict if "." not in name)]
    before = [(log := logging.getLogger(name), log.handlers[:], log.level, log.propagate) for name in names]
    yield
    for log, handlers, level, propagate in before:
        log.handlers[:], log.propagate = handlers, propagate
        log.setLevel(level)
