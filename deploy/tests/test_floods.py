"""Floods: while somebody sends or holds far more than anybody needs, other visitors must hardly notice.

The load goes only to loopback, and is limited in number and time. Changes of other visitors stay below half a second.
"""

import asyncio
import re
import socket
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from websockets.exceptions import InvalidStatus

from benchmarks.neighbours import Neighbours
from benchmarks.row import Row
from deploy.tests.caller import LINK, bystanders, calling, healthy, p95, shown_out
from tools.serving import Server
from ui.middleware.bucket import VISITOR

OTHER = LINK.replace("beale", "rosenbrock")
OTHERS, SECONDS, FLOODS = 5, 8.0, 10
LIMIT, WELL = 0.5, 0.1
"""Limits in seconds: the 95th percentile of other visitors' changes, and the answer to a health check in a flood."""


async def beside(url: str, harm: Coroutine[Any, Any, None] | None = None) -> tuple[float, float, Row]:
    """The 95th percentile of others' changes and the slowest health check while `harm` is done, and a condition.

    The condition is the steal time meanwhile. The attacker has its own thread and event loop, so that its work does not
    delay the measured visitors.
    """
    healths: list[float] = []
    neighbours = Neighbours()

    async def watch() -> None:
        for _ in range(int(SECONDS)):
            healths.append(await asyncio.to_thread(healthy, url))
            await asyncio.sleep(1)

    forging = asyncio.ensure_future(asyncio.to_thread(asyncio.run, harm)) if harm else None
    times, _ = await asyncio.gather(bystanders(url, OTHERS, SECONDS), watch())
    if forging:
        await forging
    return p95(times), max(healths), neighbours.row()


def report(what: str, found: tuple[float, float, Row], well: float = LIMIT) -> None:
    late, health, taken = found
    said = f"{what}: others' p95 {late * 1e3:.0f} ms, health {health * 1e3:.0f} ms, {taken.found} taken by others"
    print(said)  # noqa: T201
    assert late < LIMIT, said
    assert health < well, said


def test_nobody_means_harm(server: Server) -> None:
    report("nobody else", asyncio.run(beside(server.url)))


def refused(port: int, why: str) -> int:
    """How often this server has refused something for this reason."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        found = re.search(rf'^thalweg_refused_total{{reason="{why}"}} (\d+)$', answer.read().decode(), re.MULTILINE)
    return int(found[1]) if found else 0


async def floods(url: str) -> None:
    """Send 2,000 changes at once until the server closes the connection, then connect again."""
    for _ in range(FLOODS):
        async with calling(url) as caller:
            await caller.open()
            await shown_out(caller, [caller.message(OTHER).SerializeToString()] * 2000)
        await asyncio.sleep(SECONDS / FLOODS)


def test_two_thousand_reruns_at_once_again_and_again(server: Server, figures: int) -> None:
    report(f"{FLOODS} times 2,000 reruns", asyncio.run(beside(server.url, floods(server.url))), WELL)
    assert refused(figures, "flood") == FLOODS
    assert healthy(server.url) < WELL


def test_a_visitor_who_is_as_quick_as_may_be(server: Server, figures: int) -> None:
    async def harm() -> None:
        async with calling(server.url) as caller:
            await caller.open()
            end = time.monotonic() + SECONDS
            listening = asyncio.ensure_future(shown_out(caller, []))
            while time.monotonic() < end:
                await caller.socket.send(caller.message(OTHER).SerializeToString())
                await asyncio.sleep(1 / VISITOR.steady)
            await caller.socket.close()
            assert await listening == 1000

    before = refused(figures, "flood")
    report("one visitor at 15 a second", asyncio.run(beside(server.url, harm())), WELL)
    assert refused(figures, "flood") == before


def test_a_thousand_connections_that_never_finish_their_request(server: Server) -> None:
    where = urlsplit(server.url)

    async def harm() -> None:
        held = []
        try:
            for number in range(1000):
                half = socket.create_connection((where.hostname, where.port or 80), timeout=10)
                half.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"[: number % 30])
                held.append(half)
                await asyncio.sleep(0)
            await asyncio.sleep(SECONDS)
        finally:
            for half in held:
                half.close()

    report("1,000 half-open connections", asyncio.run(beside(server.url, harm())))


def test_a_hundred_and_fifty_visitors_who_say_nothing(server: Server) -> None:
    refused = 0

    async def harm() -> None:
        nonlocal refused
        async with AsyncExitStack() as held:
            for _ in range(150):
                try:
                    await held.enter_async_context(calling(server.url))
                except InvalidStatus:
                    refused += 1
            await asyncio.sleep(SECONDS)

    report("150 silent visitors", asyncio.run(beside(server.url, harm())))
    assert refused >= 50
