"""The proxy in front of two replicas: each visitor stays on one replica, and none is lost when a replica is killed."""

import asyncio
import base64
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from deploy.tests import balanced
from deploy.tests.balanced import REPLICA, Replicas, ask, cookie, proxy
from deploy.tests.caller import calling

VISITORS, BACK = 40, 3.0


@pytest.fixture(scope="module")
def replicas() -> Iterator[Replicas]:
    """Two replicas, for all tests in this file."""
    with balanced.replicas() as started:
        yield started


def test_a_visitor_stays_with_one_replica(replicas: Replicas, tmp_path: Path) -> None:
    with proxy(tmp_path, replicas[0]) as url:
        assert ask(url, "/_stcore/health")[::2] == (200, b"ok")
        given = {cookie(ask(url)[1], REPLICA) for _ in range(30)}
        assert len(given) == 2
        for own in given:
            again = [ask(url, Cookie=own)[1] for _ in range(5)]
            assert all(not cookies or cookie(cookies, REPLICA) == own for cookies in again)


def test_a_class_with_a_password_opens_to_those_who_know_it(replicas: Replicas, tmp_path: Path) -> None:
    def basic(password: str) -> str:
        return "Basic " + base64.b64encode(f"class:{password}".encode()).decode()

    async def session(url: str, **headers: str) -> bytes:
        async with calling(url, **headers) as caller:
            await caller.open()
            return caller.picture

    with proxy(tmp_path, replicas[0], CLASS_PASSWORD="down $hill") as url:
        for headers in ({}, {"Authorization": basic("uphill")}, {"Cookie": "thalweg_class=none"}):
            status, cookies, body = ask(url, **headers)
            assert (status, body) == (401, b"")
            assert not cookies
            with pytest.raises(InvalidStatus, match="401"):
                asyncio.run(session(url, **headers))
        status, cookies, body = ask(url, Authorization=basic("down $hill"))
        assert status == 200
        assert b'<div id="root">' in body
        key = cookie(cookies, "thalweg_class")
        assert "HttpOnly" in next(text for text in cookies if text.startswith(key))
        assert ask(url, Cookie=key)[0] == 200
        assert asyncio.run(session(url, Cookie=key))


def test_a_connection_that_says_nothing_is_gone_after_ten_seconds_and_a_session_stays(
    replicas: Replicas, tmp_path: Path
) -> None:
    async def rest(url: str) -> None:
        where = urlsplit(url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
        async with calling(url) as caller:
            await caller.open()
            first = caller.picture
            caller.shown, caller.picture = "", b""
            assert await asyncio.wait_for(reader.read(), 15) in (b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n")
            await asyncio.sleep(3)
            await caller.open()
            assert caller.picture == first != b""
        writer.close()

    with proxy(tmp_path, replicas[0]) as url:
        asyncio.run(rest(url))


def test_nobody_is_lost_with_a_replica_that_is_killed(replicas: Replicas, tmp_path: Path) -> None:
    with proxy(tmp_path, replicas[0]) as url:
        cookies = {cookie(ask(url)[1], REPLICA) for _ in range(30)}
        same, back = asyncio.run(balanced.killed(url, replicas[1][0], VISITORS))
        # A request with the cookie of the killed replica is sent to the other one, and gets its cookie.
        begun = time.monotonic()
        answers = [ask(url, Cookie=own) for own in cookies for _ in range(5)]
        took = time.monotonic() - begun
    assert all(same)
    assert len(same) == VISITORS
    assert back, "nobody was with the replica that was killed"
    print(f"kill -9 of one of two: {len(back)} of {VISITORS} came back, the last after {max(back):.1f} s")  # noqa: T201
    assert max(back) < BACK
    assert all(status == 200 for status, _, _ in answers)
    # Each attempt of the proxy sets a cookie for its replica; a browser keeps the last one.
    kept = {cookie(given[::-1], REPLICA) for _, given, _ in answers if given}
    assert kept < cookies
    assert len(kept) == 1
    assert took < BACK
