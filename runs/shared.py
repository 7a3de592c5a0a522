"""Caches results for several threads: a page run and the route that answers with its picture often ask for the same."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

from runs.page_lock import PAGE_LOCK

P = ParamSpec("P")
T = TypeVar("T")


class Slot(Generic[T]):
    """The place of one result, and the lock of the thread that computes it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.result: list[T] = []


def shared(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the `most` recent results of a function with hashable arguments, as `functools.lru_cache` does, and compute
    each of them once: a thread that asks meanwhile waits for the result, and releases the page lock while it waits.
    """

    def decorate(compute: Callable[P, T]) -> Callable[P, T]:
        slots, lock = lru_cache(maxsize=most)(lambda *_args, **_more: Slot[T]()), Lock()

        @wraps(compute)
        def found(*args: P.args, **more: P.kwargs) -> T:
            with lock:
                slot = slots(*args, **more)
            if slot.result:
                return slot.result[0]
            while not slot.lock.acquire(blocking=False):
                # The slot is free again when this thread waits for the page lock, so that nobody waits for both.
                with PAGE_LOCK.released(), slot.lock:
                    pass
                if slot.result:
                    return slot.result[0]
            try:
                if not slot.result:
                    slot.result.append(compute(*args, **more))
            finally:
                slot.lock.release()
            return slot.result[0]

        return found

    return decorate
