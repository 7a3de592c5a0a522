"""The proxy in front of two replicas: one replica a visitor, and nobody is lost with one that is killed.

Caddy is the one of this machine. The two replicas share a port, on two loopback addresses that a small name server of
our own gives for one name, as the one of a compose network does.
"""

import asyncio
import base64
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from asyncio import BaseTransport, DatagramProtocol, DatagramTransport
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import cast
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from deploy.tests.caller import LINK, Caller, calling

ROOT = Path(__file__).resolve().parents[2]
VISITORS, BACK = 40, 3.0
REPLICA = "thalweg_replica"
HOSTS = ("127.0.0.1", "127.0.0.2")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Names(DatagramProtocol):
    """A name server that knows one name: that of the replicas, all of them."""

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question (RFC 1035): two addresses to a question for A, nothing to any other."""
        end = data.index(b"\0", 12) + 5
        kind = int.from_bytes(data[end - 4 : end - 2])
        found = HOSTS if kind == 1 else ()
        records = b"".join(b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04" + socket.inet_aton(host) for host in found)
        head = data[:2] + b"\x81\x80\0\x01" + len(found).to_bytes(2) + b"\0\0\0\0"
        self.transport.sendto(head + data[12:end] + records, addr)

    def connection_made(self, transport: BaseTransport) -> None:
        """Remember where answers go."""
        self.transport = cast("DatagramTransport", transport)


@contextmanager
def names() -> Iterator[int]:
    """The name server in a thread of its own: its port."""
    loop = asyncio.new_event_loop()
    transport, _ = loop.run_until_complete(loop.create_datagram_endpoint(Names, ("127.0.0.1", 0)))
    serving = Thread(target=loop.run_forever)
    serving.start()
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        loop.call_soon_threadsafe(transport.close)
        loop.call_soon_threadsafe(loop.call_soon, loop.stop)
        serving.join()
        loop.close()


def replica(host: str, port: int, log: Path) -> subprocess.Popen[bytes]:
    """A server at this loopback address, as it runs behind a proxy."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    where = ["--server.address", host, "--server.port", str(port)]
    settings = os.environ | {"THALWEG_LOG": "info", "FORWARDED_ALLOW_IPS": "*"}
    with log.open("wb") as out:
        return subprocess.Popen(command + where, cwd=ROOT, env=settings, stdout=out, stderr=out)


def until(what: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + 180
    while what not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < patience, log.read_text()
        time.sleep(0.1)


def caddyfile(folder: Path, resolver: int) -> Path:
    """The Caddyfile in the spelling of this machine's Caddy, with a free port for the health and our name server."""
    text = (ROOT / "deploy" / "Caddyfile").read_text().replace(":8081", f":{free_port()}")
    text = text.replace("refresh 1s", f"refresh 1s\n\t\t\tresolvers udp/127.0.0.1:{resolver}")
    version = re.search(r"(\d+)\.(\d+)", subprocess.check_output(["caddy", "version"], text=True))
    assert version is not None
    if (int(version[1]), int(version[2])) < (2, 8):
        text = text.replace("basic_auth", "basicauth")
    (folder / "Caddyfile").write_text(text)
    return folder / "Caddyfile"


@contextmanager
def proxy(folder: Path, app_port: int, **settings: str) -> Iterator[str]:
    """Caddy in front of the two replicas, started as compose starts it: its address."""
    port = free_port()
    log = folder / "proxy.log"
    with names() as resolver, log.open("wb") as out:
        environment = os.environ | {
            "CADDYFILE": str(caddyfile(folder, resolver)),
            "SITE": f":{port}",
            "APP_HOST": "app",
            "APP_PORT": str(app_port),
            "XDG_CONFIG_HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            **settings,
        }
        process = subprocess.Popen(["sh", str(ROOT / "deploy" / "proxy.sh")], env=environment, stdout=out, stderr=out)
        try:
            until("serving initial configuration", log, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, list[subprocess.Popen[bytes]]]]:
    """Two replicas at one port of two loopback addresses, warm: the port and their processes."""
    assert shutil.which("caddy"), "These proofs need caddy (on Debian: apt-get install caddy)."
    folder, port = tmp_path_factory.mktemp("replicas"), free_port()
    with ExitStack() as stack:
        started = []
        for number, host in enumerate(HOSTS):
            log = folder / f"{number}.log"
            process = replica(host, port, log)
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
            until('"event": "warm"', log, process)  # one after the other: two would compile the same kernels
            started.append(process)
        yield port, started


