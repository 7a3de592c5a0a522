"""What a class needs: a hundred visitors of one replica, and from what they cost the sizes for other classes."""

import asyncio
import math
from collections.abc import Iterator

from benchmarks.classroom import PERIOD, Tally, lesson, stay, warm
from benchmarks.row import Row, at_most
from tools.serving import calm, processor, resident, serving

VISITORS = 100
CLASSES = (30, 100, 300, 3000)
LOAD = 0.6
"""The share of a processor's time that may be used, so that nobody waits."""


async def first_visit(url: str) -> float:
    """Seconds until the page is there for the first visitor of a server."""
    tally = Tally()
    await stay(0, url, tally, 0.0)
    return tally.first[0]


def rows() -> Iterator[Row]:
    """The first visitor, then the class, then the sizes."""
    with serving() as server:
        calm(server.pid)
        base = resident(server.pid)
        yield at_most("memory of a replica before its first visitor", base, 260, "MB")
        yield at_most("first session of a warm server", asyncio.run(first_visit(server.url)), 0.3, "s")
        asyncio.run(warm(server.url))
        before, used = resident(server.pid), processor(server.pid)
        tally = asyncio.run(lesson(server.url, VISITORS))
        visitor = max(0.0, resident(server.pid) - before) / VISITORS
        ranked = sorted(tally.changes)
        change = (processor(server.pid) - used) / (len(ranked) + VISITORS)
    p95 = ranked[int(0.95 * len(ranked))] * 1e3
    yield at_most(f"{VISITORS} visitors, a change each per 5 s: p95 of {len(ranked)} changes", p95, 250, "ms")
    yield Row("  errors", str(len(tally.errors)), "none", not tally.errors)
    yield Row("  processor time of a change", f"{change * 1e3:.1f} ms")
    yield at_most("  memory of a visitor", visitor, 0.5, "MB")
    for students in CLASSES:
        processors = students * change / (PERIOD * LOAD)
        memory = math.ceil(processors) * base + students * visitor
        yield Row(f"  {students} students need", f"{processors:.2f} processors, {memory:.0f} MB")
