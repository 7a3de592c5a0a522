"""Processes beside the server that compile kernels and draw cards; the server finds the results on the disk.

Within one process Python compiles one kernel at a time, and its other threads wait meanwhile. Processes of a low
priority use processors that are idle. If a process cannot be started or ends early, the server compiles what is
missing.
"""

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = 4
"""Most processes at once."""
EACH, RESERVED = 300 * 2**20, 350 * 2**20
"""Bytes of memory that one takes at most, and that are left to the server."""
CGROUP = Path("/sys/fs/cgroup")
"""Where Linux says how much memory a container has, in either version."""

PROGRAM = (sys.executable, "-m", "ui.startup.ahead")
"""What each of the processes runs."""

Task = Sequence[str]
"""What `python -m ui.startup.ahead` is told, for instance ("share", "2")."""


def memory(cgroup: Path = CGROUP) -> int:
    """Bytes of memory that this machine, or this container, has."""
    found = [2**40]
    with suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):
            found.append(int((cgroup / name).read_text()))
    return min(found)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def size(many: int, room: int) -> int:
    """How many processes may be at work on so many processors, with so much memory."""
    return max(1, min(many, TOGETHER, (room - RESERVED) // EACH))


class Workers:
    """The processes of one server. They end with it, however it ends: each listens whether it is still there."""

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self.program = program
        self.lock = threading.Lock()
        self.members: set[subprocess.Popen[bytes]] = set()
        self.dismissed = False

    def send(self, task: Task) -> int | None:
        """Let a process do this and wait for it: its exit status, or None where none could be started."""
        command, silent = [*self.program, *task], subprocess.DEVNULL
        with self.lock:
            if self.dismissed:
                return None
            try:
                one = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=silent, stderr=silent)  # noqa: S603
            except OSError:
                return None
            self.members.add(one)
        try:
            return one.wait()
        finally:
            with self.lock:
                self.members.discard(one)
            if one.stdin:
                one.stdin.close()

    def work(self, tasks: Sequence[Task], together: int = 0, after: Callable[[], object] = bool) -> bool:
        """Have all of this done, as many at once as this machine carries; whether each of them was.

        `after` is called whenever one of them has ended.
        """
        waiting, found = deque(tasks), list[int | None]()

        def run_tasks() -> None:
            with suppress(IndexError):  # which says that no task is left
                while True:
                    found.append(self.send(waiting.popleft()))
                    after()

        many = min(len(tasks), together or size(processors(), memory()))
        # No pool: Python would wait for its threads when the server stops, and so for the processes.
        threads = [threading.Thread(target=run_tasks, name="workers", daemon=True) for _ in range(many)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found == [0] * len(tasks)

    def dismiss(self) -> None:
        """End them, and wait until they are gone."""
        with self.lock:
            self.dismissed = True
            gone = list(self.members)
        for one in gone:
            one.kill()
        for one in gone:
            one.wait()
