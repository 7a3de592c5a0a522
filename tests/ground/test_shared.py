"""Results that several threads ask for: each is computed once, kept while it is recent, and holds up nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from runs.page_lock import PAGE_LOCK
from runs.shared import shared

pytestmark = pytest.mark.plain


def test_threads_that_ask_at_once_get_one_result():
    begun, go, calls = threading.Event(), threading.Event(), []

    @shared(4)
    def slow(x: int, *, y: int = 0) -> list[int]:
        """What it is called."""
        calls.append((x, y))
        begun.set()
        go.wait(60)
        return [x, y]

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(slow, 1, y=2) for _ in range(8)]
        begun.wait(60)
        go.set()
        found = [one.result(60) for one in asked]
    assert calls == [(1, 2)]
    assert all(one is found[0] for one in found)
    assert slow(1, y=2) is found[0]
    assert (slow.__name__, slow.__doc__) == ("slow", "What it is called.")


def test_the_results_used_least_recently_are_dropped():
    calls = []

    @shared(2)
    def square(x: int) -> int:
        calls.append(x)
        return x * x

    assert [square(x) for x in (1, 2, 1, 3, 1, 2)] == [1, 4, 1, 9, 1, 4]
    assert calls == [1, 2, 3, 2]


def test_what_failed_is_tried_again():
    calls = []

    @shared(2)
    def fails_once(x: int) -> int:
        calls.append(x)
        if len(calls) == 1:
            raise ValueError("not yet")
        return x

    with pytest.raises(ValueError, match="not yet"):
        fails_once(1)
    assert (fails_once(1), calls) == (1, [1, 1])


def test_who_waits_lets_other_pages_be_made():
    begun, go, inside = threading.Event(), threading.Event(), threading.Event()

    @shared(2)
    def slow(x: int) -> int:
        begun.set()
        go.wait(60)
        return x

    def page() -> int:
        with PAGE_LOCK.held():
            inside.set()
            return slow(1)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow, 1)
        begun.wait(60)
        waiting = pool.submit(page)
        inside.wait(60)
        with PAGE_LOCK.held():  # as another page does it
            free = not waiting.done()
        go.set()
        assert free
        assert (first.result(60), waiting.result(60)) == (1, 1)
