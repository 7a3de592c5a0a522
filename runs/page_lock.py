"""A lock for page runs: pages that are requested at the same moment are computed one after the other, after pictures.

Python executes one thread at a time. If ten pages are computed concurrently, all are ready only when the last one is.
One after the other, the first is ready after a tenth of that time, and the last one no later than before. And a page
run that follows a change may come later than the picture that somebody waits for.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds after which the next thread takes the lock from one that still holds it, so that one slow page cannot hold up
all others. A long queue is no reason to take it: pages that all run at once would be later than one after the other."""
COURTESY = 1.0
"""Seconds for which one page run waits for pictures, so that it comes even if they never end."""


class Turn(threading.Event):
    """A thread's place in the queue, set when its turn has come; `courtesy` seconds are left to wait for pictures."""

    def __init__(self, courtesy: float) -> None:
        super().__init__()
        self.courtesy = courtesy


class PageLock:
    """A lock that one thread holds at a time, in the order of arrival.

    While pictures are computed nobody takes it, and who holds it waits whenever it calls `give_way`, for at most
    `courtesy` seconds. Whoever holds it for longer than `patience` seconds goes on without it.
    """

    def __init__(self, patience: float = PATIENCE, courtesy: float = COURTESY) -> None:
        self.patience, self.courtesy = patience, courtesy
        self.pictures, self.no_pictures = 0, threading.Condition()
        self.changing = threading.Lock()
        self.queue = deque[Turn]()
        self.holder: Turn | None = None
        self.since = 0.0
        self.waiting = 0
        """Threads that wait for their turn. What can be done at any time lets them go first."""
        self.mine = threading.local()

    def _next(self) -> None:
        """Hand the lock to who has waited longest. `self.changing` is held."""
        self.holder, self.since = self.queue.popleft() if self.queue else None, time.monotonic()
        if self.holder is not None:
            self.holder.set()

    def _take(self) -> None:
        turn = Turn(self.courtesy)
        with self.changing:
            self.waiting += 1
            self.queue.append(turn)
            if self.holder is None:
                self._next()
        while not turn.wait(max(self.since + self.patience - time.monotonic(), 0.001)):
            with self.changing:
                if not turn.is_set() and time.monotonic() >= self.since + self.patience:
                    self._next()
        self.mine.turn = turn
        self.give_way()
        with self.changing:
            self.waiting -= 1

    def _give(self) -> bool:
        turn = getattr(self.mine, "turn", None)
        self.mine.turn = None
        with self.changing:
            if turn is not None and self.holder is turn:
                self._next()
        return turn is not None

    def give_way(self) -> None:
        """Let the pictures be computed that have been asked for since this thread took the lock. Nothing without it."""
        turn = getattr(self.mine, "turn", None)
        if not self.pictures or turn is None or turn.courtesy <= 0:
            return
        begun = time.monotonic()
        with self.no_pictures:
            self.no_pictures.wait_for(lambda: not self.pictures, turn.courtesy)
        waited = time.monotonic() - begun
        turn.courtesy -= waited
        with self.changing:
            if self.holder is turn:
                self.since += waited

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
        """Hold the lock. After `patience` seconds the next thread may take it."""
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
