"""Measures pictures by their address: what one costs the server, what the cache gives, and a class that drags.

The readers speak plain HTTP over connections that stay open, as browsers do. The load goes only to the loopback
address, and shares the processors with the server.
"""

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks.browser import six
from benchmarks.classroom import PERIOD, RAMP, SECONDS, Tally, Visitor
from benchmarks.row import Row, at_least, at_most
from tools.serving import calm, processor, serving

PICTURES, READERS, EACH, VISITORS = 300, 100, 100, 200
REST = 1.0
"""Seconds after which a stage tells the page what has changed."""


class Reader:
    """A connection over which pictures are fetched, one after the other. `head` is that of the last answer."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.head = b""

    async def fetch(self, path: str) -> int:
        """The bytes of an answer, head and body. RuntimeError with a sentence unless it is 200.

        The server closes a connection that is idle for five seconds. A browser then opens another one.
        """
        asked = f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        try:
            reader, self.head = await self._ask(asked)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            reader, self.head = await self._ask(asked)
        length = next(int(line[15:]) for line in self.head.split(b"\r\n") if line.startswith(b"content-length:"))
        body = await reader.readexactly(length)
        if b" 200 " not in self.head[:16]:
            raise RuntimeError(f"{path[:60]} was answered with {body[:80]!r}.")
        return len(self.head) + len(body)

    async def _ask(self, asked: bytes) -> tuple[asyncio.StreamReader, bytes]:
        """Where the body of the answer is to be read, and its head in small letters."""
        if self.stream is None:
            self.stream = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.stream
        writer.write(asked)
        return reader, (await reader.readuntil(b"\r\n\r\n")).lower()

    def close(self) -> None:
        """Close the connection."""
        if self.stream is not None:
            self.stream[1].close()
            self.stream = None


def moved(link: str, number: int) -> str:
    """A link with the start somewhere else, another place for every number."""
    rng = random.Random(number)  # noqa: S311 (a visitor keeps no secrets)
    words = dict(parse_qsl(link)) | {"x": f"{rng.uniform(-1.9, 1.9):.4f}", "y": f"{rng.uniform(-0.9, 2.9):.4f}"}
    return urlencode(words)


async def address(url: str, page: str = "race") -> str:
    """The address of the running version's pictures of a page."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET /picture/latest/{page} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    return next(line[10:] for line in answer.split("\r\n") if line.lower().startswith("location: "))


async def fetched(url: str, paths: Sequence[str]) -> float:
    """Fetch these one after the other; the mean of their bytes."""
    reader = Reader(url)
    sizes = [await reader.fetch(path) for path in paths]
    reader.close()
    return sum(sizes) / len(sizes)


def alone() -> Iterator[Row]:
    """One visitor: the processor time and the bytes of a picture, while a hand moves and at rest."""
    with serving() as server:
        calm(server.pid)
        base = asyncio.run(address(server.url))
        asyncio.run(fetched(server.url, [f"{base}?{moved(six(), -k)}" for k in range(1, 40)]))
        for what, more, goal in (("while a hand moves", "&moving=on", 6.0), ("at rest", "", None)):
            before = processor(server.pid)
            size = asyncio.run(fetched(server.url, [f"{base}?{moved(six(), k)}{more}" for k in range(PICTURES)]))
            spent = 1e3 * (processor(server.pid) - before) / PICTURES
            said = f"a picture of 6 x 300 {what}: processor time of the server"
            yield at_most(said, spent, goal, "ms") if goal else Row(said, f"{spent:.3g} ms")
            yield at_most("  bytes that travel, headers included", size / 1e3, 32, "kB")


def from_the_cache() -> Iterator[Row]:
    """One link, opened by many readers at once."""

    async def read(url: str, path: str) -> None:
        async def one() -> None:
            await fetched(url, [path] * EACH)

        await asyncio.gather(*(one() for _ in range(READERS)))

    with serving() as server:
        calm(server.pid)
        path = f"{asyncio.run(address(server.url))}?{six()}"
        asyncio.run(fetched(server.url, [path]))
        before, begun = processor(server.pid), time.monotonic()
        asyncio.run(read(server.url, path))
        spent, took = processor(server.pid) - before, time.monotonic() - begun
        count = READERS * EACH
        yield at_least(f"one link, {count:,} readers: pictures a second of one processor", count / spent, 1000, "/s")
        yield Row("  pictures a second by the clock, the readers beside it", f"{count / took:,.0f}")


