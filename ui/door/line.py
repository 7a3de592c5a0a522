"""One visitor's WebSocket: what comes in is looked at before Streamlit sees it, what goes out tells how long it took.

A frame that is too large or no message ends the visit, and a message of a kind that no page sends is dropped. Who sends
too much at once is slowed down, which nobody notices whose hand moves a slider; who has too much waiting is shown out.
"""

import asyncio
import time
from collections import deque
from typing import NamedTuple

from starlette.types import Message, Receive, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.door import frames
from ui.door.bucket import VISITOR, Allowance, Bucket, Rate
from ui.door.diary import write
from ui.door.meters import Meters
from ui.door.values import Values

SILENCE = 10.0
"""Seconds until the first message: a page sends it as soon as it can."""
PATIENCE = 60
"""Messages of one visitor that may wait. A hand never has so many: what it sends in time goes on at once."""
BURDEN = 1024 * 1024
"""Bytes of one visitor that may wait."""


class End(NamedTuple):
    """How a visit is ended: a code of RFC 6455, the reason in a word for the figures, and a sentence."""

    code: int
    why: str
    sentence: str


TOO_LARGE = End(1009, "size", "This message is larger than any that the pages send.")
BROKEN = End(1002, "form", "The pages send no such message.")
FLOOD = End(1008, "flood", "Too many messages at once. Reload the page to go on.")
SILENT = End(1008, "silence", "This connection sent nothing for too long.")
FULL = End(1013, "full", "The class is full. Try again in a moment.")


class House:
    """How many are in, and how many may be. A visitor counts from the first message on."""

    def __init__(self, room: int, meters: Meters) -> None:
        self.room, self.meters = room, meters

    @property
    def full(self) -> bool:
        """Is the class full for somebody who opens the app now?"""
        return self.meters.visitors >= self.room

    @property
    def crowded(self) -> bool:
        """Is it full for somebody who has got the page already? A tenth of the places is kept for those."""
        return self.meters.visitors >= self.room + max(1, self.room // 10)


def weight(message: Message) -> int:
    """The bytes that a message keeps while it waits; one that is too large ends the visit for that reason alone."""
    return min(len(message.get("bytes") or b""), frames.LARGEST)


class Inbox:
    """What has come and was not taken yet. It is read as it comes, so that a flood is known by how much there is.

    Left with the network, it would be taken at the pace at which it is answered: the slower the server, the less of a
    flood there would seem to be.
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
        """The oldest message; it is waited for."""
        while not self.waiting:
            if self.reading.done():
                await self.reading  # what went wrong there goes wrong here
                return {"type": "websocket.disconnect", "code": 1000}
            self.news.clear()
            await self.news.wait()
        message = self.waiting.popleft()
        self.burden -= weight(message)
        return message


class Line:
    """The WebSocket of one visitor, with `receive` and `send` for the app behind it.

    `back`: it comes from a page that is open and has lost its connection. Such a visitor was in before, and may look at
    the picture in silence for as long as it likes.
    """

    def __init__(
        self,
        receive: Receive,
        send: Send,
        house: House,
        allowance: Allowance,
        rate: Rate = VISITOR,
        *,
        back: bool = False,
    ) -> None:
        self.incoming, self.outgoing = receive, send
        self.house, self.allowance, self.bucket = house, allowance, Bucket(rate)
        self.values = Values()
        self.inbox: Inbox | None = None
        self.spoken = self.closed = self.noted = False
        self.asked: float | None = None
        allowance.silent += 1
        if back:
            self._arrive()

    async def receive(self) -> Message:
        """The next message that the app may see."""
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
        """Pass on what the app says, unless the visit is over."""
        if self.closed:
            return
        self.closed = message["type"] == "websocket.close"
        if data := message.get("bytes"):
            self._note_answer(data)
        try:
            await self.outgoing(message)
        except OSError:
            # The visitor is gone. Streamlit would take it for a fault of its own and say so at length.
            self.closed = True

    def hang_up(self) -> None:
        """The visit is over, however it ended."""
        self.closed = True
        if self.inbox is not None:
            self.inbox.reading.cancel()
        if self.spoken:
            self.house.meters.leave()
        else:
            self.allowance.silent -= 1

    def _note_answer(self, data: bytes) -> None:
        """Remember what is shown, and how long the answer took."""
        message = ForwardMsg.FromString(data)
        self.values.learn(message)
        if self.asked is not None and frames.ends_run(message):
            self.house.meters.change(time.monotonic() - self.asked)
            self.asked = None

    def _fault(self, data: bytes | None) -> End | None:
        """What is wrong with a frame from the browser, if anything."""
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
        """Wait as long as the rates demand; the end for a visitor for whom too much is waiting then."""
        if wait := max(self.bucket.take() or 0.0, self.allowance.messages.take() or 0.0):
            await asyncio.sleep(wait)
        return FLOOD if self.inbox is not None and self.inbox.full else None

    def _arrive(self) -> None:
        self.spoken = True
        self.allowance.silent -= 1
        self.house.meters.arrive()

    def _heard(self, kinds: frozenset[int]) -> bool:
        """Count a message; False where it is the first one and there is no room for one more visitor."""
        if not self.spoken:
            if self.house.crowded:
                return False
            self._arrive()
        if frames.RERUN in kinds and self.asked is None:
            self.asked = time.monotonic()
        return True

    def _note(self, why: str) -> None:
        """Count what was refused, and write it down once a visit: a flood shall not fill the log."""
        self.house.meters.refuse(why)
        if not self.noted:
            self.noted = True
            write("refused", "warning", reason=why)

    async def _end(self, end: End) -> Message:
        self._note(end.why)
        await self.send({"type": "websocket.close", "code": end.code, "reason": end.sentence})
        return {"type": "websocket.disconnect", "code": end.code}
