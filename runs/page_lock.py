"""A lock for page runs: pages that are requested at the same moment are computed one after the other.

Python executes one thread at a time. If ten pages are computed concurrently, all are ready only when the last one is.
One after the other, the first is ready after a tenth of that time, and the last one no later than before.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.25
"""Seconds after which a thread stops waiting for the lock, so that one slow page cannot hold up all others."""


class PageLock:
    """A lock that one thread holds at a time, in the order of arrival. Nobody waits for longer than `patience`."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.free = threading.Semaphore(1)
        self.mine = threading.local()
        self.counting = threading.Lock()
        self.waiting = 0
        """Threads that wait for their turn. What can be done at any time lets them go first."""

    def _wait(self, by: int) -> None:
        with self.counting:
            self.waiting += by

    def _take(self) -> None:
        self._wait(1)
        self.mine.held = self.free.acquire(timeout=self.patience)
        self._wait(-1)

    def _give(self) -> bool:
        held = getattr(self.mine, "held", False)
        if held:
            self.mine.held = False
            self.free.release()
        return held

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock, or go on without it after `patience` seconds."""
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Release the lock while this thread waits, or computes in compiled code that does not need Python."""
        held = self._give()
        try:
            yield
        finally:
            if held:
                self._take()


PAGE_LOCK = PageLock()
