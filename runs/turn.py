"""Whose turn it is: pages that are asked for at one moment are made one after the other.

Python lets one thread at a time compute. Ten pages that are made side by side are all ready when the last one is; one
after the other the first is ready in a tenth of that time, and the last no later.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.25
"""Seconds after which nobody waits any longer: a page that takes its time must not keep all others."""


class Turn:
    """A turn that one thread has at a time, in the order in which they came."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.free = threading.Semaphore(1)
        self.mine = threading.local()

    def _take(self) -> None:
        self.mine.held = self.free.acquire(timeout=self.patience)

    def _give(self) -> bool:
        held = getattr(self.mine, "held", False)
        if held:
            self.mine.held = False
            self.free.release()
        return held

    @contextmanager
    def taken(self) -> Iterator[None]:
        """In here it is this thread's turn, or the thread has waited long enough."""
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """In here others may go on: this thread waits for something, or computes where Python is not needed."""
        held = self._give()
        try:
            yield
        finally:
            if held:
                self._take()


TURN = Turn()
