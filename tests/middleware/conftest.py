"""What the tests of the middleware share."""

import logging
from collections.abc import Iterator

import pytest

from tests.middleware.guarded import Guarded


@pytest.fixture
def guarded() -> Guarded:
    """A guard with everything at its default."""
    return Guarded()


@pytest.fixture
def loggers() -> Iterator[None]:
    """Loggers that are as they were after the test."""
    names = ["", "thalweg", *(name for name in logging.root.manager.loggerDict if "." not in name)]
    before = [(log := logging.getLogger(name), log.handlers[:], log.level, log.propagate) for name in names]
    yield
    for log, handlers, level, propagate in before:
        log.handlers[:], log.propagate = handlers, propagate
        log.setLevel(level)
