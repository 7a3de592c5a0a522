"""One visitor's connection: checks every WebSocket message before Streamlit sees it, and times the answers.

A frame that is too large or malformed ends the connection. A message of a kind that no page sends is dropped. Visitors
who send too much are slowed down, so mildly that nobody who drags a slider notices; if too much of a visitor's input is
waiting, the connection is closed.
"""

import asyncio
import time
from collections import deque
from typing import NamedTuple

from starlette.types import Message, Receive, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.middleware import frames
from ui.middleware.bucket import VISITOR, Allowance, Bucket, Rate
from ui.middleware.log import write
from ui.middleware.metrics import Metrics
from ui.middleware.values import Values

SILENCE = 10.0
"""The most seconds until the first message, which a page sends as soon as it can."""
PATIENCE = 60
"""The most messages of one visitor that may wait. Dragging never reaches this, since it stays within the rate limit."""
BURDEN = 1024 * 1024
"""The most bytes of one visitor that may wait."""


class End(NamedTuple):
    """How the server ends a connection: the code of RFC 6455, the reason in a word for the metrics, and a sentence."""

    code: int
    why: str
    sentence: str


TOO_LARGE = End(1009, "size", "This message is larger than any that the pages send.")
BROKEN = End(1002, "form", "The pages send no such message.")
FLOOD = End(1008, "flood", "Too many messages at once. Reload the page to go on.")
SILENT = End(1008, "silence", "This connection sent nothing for too long.")
FULL = End(1013, "full", "The class is full. Try again in a moment.")


class Capacity:
    """The number of visitors, and how many there may be. A visitor counts from the first message on."""

    def __init__(self, room: int, metrics: Metrics) -> None:
        self.room, self.metrics = room, metrics

    @property
    def full(self) -> bool:
        """Whether the server is full for somebody who opens the app now."""
        return self.metrics.visitors >= self.room

    @property
    def crowded(self) -> bool:
        """Whether it is full even for somebody who has loaded the page, for whom there are a tenth more places."""
        return self.metrics.visitors >= self.room + max(1, self.room // 10)


def weight(message: Message) -> int:
    """The bytes that a waiting message counts for, at most LARGEST: larger messages are refused for their size."""
    return min(len(message.get("bytes") or b""), frames.LARGEST)


class Inbox:
    """The messages that have arrived and were not taken yet. They are read as they come, so that a flood is noticed.

    If they stayed in the network's buffers, they would be read only as fast as they are answered, and a slow server
    would not notice a flood.
    """

    def __init__(self, incoming: Receive) -> None:
        self.incoming = incoming
        self.waiting: deque[Message] = deque()
        self.burden, self.full = 0, False
        self.news = asyncio.Event()
        self.reading = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        try:
            while not self.full:
                message = await self.incoming()
                self.waiting.append(message)
                self.burden += weight(message)
                self.full = len(self.waiting) > PATIENCE or self.burden > BURDEN
                self.news.set()
                if message["type"] == "websocket.disconnect":
                    return
        finally:
            self.news.set()

    async def take(self) -> Message:
        """Wait for the oldest message and return it."""
        while not self.waiting:
            if self.reading.done():
                await self.reading  # raises what the reading task raised
                return {"type": "websocket.disconnect", "code": 1000}
            self.news.clear()
            await self.news.wait()
        message = self.waiting.popleft()
        self.burden -= weight(message)
        return message


class Connection:
    """The WebSocket of one visitor, with `receive` and `send` for the app behind it.

    `back` says that the visitor's page was open and had lost its connection. Such a page may stay connected without
    sending a message, since its visitor may just look at the picture.
    """

    def __init__(
        self,
        receive: Receive,
        send: Send,
        capacity: Capacity,
        allowance: Allowance,
        rate: Rate = VISITOR,
        *,
        back: bool = False,
    ) -> None:
        self.incoming, self.outgoing = receive, send
        self.capacity, self.allowance, self.bucket = capacity, allowance, Bucket(rate)
        self.values = Values()
        self.inbox: Inbox | None = None
        self.spoken = self.closed = self.noted = False
        self.asked: float | None = None
        allowance.silent += 1
        if back:
            self._arrive()

    async def receive(self) -> Message:
        """The next message that passes the checks."""
        while not self.closed:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            if end := self._fault(message.get("bytes")) or await self._paced():
                return await self._end(end)
            kinds = frames.kinds(message["bytes"])
            if kinds <= frames.ADMITTED:
                return message if self._heard(kinds) else await self._end(FULL)
            self._note("kind")
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(self, message: Message) -> None:
        """Pass a message of the app on, unless the connection has ended."""
        if self.closed:
            return
        self.closed = message["type"] == "websocket.close"
        if data := message.get("bytes"):
            self._note_answer(data)
        try:
            await self.outgoing(message)
        except OSError:
            # The visitor has gone. Streamlit would mistake the exception for its own error and log a long traceback.
            self.closed = True

    def hang_up(self) -> None:
        """Release what the connection holds, however it ended."""
        self.closed = True
        if self.inbox is not None:
            self.inbox.reading.cancel()
        if self.spoken:
            self.capacity.metrics.leave()
        else:
            self.allowance.silent -= 1

    def _note_answer(self, data: bytes) -> None:
        """Learn which controls are shown, and how long the answer took."""
        message = ForwardMsg.FromString(data)
        self.values.learn(message)
        if self.asked is not None and frames.ends_run(message):
            self.capacity.metrics.changes.add(time.monotonic() - self.asked)
            self.asked = None

    def _fault(self, data: bytes | None) -> End | None:
        """How to end the connection because of this frame from the browser; None if the frame is fine."""
        if data is None or len(data) > frames.LARGEST:
            return TOO_LARGE if data else BROKEN
        try:
            if frames.RERUN in frames.kinds(data):
                self.values.check(data)
        except ValueError:
            return BROKEN
        return None

    async def _next(self) -> Message:
        if self.inbox is None:
            self.inbox = Inbox(self.incoming)
        try:
            return await asyncio.wait_for(self.inbox.take(), None if self.spoken else SILENCE)
        except TimeoutError:
            return await self._end(SILENT)

    async def _paced(self) -> End | None:
        """Wait as long as the rate limits demand. Returns how to end the connection if then too much is waiting."""
        if wait := max(self.bucket.take() or 0.0, self.allowance.messages.take() or 0.0):
            await asyncio.sleep(wait)
        return FLOOD if self.inbox is not None and self.inbox.full else None

    def _arrive(self) -> None:
        self.spoken = True
        self.allowance.silent -= 1
        self.capacity.metrics.arrive()

    def _heard(self, kinds: frozenset[int]) -> bool:
        """Count a message. False if it is the first one and there is no room for another visitor."""
        if not self.spoken:
            if self.capacity.crowded:
                return False
            self._arrive()
        if frames.RERUN in kinds and self.asked is None:
            self.asked = time.monotonic()
        return True

    def _note(self, why: str) -> None:
        """Count a refusal, and log it once per connection, so that a flood does not fill the log."""
        self.capacity.metrics.refuse(why)
        if not self.noted:
            self.noted = True
            write("refused", "warning", reason=why)

    async def _end(self, end: End) -> Message:
        self._note(end.why)
        await self.send({"type": "websocket.close", "code": end.code, "reason": end.sentence})
        return {"type": "websocket.disconnect", "code": end.code}
