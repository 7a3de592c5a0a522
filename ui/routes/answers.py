"""A cache of computed answers that is bounded in bytes, and the queue of those that are still to be computed.

Questions that are equal and asked at the same moment are computed once. Everything here runs on the server's event
loop, except for the computing itself.
"""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor

from stage.assets import Asset

PATIENCE = 5.0
"""The most seconds that somebody waits for an answer before the server says that it is busy."""
MOST_WAITING = 2_000
"""The most questions that may wait to be computed."""


class BusyError(Exception):
    """There is no answer within PATIENCE seconds."""


class Queue:
    """Lets at most `places` questions be computed at once. Addresses take turns, so that none can hold up the others.

    `waiting` is the number of questions that wait.
    """

    def __init__(self, places: int) -> None:
        self.free, self.waiting = places, 0
        self.lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def enter(self, address: str) -> None:
        """Wait for a place. BusyError if too many wait already."""
        if self.free:
            self.free -= 1
            return
        if self.waiting >= MOST_WAITING:
            raise BusyError
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lines.setdefault(address, deque()).append(turn)
        self.waiting += 1
        await turn

    def leave(self) -> None:
        """Give the place to the next address that waits."""
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


class Answers:
    """The cache: the answers used most recently, of at most `most` bytes in all."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.kept: OrderedDict[Hashable, Asset] = OrderedDict()
        self.coming: dict[Hashable, asyncio.Future[Asset]] = {}

    def get(self, key: Hashable) -> Asset | None:
        """A kept answer."""
        found = self.kept.get(key)
        if found is not None:
            self.kept.move_to_end(key)
        return found

    def put(self, key: Hashable, answer: Asset) -> None:
        """Keep an answer, and drop those that were not used for longest until all fit."""
        if key in self.kept or weight(answer) > self.most:
            return
        self.kept[key] = answer
        self.size += weight(answer)
        while self.size > self.most:
            _, dropped = self.kept.popitem(last=False)
            self.size -= weight(dropped)

    async def ask(
        self, key: Hashable, address: str, make: Callable[[], Asset], queue: Queue, pool: ThreadPoolExecutor
    ) -> Asset:
        """The answer to a question that is not kept: computed by `make` in a thread, once for all who ask meanwhile.

        BusyError after PATIENCE seconds; it is computed and kept all the same, for whoever asks again.
        """
        coming = self.coming.get(key)
        if coming is None:
            coming = self.coming[key] = asyncio.ensure_future(self._compute(key, address, make, queue, pool))
            coming.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may be left to hear it
        try:
            return await asyncio.wait_for(asyncio.shield(coming), PATIENCE)
        except TimeoutError:
            raise BusyError from None

    async def _compute(
        self, key: Hashable, address: str, make: Callable[[], Asset], queue: Queue, pool: ThreadPoolExecutor
    ) -> Asset:
        try:
            await queue.enter(address)
            try:
                answer = await asyncio.get_running_loop().run_in_executor(pool, make)
            finally:
                queue.leave()
            self.put(key, answer)
            return answer
        finally:
            del self.coming[key]


def weight(answer: Asset) -> int:
    """The bytes that an answer takes, with some for what is around it."""
    return sum(map(len, (answer.body, answer.zipped, answer.brotli))) + 512


def retry_after() -> str:
    """The seconds after which somebody who was told that the server is busy may ask again."""
    return str(math.ceil(PATIENCE))
