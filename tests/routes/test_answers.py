"""The cache of answers and the queue before it: once for all who ask, in turns, and within its bytes."""

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from stage.assets import Asset
from ui.routes import answers
from ui.routes.answers import Answers, BusyError, Queue, weight

POOL = ThreadPoolExecutor(4)
ONE = ("race", "one")


def asset(size: int, mark: str = "x") -> Asset:
    return Asset(b"", mark.encode() * size, f'"{mark}"')


def test_a_stampede_computes_once() -> None:
    begun, open_gate, calls = threading.Event(), threading.Event(), []

    def make() -> Asset:
        calls.append(1)
        begun.set()
        open_gate.wait(60)
        return asset(10)

    async def stampede() -> list[Asset]:
        cache, queue = Answers(10_000), Queue(2)
        asked = [asyncio.ensure_future(cache.ask(ONE, f"visitor {i}", make, queue, POOL)) for i in range(200)]
        await asyncio.to_thread(begun.wait, 60)
        open_gate.set()
        found = await asyncio.gather(*asked)
        assert cache.get(ONE) is found[0]
        assert (cache.coming, queue.free, queue.waiting) == ({}, 2, 0)
        return found

    found = asyncio.run(stampede())
    assert len(found) == 200
    assert all(one is found[0] for one in found)
    assert calls == [1]


def test_who_waits_too_long_is_told_so_and_the_answer_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.01)
    gate = threading.Event()

    def make() -> Asset:
        gate.wait(60)
        return asset(10)

    async def ask() -> None:
        cache, queue = Answers(10_000), Queue(1)
        with pytest.raises(BusyError):
            await cache.ask(ONE, "a", make, queue, POOL)
        coming = cache.coming[ONE].task
        gate.set()
        assert await coming is cache.get(ONE)

    asyncio.run(ask())


def test_what_nobody_waits_for_any_more_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.01)
    calls: list[str] = []

    async def ask() -> None:
        cache, queue = Answers(10_000), Queue(1)
        await queue.enter("before")
        asked = [
            cache.ask(("race", str(i % 3)), "a", lambda: calls.append("made") or asset(10), queue, POOL)
            for i in range(9)
        ]
        refused = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(one) for one in refused] == [BusyError] * 9
        assert cache.coming == {}
        queue.leave()
        await asyncio.sleep(0)
        assert (queue.free, queue.waiting, calls) == (1, 0, [])

    asyncio.run(ask())


def test_a_slot_is_not_lost_with_a_request_that_is_given_up_at_that_moment() -> None:
    async def ask() -> None:
        queue = Queue(1)
        await queue.enter("a")
        gone = asyncio.ensure_future(queue.enter("b"))
        await asyncio.sleep(0)
        queue.leave()
        gone.cancel()
        await asyncio.wait([gone])
        assert (gone.cancelled(), queue.free, queue.waiting) == (True, 1, 0)

    asyncio.run(ask())


def test_no_more_wait_than_there_may_and_who_has_most_of_them_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_WAITING", 3)

    async def ask() -> None:
        queue = Queue(1)
        await queue.enter("before")
        flood = [asyncio.ensure_future(queue.enter("a")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await queue.enter("a")
        others = [asyncio.ensure_future(queue.enter("b")), asyncio.ensure_future(queue.enter("c"))]
        await asyncio.wait(flood[1:])
        assert [type(one.exception()) if one.done() else None for one in flood] == [None, BusyError, BusyError]
        with pytest.raises(BusyError):
            await queue.enter("c")
        for turn in (flood[0], *others):
            queue.leave()
            await turn
        queue.leave()
        assert (queue.free, queue.waiting, queue.lines) == (1, 0, {})

    asyncio.run(ask())


def test_an_error_reaches_all_who_ask_and_leaves_the_place_free() -> None:
    def make() -> Asset:
        raise ZeroDivisionError

    async def ask() -> None:
        cache, queue = Answers(10_000), Queue(1)
        both = await asyncio.gather(*(cache.ask(ONE, "a", make, queue, POOL) for _ in range(2)), return_exceptions=True)
        assert [type(one) for one in both] == [ZeroDivisionError] * 2
        assert (queue.free, cache.coming, cache.get(ONE)) == (1, {}, None)

    asyncio.run(ask())


def test_addresses_take_turns() -> None:
    async def ask() -> list[str]:
        queue, order = Queue(1), []

        async def one(address: str) -> None:
            await queue.enter(address)
            order.append(address)
            queue.leave()

        await queue.enter("first")
        asked = [asyncio.ensure_future(one(address)) for address in ["flood"] * 50 + ["a", "b", "a"]]
        await asyncio.sleep(0)
        queue.leave()
        await asyncio.gather(*asked)
        assert (queue.free, queue.waiting) == (1, 0)
        return order

    order = asyncio.run(ask())
    assert order[:5] == ["flood", "a", "b", "flood", "a"]
    assert order[5:] == ["flood"] * 48


def test_a_turn_that_nobody_waits_for_any_more_is_passed_on() -> None:
    async def ask() -> None:
        queue = Queue(1)
        await queue.enter("a")
        gone, next_one = (asyncio.ensure_future(queue.enter(name)) for name in "bc")
        await asyncio.sleep(0)
        gone.cancel()
        queue.leave()
        await next_one
        queue.leave()
        assert (queue.free, queue.waiting) == (1, 0)

    asyncio.run(ask())


@pytest.mark.parametrize("seed", range(20))
def test_the_cache_stays_within_its_bytes_and_drops_what_was_used_least_recently(seed: int) -> None:
    rng, most = Random(seed), 20_000
    cache = Answers(most)
    naive: OrderedDict[tuple[str, str], Asset] = OrderedDict()
    for _ in range(500):
        key = ("race", "x" * rng.choice([0, 900]) + str(rng.randrange(40)))
        if rng.random() < 0.5:
            found = cache.get(key)
            assert found is naive.get(key)
            if found is not None:
                naive.move_to_end(key)
        elif key not in naive:
            made = asset(rng.choice([0, 500, 3_000, most, 2 * most]))
            cache.put(key, made)
            if weight(key, made) <= most:
                naive[key] = made
                while sum(weight(*one) for one in naive.items()) > most:
                    naive.popitem(last=False)
        assert cache.size == sum(weight(*one) for one in cache.kept.items()) <= most
    assert list(cache.kept) == list(naive)