class Dragger(Visitor):
    """A visitor who moves the start on the stage, as the stage does it: a picture, and a second later the words."""

    stage, link, seq = "", "", 0

    def done(self, message: ForwardMsg) -> bool:
        """Remember the stage too."""
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "bidi_component" and element.bidi_component.component_name == "stage":
                self.stage, self.link = element.bidi_component.id, json.loads(element.bidi_component.json)[0]["link"]
        return super().done(message)

    def words(self, link: str) -> BackMsg:
        """The message by which the stage tells the page where the start is now."""
        words = dict(parse_qsl(link))
        self.seq += 1
        said = {"words": {name: words[name] for name in "xy"}, "of": words["landscape"], "seq": self.seq}
        message = BackMsg()
        message.rerun_script.page_script_hash, message.rerun_script.query_string = self.page, f"?{link}"
        state = message.rerun_script.widget_states.widgets.add(id=self.stage)
        state.json_value = json.dumps({"words": said})
        return message


async def stay(number: int, url: str, base: str, tally: Tally, follows: list[float], end: float) -> None:
    """One visitor's stay: the first run, then a change of the start about every PERIOD seconds."""
    rng = random.Random(number)  # noqa: S311 (a visitor keeps no secrets)
    await asyncio.sleep(RAMP * number / VISITORS)
    socket_address, reader = url.replace("http", "ws", 1) + "/_stcore/stream", Reader(url)
    try:
        async with connect(
            socket_address, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None
        ) as socket:
            visitor = Dragger(socket, tally)
            tally.first.append((await visitor.run())[0])
            while True:
                pause = PERIOD * rng.uniform(0.5, 1.5) - REST
                if time.monotonic() + pause + REST >= end:
                    return
                await asyncio.sleep(pause)
                link, begun = moved(visitor.link, rng.randrange(10**9)), time.perf_counter()
                visitor.shown = f"{urlsplit(base).path}?{link}"
                tally.sizes.append(await reader.fetch(f"{base}?{link}"))
                tally.changes.append(time.perf_counter() - begun)
                await asyncio.sleep(REST)
                await visitor.ask(visitor.words(link))
                follows.append(time.perf_counter() - begun)
    except Exception as error:  # noqa: BLE001 (whatever ends a visit is what is counted here)
        tally.errors.append(f"{type(error).__name__}: {error}")
    finally:
        reader.close()


def a_class() -> Iterator[Row]:
    """200 visitors on one process, each of whom moves the start every 5 seconds."""
    tally, follows = Tally(), list[float]()

    async def lesson(url: str) -> None:
        base, end = await address(url), time.monotonic() + RAMP + SECONDS
        await asyncio.gather(*(stay(k, url, base, tally, follows, end) for k in range(VISITORS)))

    with serving() as server:
        calm(server.pid)
        before = processor(server.pid)
        asyncio.run(lesson(server.url))
        spent = processor(server.pid) - before
    ranked, late = sorted(tally.changes), sorted(follows)
    p95 = ranked[int(0.95 * len(ranked))]
    yield at_most(f"{VISITORS} visitors, a change by pin per 5 s: p95 to the picture", 1e3 * p95, 100, "ms")
    yield Row("  median, worst", f"{1e3 * ranked[len(ranked) // 2]:.0f} ms, {1e3 * ranked[-1]:.0f} ms")
    yield at_most("  p95 until the page has followed, its second of rest included", late[int(0.95 * len(late))], 3, "s")
    yield Row("  errors", str(len(tally.errors)), "none", not tally.errors)
    yield Row("  processor time a change, its page run included", f"{1e3 * spent / len(ranked):.1f} ms")


def followed() -> Iterator[Row]:
    """One visitor: the processor time of the page run that follows a change on the stage, and of one in the sidebar."""

    async def spent(url: str, pid: int) -> tuple[float, float]:
        address_of_socket = url.replace("http", "ws", 1) + "/_stcore/stream"
        async with connect(
            address_of_socket, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None
        ) as socket:
            visitor = Dragger(socket, Tally())
            await visitor.run()
            base, before, found = await address(url), 0.0, list[float]()
            for sidebar in (False, True):
                for k in range(PICTURES):
                    if k == PICTURES // 3:
                        before = processor(pid)
                    link = moved(visitor.link, k)
                    if sidebar:
                        visitor.value = float(k * 7 % visitor.stops)
                        await visitor.run()
                    else:
                        visitor.shown = f"{urlsplit(base).path}?{link}"
                        await visitor.ask(visitor.words(link))
                found.append((processor(pid) - before) / (PICTURES - PICTURES // 3))
            return found[0], found[1]

    with serving() as server:
        calm(server.pid)
        stage, sidebar = asyncio.run(spent(server.url, server.pid))
    yield at_most("processor time of the page run that follows at rest", 1e3 * stage, 15, "ms")
    yield at_most("processor time of a change in the sidebar, its picture included", 1e3 * sidebar, 25, "ms")


def rows() -> Iterator[Row]:
    """All figures of this part."""
    yield from alone()
    yield from from_the_cache()
    yield from followed()
    yield from a_class()
