"""A simulated visitor who sends whatever a test wants: messages as the pages send them, forged ones, and nonsense.

Everything goes to loopback addresses, and is limited in number and time.
"""

import asyncio
import http.client
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from benchmarks.classroom import Tally, Visitor

LINK = "v=1&landscape=beale&x=1&y=1.5&steps=200&run1=adam&run1.rate=0.05&run2=momentum&run2.rate=0.001"


class Caller(Visitor):
    """A visitor who remembers what was shown: the picture, the warnings, the widgets by their keys."""

    def __init__(self, socket: ClientConnection) -> None:
        super().__init__(socket, Tally())
        self.widgets: dict[str, Any] = {}
        self.warnings: list[str] = []

    def done(self, message: ForwardMsg) -> bool:
        """Remember what the page shows. Returns True when the page run has finished."""
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            shown = getattr(element, kind)
            if kind == "alert":
                self.warnings.append(shown.body)
            if identity := getattr(shown, "id", ""):
                self.widgets[identity] = shown
        return super().done(message)

    def message(self, link: str = LINK) -> BackMsg:
        """The message of a browser that has opened this link."""
        message = BackMsg()
        message.rerun_script.query_string = link
        message.rerun_script.page_script_hash = self.page
        return message

    async def open(self, link: str = LINK) -> float:
        """Open a link. Returns the seconds until the page is there."""
        self.warnings = []
        return (await self.ask(self.message(link)))[0]

    def widget(self, name: str) -> str:
        """The id of the widget with this key."""
        return next(identity for identity in self.widgets if identity.endswith(f"-{name}"))


C = TypeVar("C", bound=Caller)


@asynccontextmanager
async def calling(url: str, kind: type[C] = Caller, **headers: str) -> AsyncIterator[C]:
    """A visitor of this kind, connected to this server."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    protocol = [Subprotocol("streamlit")]
    async with connect(
        address, subprotocols=protocol, max_size=None, compression=None, additional_headers=headers
    ) as socket:
        yield kind(socket)


async def bystanders(url: str, count: int, seconds: float) -> list[float]:
    """The seconds of each change of `count` visitors, each of whom opens another link twice a second."""
    times: list[float] = []

    async def stay(number: int) -> None:
        async with calling(url) as caller, asyncio.timeout(seconds + 30):
            end = asyncio.get_running_loop().time() + seconds
            turn = 0
            while asyncio.get_running_loop().time() < end:
                turn += 1
                times.append(await caller.open(f"{LINK}&seed={number}{turn % 10}"))
                await asyncio.sleep(0.5)
            assert not caller.tally.errors

    await asyncio.gather(*(stay(number) for number in range(1, count + 1)))
    return times


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(0.95 * len(times))]


async def shown_out(caller: Caller, frames: Sequence[bytes | str]) -> int:
    """Send these frames while reading the answers. Returns the code with which the server closes the connection."""

    async def talk() -> None:
        with suppress(ConnectionClosed, ConnectionResetError):
            for frame in frames:
                await caller.socket.send(frame)

    talking = asyncio.ensure_future(talk())
    with suppress(ConnectionClosed):
        async with asyncio.timeout(60):
            async for _ in caller.socket:
                pass
    await talking
    return caller.socket.close_code or 0


def healthy(url: str) -> float:
    """Seconds until the server answers a health check."""
    begun = time.perf_counter()
    where = urlsplit(url)
    asked = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
    asked.request("GET", "/_stcore/health")
    assert asked.getresponse().read() == b"ok"
    asked.close()
    return time.perf_counter() - begun
