"""A lock for page runs: pages that are requested at the same moment are computed one after the other, after pictures.

Python executes one thread at a time. If ten pages are computed concurrently, all are ready only when the last one is.
One after the other, the first is ready after a tenth of that time, and the last one no later than before. And a page
run that follows a change may come later than the picture that somebody waits for.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds after which a thread stops waiting for the lock, so that one slow page cannot hold up all others."""
COURTESY = 1.0
"""Seconds after which a page run stops waiting for pictures, so that it comes even if they never end."""


class PageLock:
    """A lock that one thread holds at a time, in the order of arrival. Nobody waits for it for longer than `patience`.

    While pictures are computed nobody takes it, for at most `courtesy` seconds.
    """

    def __init__(self, patience: float = PATIENCE, courtesy: float = COURTESY) -> None:
        self.patience, self.courtesy = patience, courtesy
        self.pictures, self.no_pictures = 0, threading.Condition()
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
        with self.no_pictures:
            self.no_pictures.wait_for(lambda: not self.pictures, self.courtesy)
        self._wait(-1)

    def _give(self) -> bool:
        held = getattr(self.mine, "held", False)
        if held:
            self.mine.held = False
            self.free.release()
        return held

    @contextmanager
    def picture(self) -> Iterator[None]:
        """Let no page run begin while a picture is computed, or waits for that."""
        with self.no_pictures:
            self.pictures += 1
        try:
            yield
        finally:
            with self.no_pictures:
                self.pictures -= 1
                if not self.pictures:
                    self.no_pictures.notify_all()

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
