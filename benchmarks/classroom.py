"""Measures a class: visitors who speak Streamlit's protocol to our own server, and each move a slider now and then.

The load is limited in visitors and seconds, and goes only to the loopback address.
"""

import asyncio
import json
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.row import Row, at_most
from tools.serving import calm, processor, resident, serving

VISITORS, SECONDS, PERIOD, RAMP = 60, 40.0, 5.0, 6.0
RATES = "η ="  # the beginning of the label of the slider that is moved
SENT = ("Host", "Cookie", "Authorization")
"""What a browser sends with every request, as it did when it opened the connection."""


@dataclass
class Tally:
    """The measurements of all visitors, in seconds and bytes."""

    first: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """One browser tab, as far as the server can tell.

    `shown` is the address of the picture on its stage, and `picture` that picture, as it came over the network.
    """

    def __init__(self, socket: ClientConnection, tally: Tally) -> None:
        self.socket, self.tally = socket, tally
        self.page, self.query, self.slider, self.stops = "", "", "", 0
        self.value: float | None = None
        self.shown, self.picture = "", b""
        self.fetching: asyncio.Task[bytes] | None = None

    async def run(self) -> tuple[float, int]:
        """Ask for a page run. Returns the seconds until page and picture are there, and the bytes received."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.query_string = self.query
        if self.value is not None:
            widget = message.rerun_script.widget_states.widgets.add(id=self.slider)
            widget.double_array_value.data.append(self.value)
        return await self.ask(message)

    async def ask(self, message: BackMsg) -> tuple[float, int]:
        """Send a message that causes a page run. Returns the seconds until page and picture are there, and the bytes
        received.
        """
        begun, size = time.perf_counter(), 0
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(60):
            while True:
                raw = await self.socket.recv()
                size += len(raw)
                if self.done(ForwardMsg.FromString(bytes(raw, "latin1") if isinstance(raw, str) else raw)):
                    break
            if self.fetching:
                self.picture, self.fetching = await self.fetching, None
                size += len(self.picture)
        return time.perf_counter() - begun, size

    def show(self, given: Mapping[str, str]) -> None:
        """Fetch the picture that the page gives to the stage, unless it is shown already."""
        address = f"{given['pictures']}?{given['link']}"
        if address != self.shown:
            self.shown = address
            self.fetching = asyncio.ensure_future(self.fetch(address))

    async def fetch(self, address: str) -> bytes:
        """An answer as it comes, zipped. RuntimeError with a sentence if there is none."""
        host, port, *_ = self.socket.remote_address
        opened = self.socket.request.headers.raw_items() if self.socket.request else ()
        lines = [f"GET {address} HTTP/1.1", *(f"{name}: {text}" for name, text in opened if name in SENT)]
        asked = "\r\n".join([*lines, "Accept-Encoding: gzip", "Connection: close", "", ""]).encode()
        while True:
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(asked)
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            writer.close()
            status = head.partition(b"\r\n")[0].decode()
            if " 200 " in status:
                return body
            if " 503 " not in status:
                raise RuntimeError(f"The picture {address[:60]} was answered with {status!r}.")
            await asyncio.sleep(1.0)  # as the browser does

    def done(self, message: ForwardMsg) -> bool:
        """Remember what matters in a message. Returns True when the page run has finished."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "slider" and element.slider.label.startswith(RATES):
                self.slider, self.stops = element.slider.id, int(element.slider.max)
            elif element.WhichOneof("type") == "bidi_component":
                if element.bidi_component.component_name.endswith("stage"):
                    self.show(json.loads(element.bidi_component.json)[0])
            elif element.WhichOneof("type") == "exception":
                self.tally.errors.append(element.exception.message)
        elif kind == "script_finished":
            return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False


async def stay(number: int, url: str, tally: Tally, end: float, visitors: int = VISITORS) -> None:
    """One visitor's stay: the first run, then a change about every PERIOD seconds."""
    rng = random.Random(number)  # noqa: S311 (a visitor keeps no secrets)
    await asyncio.sleep(RAMP * number / visitors)
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None) as socket:
            visitor = Visitor(socket, tally)
            tally.first.append((await visitor.run())[0])
            while True:
                pause = PERIOD * rng.uniform(0.5, 1.5)
                if time.monotonic() + pause >= end:
                    return
                await asyncio.sleep(pause)
                visitor.value = float(rng.randint(0, visitor.stops))
                took, size = await visitor.run()
                tally.changes.append(took)
                tally.sizes.append(size)
    except Exception as error:  # noqa: BLE001 (whatever ends a visit is what is counted here)
        tally.errors.append(f"{type(error).__name__}: {error}")


async def lesson(url: str, visitors: int = VISITORS) -> Tally:
    """All visitors at once. RuntimeError with a sentence if none of them could change anything."""
    tally, end = Tally(), time.monotonic() + RAMP + SECONDS
    await asyncio.gather(*(stay(number, url, tally, end, visitors) for number in range(visitors)))
    if not tally.changes:
        raise RuntimeError(f"No visitor could change anything; the first one met this: {tally.errors[:1]}.")
    return tally


def rows() -> Iterator[Row]:
    """60 visitors on one process."""
    with serving() as server:
        asyncio.run(warm(server.url))
        calm(server.pid)
        before, used = resident(server.pid), processor(server.pid)
        tally = asyncio.run(lesson(server.url))
        after, worked = resident(server.pid), processor(server.pid) - used
    ranked = sorted(tally.changes)
    p95 = ranked[int(0.95 * len(ranked))] * 1e3
    yield at_most(f"{VISITORS} visitors, a change each per 5 s: p95 of {len(ranked)} changes", p95, 150, "ms")
    yield Row("  median, worst", f"{ranked[len(ranked) // 2] * 1e3:.0f} ms, {ranked[-1] * 1e3:.0f} ms")
    yield Row("  errors", str(len(tally.errors)), "none", not tally.errors)
    yield Row("  processor time a run", f"{1e3 * worked / (len(ranked) + VISITORS):.1f} ms")
    yield Row("  bytes a change on the wire (median)", f"{sorted(tally.sizes)[len(ranked) // 2] / 1e3:.1f} kB")
    yield at_most("memory a visitor", (after - before) / VISITORS, 0.5, "MB")
    yield Row("  memory of the process before, after", f"{before:.0f} MB, {after:.0f} MB")


async def warm(url: str) -> None:
    """Make a few visits before the measurement, so that it does not contain what is loaded only once."""
    tally = Tally()
    await asyncio.gather(*(stay(0, url, tally, time.monotonic()) for _ in range(5)))
