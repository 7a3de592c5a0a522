"""Measures hosting: the start, the first visitor, 100 visitors on one replica, 200 on two, a killed replica, floods.

The replicas have two processors of this machine. If it has no more, the simulated visitors share them, so the CPU time
of the visitors is reported too. The CPU time of a change determines how many visitors other servers can carry.
"""

import asyncio
import math
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.classroom import PERIOD, Tally, lesson, stay, warm
from benchmarks.neighbours import Neighbours
from benchmarks.row import Row, at_most, attempted
from tools.serving import Server, calm, private, processor, resident, serving

ONE, TWO, MOURNERS = 100, 200, 40
"""The number of visitors for one replica, for two, and for two of which one is killed."""
MEMORY = 1000.0
"""The memory limit of a replica in MB."""
CLASSES = (30, 100, 300, 3000)
LOAD = 0.6
"""The share of a processor's time that may be used without making visitors wait."""
WARM = '"event": "warm"'


@contextmanager
def two_processors() -> Iterator[None]:
    """A context in which started processes have two processors, like the container of a replica."""
    if not hasattr(os, "sched_setaffinity"):
        raise RuntimeError("This needs Linux, which can leave a process two of its processors.")
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(every)[:2])
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)


def until_warm(server: Server) -> float:
    """Seconds from the command to the log line that says that everything is compiled."""
    while WARM not in server.log.read_text():
        time.sleep(0.02)
    return time.monotonic() - server.begun


async def first_visit(url: str) -> float:
    """Seconds until the first visitor of a server has the page."""
    tally = Tally()
    await stay(0, url, tally, 0.0)
    if tally.errors:
        raise RuntimeError(f"The first visitor met this: {tally.errors[0]}.")
    return tally.first[0]


def p95(times: list[float]) -> float:
    """The 95th percentile, in ms."""
    return sorted(times)[int(0.95 * len(times))] * 1e3


def measured_lesson(visitors: int, url: str, pids: list[int], limit: float) -> tuple[float, list[Row]]:
    """A lesson with so many visitors. Returns the CPU time of a change in seconds, and the rows."""
    before, own, neighbours = sum(map(processor, pids)), time.process_time(), Neighbours()
    tally = asyncio.run(lesson(url, visitors))
    used, own = sum(map(processor, pids)) - before, time.process_time() - own
    changes = tally.changes
    what = f"{visitors} visitors on {'one replica' if len(pids) == 1 else 'two replicas behind the proxy'}"
    middle, worst = sorted(changes)[len(changes) // 2] * 1e3, max(changes) * 1e3
    return used / (len(changes) + len(tally.first)), [
        at_most(f"{what}, a change each per 5 s: p95 of {len(changes)}", p95(changes), limit, "ms"),
        Row("  median, worst", f"{middle:.0f} ms, {worst:.0f} ms"),
        Row("  errors", str(len(tally.errors)), "none", not tally.errors),
        Row("  processor time of the replicas, of the visitors themselves", f"{used:.1f} s, {own:.1f} s"),
        neighbours.row(),
    ]


def starts() -> Iterator[Row]:
    """Three starts with everything compiled: when the server answers, and when it is warm."""
    with serving(THALWEG_LOG="info") as server:  # the first start may have to compile
        until_warm(server)
    found = []
    for _ in range(3):
        with two_processors(), serving(THALWEG_LOG="info") as server:
            healthy = time.monotonic() - server.begun
            found.append((until_warm(server), healthy))
    slow, healthy = sorted(found)[1]
    yield at_most("server start to healthy and warm (median of 3)", slow, 4, "s")
    yield Row("  to healthy", f"{healthy:.3g} s")


def one_replica() -> Iterator[Row]:
    """The first visitor, then the class, then the sizes."""
    with two_processors(), serving(THALWEG_LOG="info") as server:
        until_warm(server)
        calm(server.pid)
        base = private(server.pid)
        yield at_most("memory of a replica before its first visitor, its own", base, 260, "MB")
        yield Row("  resident, with the pages of libraries that replicas share", f"{resident(server.pid):.0f} MB")
        yield at_most("first session of a warm server", asyncio.run(first_visit(server.url)), 0.3, "s")
        asyncio.run(warm(server.url))
        before = private(server.pid)
        change, lines = measured_lesson(ONE, server.url, [server.pid], 250)
        visitor = max(0.0, private(server.pid) - before) / ONE
        yield from lines
        yield Row("  processor time of a change", f"{change * 1e3:.1f} ms")
        yield at_most("  memory of a visitor", visitor, 0.5, "MB")
        yield at_most("  resident memory of the replica after the lesson", resident(server.pid), MEMORY, "MB")
        yield from attempted("beside a visitor who floods", lambda: flooded(server))
    for students in CLASSES:
        processors = students * change / (PERIOD * LOAD)
        memory = math.ceil(processors) * base + students * visitor
        yield Row(f"  {students} students need", f"{processors:.2f} processors, {memory:.0f} MB")


def flooded(server: Server) -> Iterator[Row]:
    """The effect on five other visitors of one who sends 2,000 changes at once, again and again."""
    from deploy.tests.test_floods import beside, floods

    others, health, taken = asyncio.run(beside(server.url, floods(server.url)))
    yield at_most("beside a visitor who floods: the others' p95", others * 1e3, 500, "ms")
    yield at_most("  health, the slowest", health * 1e3, 100, "ms")
    yield taken


def two_replicas() -> Iterator[Row]:
    """Two hundred visitors behind the proxy; then one replica is killed."""
    from deploy.tests import balanced

    with (
        tempfile.TemporaryDirectory() as folder,
        two_processors(),
        balanced.replicas() as (port, started),
        balanced.proxy(Path(folder), port) as url,
    ):
        asyncio.run(warm(url))
        yield from measured_lesson(TWO, url, [process.pid for process in started], 800)[1]
        same, back = asyncio.run(balanced.killed(url, started[0], MOURNERS))
    yield at_most(f"kill -9 of one of two under {MOURNERS}: the last of {len(back)} is back after", max(back), 3, "s")
    yield Row("  with the same picture", f"{sum(same)} of {MOURNERS}", "all", all(same) and len(same) == MOURNERS)


def rows() -> Iterator[Row]:
    """The start, one replica, two replicas."""
    yield from attempted("starts of a server", starts)
    yield from attempted("one replica", one_replica)
    yield from attempted("two replicas behind the proxy", two_replicas)
