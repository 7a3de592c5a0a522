"""Measures the time from `streamlit run` to a usable race page, and to a server that has loaded everything.

This is done with an empty and with a warm kernel cache. It also measures what a visitor notices while the server is
still loading.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks.classroom import Tally, Visitor
from benchmarks.row import Row, at_most, attempted
from tools.serving import Server, serving

WARM = '"event": "warm"'
ENOUGH = 40
"""The number of a visitor's changes on a warm server, for comparison."""


class Start(NamedTuple):
    """Seconds from the command until the first page had run, and until everything was loaded; and the seconds of each
    of the visitor's changes before and after that.
    """

    usable: float
    loaded: float
    during: list[float]
    after: list[float]


def is_warm(server: Server) -> bool:
    """Whether the server has logged that everything is loaded."""
    return WARM in server.log.read_text()


async def visit(server: Server) -> Start:
    """One visitor who comes as soon as the server answers, and moves a slider again and again."""
    tally, rng, during, after = Tally(), random.Random(1), [], []  # noqa: S311 (a visitor keeps no secrets)
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None) as socket:
        visitor = Visitor(socket, tally)
        await visitor.run()
        usable, loaded = time.monotonic() - server.begun, 0.0
        while len(after) < ENOUGH:
            visitor.value = float(rng.randint(0, visitor.stops))
            took = (await visitor.run())[0]
            (after if loaded else during).append(took)
            if not loaded and is_warm(server):
                loaded = time.monotonic() - server.begun
            await asyncio.sleep(0.1)  # as fast as a drag; the middleware would slow down faster messages
    if tally.errors:
        raise RuntimeError(tally.errors[0])
    return Start(usable, loaded, during, after)


def start(**environment: str) -> Start:
    """Start a server with these settings, and visit it."""
    with serving(THALWEG_LOG="info", **environment) as server:
        return asyncio.run(visit(server))


def noticed(found: list[Start]) -> Iterator[Row]:
    """How much the background work slowed down the visitors of these starts."""
    during = [took for one in found for took in one.during] or [0.0]
    after = [took for one in found for took in one.after]
    slower = median(during) / median(after)
    yield at_most("  a visitor's change meanwhile, against one later: median", slower, 1.5, "times")
    times = (median(during), max(during), median(after), max(after))
    yield Row("  meanwhile and later: median, worst", ", ".join(f"{1e3 * took:.0f}" for took in times) + " ms")


def from_empty() -> Iterator[Row]:
    """A start with an empty kernel cache, in which everything is compiled."""
    with tempfile.TemporaryDirectory() as cache:
        empty = start(THALWEG_CACHE=cache)
    yield at_most("server start to usable race page, empty kernel cache", empty.usable, 11, "s")
    yield Row("  to everything compiled and loaded", f"{empty.loaded:.3g} s")
    yield from noticed([empty])


def from_warm() -> Iterator[Row]:
    """Three starts with the kernels in the cache, after one that fills it."""
    start()
    best = [start() for _ in range(3)]
    usable = sorted(one.usable for one in best)[1]
    yield at_most("server start to usable race page, warm kernel cache (median of 3)", usable, 3, "s")
    yield at_most("  to everything loaded", sorted(one.loaded for one in best)[1], 4, "s")
    yield from noticed(best)


def rows() -> Iterator[Row]:
    """All figures of this part."""
    yield from attempted("starts with an empty kernel cache", from_empty)
    yield from attempted("starts with a warm kernel cache", from_warm)
