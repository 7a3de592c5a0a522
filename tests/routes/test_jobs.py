"""Jobs: one for all who ask for the same, cancelled when nobody asks any more, and bounded in number."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from stage.assets import Asset
from ui.routes import jobs
from ui.routes.answers import Answers, BusyError
from ui.routes.jobs import Job, Jobs

ONE, OTHER = ("network", "one"), ("network", "other")
DONE, PART = Asset(b"", b"done", '"done"'), Asset(b"", b"part", '"part"')


async def until(what: Callable[[], Any]) -> None:
    while not what():  # noqa: ASYNC110 (a thread of the work brings it about)
        await asyncio.sleep(0.005)


def run(test: Callable[[Jobs], Awaitable[None]], kept: int = 10_000) -> Jobs:
    served = Jobs(Answers(kept))

    async def guarded() -> None:
        try:
            await test(served)
        finally:
            served.dismiss()

    asyncio.run(asyncio.wait_for(guarded(), 60))
    return served


def waits(gate: threading.Event) -> Callable[[Job], Asset]:
    """Work that tells a part, and is done when the gate opens or the job is cancelled."""

    def make(job: Job) -> Asset:
        job.tell(PART)
        while not (gate.is_set() or job.cancelled.is_set()):
            gate.wait(0.005)
        return DONE

    return make


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("ASKED_WITHIN", 0.3), ("ASKED_WITHIN_IF_BUSY", 0.1), ("LOOK", 0.01)):
        monkeypatch.setattr(jobs, name, seconds)


def test_equal_requests_share_a_job_that_shows_what_it_has_found() -> None:
    gate = threading.Event()

    async def test(served: Jobs) -> None:
        job = served.ask(ONE, "a", waits(gate))
        await until(lambda: job.found)
        assert served.ask(ONE, "b", waits(gate)) is job
        assert (job.found, job.answer) == (PART, None)
        gate.set()
        await until(lambda: job.answer)
        assert served.ask(ONE, "a", waits(gate)) is job
        assert served.answers.get(ONE) is DONE

    assert run(test).outcomes == {"computed": 1}


def test_what_nobody_asks_about_any_more_ends() -> None:
    async def test(served: Jobs) -> None:
        job = served.ask(ONE, "a", waits(threading.Event()))
        await until(job.cancelled.is_set)
        await job.task
        assert (served.jobs, served.queue.free) == ({}, jobs.AT_ONCE)
        assert (served.answers.get(ONE), served.outcomes) == (None, {"cancelled": 1})
        assert served.ask(ONE, "a", waits(threading.Event())) is not job

    run(test)


def test_who_goes_on_asking_keeps_a_job_alive() -> None:
    async def test(served: Jobs) -> None:
        job = served.ask(ONE, "a", waits(threading.Event()))
        for _ in range(20):
            await asyncio.sleep(0.03)
            assert served.ask(ONE, "a", waits(threading.Event())) is job

    run(test)


def test_a_job_that_waits_is_never_begun_if_nobody_wants_it() -> None:
    begun = list[str]()

    def make(job: Job) -> Asset:
        begun.append("other")
        return DONE

    async def test(served: Jobs) -> None:
        gate = threading.Event()
        busy = [served.ask(("network", str(k)), "a", waits(gate)) for k in range(jobs.AT_ONCE)]
        last = served.ask(OTHER, "b", make)
        await until(last.cancelled.is_set)
        gate.set()
        await asyncio.gather(*(one.task for one in busy), last.task)
        assert served.queue.free == jobs.AT_ONCE

    run(test)
    assert begun == []


def test_more_than_may_wait_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 1)

    async def test(served: Jobs) -> None:
        gate = threading.Event()
        for k in range(jobs.AT_ONCE + 1):
            served.ask(("network", str(k)), "a", waits(gate))
        await until(lambda: served.queue.waiting)
        with pytest.raises(BusyError):
            served.ask(ONE, "a", waits(gate))
        gate.set()

    run(test)


def test_an_error_of_the_work_reaches_who_asks_and_the_next_one_may_try_again() -> None:
    def fails(job: Job) -> Asset:
        raise RuntimeError("out of order")

    async def test(served: Jobs) -> None:
        job = served.ask(ONE, "a", fails)
        await until(lambda: job.trouble)
        with pytest.raises(RuntimeError, match="out of order"):
            served.ask(ONE, "a", fails)
        assert served.ask(ONE, "a", waits(threading.Event())) is not job
        assert served.queue.free == jobs.AT_ONCE

    assert run(test).outcomes["failed"] == 1


def test_an_answer_that_is_too_large_to_be_kept_is_there_as_long_as_somebody_asks() -> None:
    async def test(served: Jobs) -> None:
        job = served.ask(ONE, "a", lambda _job: DONE)
        await until(lambda: job.answer)
        assert served.answers.get(ONE) is None
        assert served.ask(ONE, "a", lambda _job: PART).answer is DONE
        await until(lambda: not served.jobs)

    run(test, kept=10)
