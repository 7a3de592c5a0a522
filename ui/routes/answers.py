"""A cache of computed answers that is bounded in bytes, and the queue of those that are still to be computed.

Requests that are equal and come at the same moment are computed once. Everything here runs on the server's event
loop, except for the computing itself.
"""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from stage.assets import Asset

PATIENCE = 5.0
"""Seconds after which a waiting request is refused as busy."""
MOST_WAITING = 2_000
"""The most requests that may wait to be computed."""


Key = tuple[str, str]
"""The name of a page, and the query."""


class BusyError(Exception):
    """There is no answer within PATIENCE seconds."""


class Queue:
    """Lets at most `slots` requests be computed at once. Addresses take turns, so that none can hold up the others.

    `waiting` is the number of requests that wait.
    """

    def __init__(self, slots: int) -> None:
        self.free, self.waiting = slots, 0
        self.lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def enter(self, address: str) -> None:
        """Wait for a slot. BusyError if too many wait already, and no other address has more requests among them."""
        if self.free:
            self.free -= 1
            return
        if self.waiting >= MOST_WAITING:
            self._drop(address)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lines.setdefault(address, deque()).append(turn)
        self.waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()  # the slot had just been given
            raise

    def _drop(self, address: str) -> None:
        """Refuse the newest request of the address that has the most, to make room for one of this address."""
        most = max(self.lines, key=lambda one: len(self.lines[one]))
        if len(self.lines[most]) <= len(self.lines.get(address, ())):
            raise BusyError
        turn = self.lines[most].pop()
        if not self.lines[most]:
            del self.lines[most]
        self.waiting -= 1
        if not turn.done():
            turn.set_exception(BusyError())

    def leave(self) -> None:
        """Give the slot to the next address that waits."""
        while self.lines:
            address, line = self.lines.popitem(last=False)
            turn = line.popleft()
            if line:
                self.lines[address] = line
            self.waiting -= 1
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


class Coming:
    """An answer that is being computed: the task, whether it has left the queue, and how many requests wait for it."""

    def __init__(self) -> None:
        self.task: asyncio.Future[Asset]
        self.started, self.waiting = False, 0


class Answers:
    """The cache: the answers used most recently, of at most `most` bytes in all with their keys."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.kept: OrderedDict[Key, Asset] = OrderedDict()
        self.coming: dict[Key, Coming] = {}

    def get(self, key: Key) -> Asset | None:
        """A kept answer."""
        found = self.kept.get(key)
        if found is not None:
            self.kept.move_to_end(key)
        return found

    def put(self, key: Key, answer: Asset) -> None:
        """Keep an answer, and drop those that were not used for longest until all fit."""
        if key in self.kept or weight(key, answer) > self.most:
            return
        self.kept[key] = answer
        self.size += weight(key, answer)
        while self.size > self.most:
            self.size -= weight(*self.kept.popitem(last=False))

    async def ask(
        self, key: Key, address: str, make: Callable[[], Asset], queue: Queue, pool: ThreadPoolExecutor
    ) -> Asset:
        """The answer to a request that is not kept: computed by `make` in a thread, once for all who ask meanwhile.

        BusyError after PATIENCE seconds. An answer that has left the queue by then is kept for the next request; one
        that nobody waits for any more is taken out of the queue.
        """
        coming = self.coming.get(key)
        if coming is None:
            coming = self.coming[key] = Coming()
            coming.task = asyncio.ensure_future(self._compute(key, address, make, queue, pool))
            coming.task.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may be waiting
        coming.waiting += 1
        try:
            return await asyncio.wait_for(asyncio.shield(coming.task), PATIENCE)
        except TimeoutError:
            raise BusyError from None
        finally:
            coming.waiting -= 1
            if not (coming.waiting or coming.started):
                del self.coming[key]
                coming.task.cancel()

    async def _compute(
        self, key: Key, address: str, make: Callable[[], Asset], queue: Queue, pool: ThreadPoolExecutor
    ) -> Asset:
        mine = self.coming[key]
        try:
            await queue.enter(address)
            mine.started = True
            try:
                answer = await asyncio.get_running_loop().run_in_executor(pool, make)
            finally:
                queue.leave()
            self.put(key, answer)
            return answer
        finally:
            if self.coming.get(key) is mine:
                del self.coming[key]


def weight(key: Key, answer: Asset) -> int:
    """The bytes that an answer takes with its key, and some for what is around them."""
    return sum(map(len, (*key, answer.body, answer.zipped, answer.brotli))) + 512


def retry_after() -> str:
    """The seconds after which somebody who was told that the server is busy may ask again."""
    return str(math.ceil(PATIENCE))
