"""Work that takes seconds, and shows what it has found so far to all who ask for the same.

A job begins with the first request for its address. Later requests join it, and get what there is at that moment. When
nobody has asked for a while, the job is cancelled: a visitor who leaves or stops just asks no more. What is finished is
kept with the pictures. Everything here runs on the server's event loop, except for the work itself.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from stage.assets import Asset
from ui.routes.answers import Answers, BusyError, Key, Queue

AT_ONCE = 2
"""Jobs at work at the same time."""
MOST_WAITING = 60
"""Jobs that may wait for them."""
ASKED_WITHIN = 5.0
"""Seconds without a request after which a job is cancelled. A tab in the background asks once a second."""
ASKED_WITHIN_IF_BUSY = 2.0
"""The same while other jobs wait."""
LOOK = 0.25
"""Seconds between two looks whether a job is still wanted."""


class Job:
    """Work in progress. `found` is what it has found so far, `answer` all of it, once it is done."""

    def __init__(self) -> None:
        self.task: asyncio.Task[None]
        self.cancelled = Event()
        self.asked = time.monotonic()
        self.found: Asset | None = None
        self.answer: Asset | None = None
        self.trouble: Exception | None = None

    def tell(self, found: Asset) -> None:
        """Show what has been found so far. Called by the thread that works."""
        self.found = found


Make = Callable[[Job], Asset]
"""Does the work: it tells the job what it has found, and looks whether the job is cancelled."""


class Jobs:
    """All jobs of a server. `outcomes` counts how they ended."""

    def __init__(self, answers: Answers) -> None:
        self.answers, self.queue = answers, Queue(AT_ONCE)
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")
        self.jobs: dict[Key, Job] = {}
        self.outcomes: Counter[str] = Counter()

    def ask(self, key: Key, address: str, make: Make) -> Job:
        """The job for this key, which is begun if there is none. BusyError if too many wait already.

        An error of the work is raised here.
        """
        job = self.jobs.get(key)
        if job is None or job.cancelled.is_set():
            if self.queue.waiting >= MOST_WAITING:
                raise BusyError
            job = self.jobs[key] = Job()
            job.task = asyncio.create_task(self._work(key, address, make, job))
        job.asked = time.monotonic()
        if job.trouble is not None:
            del self.jobs[key]
            raise job.trouble
        return job

    def dismiss(self) -> None:
        """Cancel all of them: the server stops."""
        for job in self.jobs.values():
            job.cancelled.set()

    async def _work(self, key: Key, address: str, make: Make, job: Job) -> None:
        watch = asyncio.create_task(self._watch(key, job))
        await self.queue.enter(address)
        try:
            if not job.cancelled.is_set():
                job.answer = await asyncio.get_running_loop().run_in_executor(self.pool, make, job)
        except Exception as error:  # noqa: BLE001 (whoever asks next gets it)
            job.trouble = error
            self.outcomes["failed"] += 1
        finally:
            self.queue.leave()
        if job.cancelled.is_set():
            self.outcomes["cancelled"] += 1
            watch.cancel()
        elif job.answer is not None:
            self.outcomes["computed"] += 1
            self.answers.put(key, job.answer)

    def _wanted(self, job: Job) -> bool:
        patience = ASKED_WITHIN_IF_BUSY if self.queue.waiting else ASKED_WITHIN
        return time.monotonic() - job.asked < patience

    async def _watch(self, key: Key, job: Job) -> None:
        """Cancel the job when nobody wants it any more, and forget it."""
        while self._wanted(job):  # noqa: ASYNC110 (that time passes is no event)
            await asyncio.sleep(LOOK)
        if not job.task.done():
            job.cancelled.set()
        if self.jobs.get(key) is job:
            del self.jobs[key]