def ask(url: str, path: str = "/", **headers: str) -> tuple[int, list[str], bytes]:
    """Status, cookies and body of an answer."""
    where = urlsplit(url)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)) as asked:
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        return answer.status, answer.headers.get_all("Set-Cookie") or [], answer.read()


def cookie(cookies: list[str], name: str) -> str:
    """What the browser sends back."""
    return next(text.split(";")[0] for text in cookies if text.startswith(name + "="))


def test_a_visitor_stays_with_one_replica(replicas: tuple[int, list[subprocess.Popen[bytes]]], tmp_path: Path) -> None:
    with proxy(tmp_path, replicas[0]) as url:
        assert ask(url, "/_stcore/health")[::2] == (200, b"ok")
        given = {cookie(ask(url)[1], REPLICA) for _ in range(30)}
        assert len(given) == 2
        for own in given:
            again = [ask(url, Cookie=own)[1] for _ in range(5)]
            assert all(not cookies or cookie(cookies, REPLICA) == own for cookies in again)


def test_a_class_with_a_password_opens_to_those_who_know_it(
    replicas: tuple[int, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    def basic(password: str) -> str:
        return "Basic " + base64.b64encode(f"class:{password}".encode()).decode()

    async def session(url: str, **headers: str) -> str:
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
    replicas: tuple[int, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    async def rest(url: str) -> None:
        where = urlsplit(url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
        async with calling(url) as caller:
            await caller.open()
            first, caller.picture = caller.picture, ""
            assert await asyncio.wait_for(reader.read(), 15) in (b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n")
            await asyncio.sleep(3)
            await caller.open(LINK.replace("x=1", "x=2"))
            assert caller.picture not in ("", first)
        writer.close()

    with proxy(tmp_path, replicas[0]) as url:
        asyncio.run(rest(url))


async def stay(url: str, number: int, killed: asyncio.Event, back: list[float]) -> bool:
    """One visitor: opens a link, stays until the replica is gone, comes back. Is it the same picture?"""
    link = LINK.replace("y=1.5", f"y={1 + number / 100}")
    _, cookies, _ = await asyncio.to_thread(ask, url)
    own = {"Cookie": cookie(cookies, REPLICA)}

    async def shown(caller: Caller) -> str:
        await caller.open(link)
        return caller.picture

    async with calling(url, **own) as caller:
        before = await shown(caller)
        await killed.wait()
        gone = time.monotonic()
        try:
            await asyncio.wait_for(caller.socket.wait_closed(), 1.0)
        except TimeoutError:
            return before == await shown(caller)  # this one was with the other replica
    while True:  # the page tries again by itself, every half second at first
        try:
            async with calling(url, **own) as caller:
                after = await shown(caller)
                back.append(time.monotonic() - gone)
                return before == after
        except (OSError, InvalidStatus, ConnectionClosed):
            assert time.monotonic() - gone < 30
            await asyncio.sleep(0.5)


def test_nobody_is_lost_with_a_replica_that_is_killed(
    replicas: tuple[int, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    async def lesson(url: str) -> tuple[list[bool], list[float]]:
        killed, back = asyncio.Event(), []
        stays = [asyncio.ensure_future(stay(url, number, killed, back)) for number in range(VISITORS)]
        await asyncio.sleep(8)
        replicas[1][0].send_signal(signal.SIGKILL)
        killed.set()
        return await asyncio.gather(*stays), back

    with proxy(tmp_path, replicas[0]) as url:
        same, back = asyncio.run(lesson(url))
    assert all(same)
    assert len(same) == VISITORS
    assert back, "nobody was with the replica that was killed"
    print(f"kill -9 of one of two: {len(back)} of {VISITORS} came back, the last after {max(back):.1f} s")  # noqa: T201
    assert max(back) < BACK
