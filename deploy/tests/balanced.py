"""Starts two replicas behind the proxy on this machine, for the proofs about several replicas.

Caddy must be installed. The replicas have the same port on two loopback addresses. A small name server in this file
resolves one name to both addresses, as that of a compose network does.
"""

import asyncio
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from asyncio import BaseTransport, DatagramProtocol, DatagramTransport
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import cast
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed, InvalidStatus

from deploy.tests.caller import LINK, Caller, calling

ROOT = Path(__file__).resolve().parents[2]
REPLICA = "thalweg_replica"
HOSTS = ("127.0.0.1", "127.0.0.2")
WARM = '"event": "warm"'
"""What a replica logs when it has nothing more to prepare."""

Replicas = tuple[int, list[subprocess.Popen[bytes]]]
"""The port of two replicas, and their processes."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Names(DatagramProtocol):
    """A name server that knows only the name of the replicas, which it resolves to all their addresses."""

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
    """A server on this loopback address, with the settings for running behind a proxy."""
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
    """The Caddyfile for this machine's version of Caddy, with a free port for health checks, and our name server."""
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


@contextmanager
def replicas() -> Iterator[Replicas]:
    """Two replicas at one port of two loopback addresses, warm."""
    if shutil.which("caddy") is None:
        raise RuntimeError("The proxy needs caddy (on Debian: apt-get install caddy).")
    port, started = free_port(), list[subprocess.Popen[bytes]]()
    with tempfile.TemporaryDirectory() as folder:
        try:
            for number, host in enumerate(HOSTS):
                log = Path(folder) / f"{number}.log"
                started.append(replica(host, port, log))
                until(WARM, log, started[number])  # one after the other: two would compile the same kernels
            yield port, started
        finally:
            for process in started:
                process.terminate()
                process.wait(20)


def replace(replicas: Replicas, number: int, folder: Path) -> None:
    """Start a new replica, warm, in the place of one that was killed."""
    port, started = replicas
    started[number].wait(20)
    log = folder / f"{number}.log"
    started[number] = replica(HOSTS[number], port, log)
    until(WARM, log, started[number])


def ask(url: str, path: str = "/", **headers: str) -> tuple[int, list[str], bytes]:
    """Status, cookies and body of an answer."""
    where = urlsplit(url)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)) as asked:
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        return answer.status, answer.headers.get_all("Set-Cookie") or [], answer.read()


def cookie(cookies: list[str], name: str) -> str:
    """The cookie that the browser sends back."""
    return next(text.split(";")[0] for text in cookies if text.startswith(name + "="))


async def stay(url: str, number: int, killed: asyncio.Event, back: list[float]) -> bool:
    """One visitor opens a link, stays until a replica is killed, and returns. True if the picture is the same."""
    link = LINK.replace("y=1.5", f"y={1 + number / 100}")
    _, cookies, _ = await asyncio.to_thread(ask, url)
    own = {"Cookie": cookie(cookies, REPLICA)}

    async def shown(caller: Caller) -> bytes:
        await caller.open(link)
        return caller.picture

    async with calling(url, **own) as caller:
        before = await shown(caller)
        await killed.wait()
        gone = time.monotonic()
        try:
            await asyncio.wait_for(caller.socket.wait_closed(), 1.0)
        except TimeoutError:
            return before == await shown(caller)  # this visitor was on the other replica
    while True:  # the page tries again by itself, every half second at first
        try:
            async with calling(url, **own) as caller:
                after = await shown(caller)
                back.append(time.monotonic() - gone)
                return before == after
        except (OSError, InvalidStatus, ConnectionClosed):
            assert time.monotonic() - gone < 30
            await asyncio.sleep(0.5)


async def killed(url: str, process: subprocess.Popen[bytes], visitors: int) -> tuple[list[bool], list[float]]:
    """Kill this replica while so many visitors are connected. Returns which visitors got the same picture back, and
    when those of this replica were back."""
    gone, back = asyncio.Event(), list[float]()
    stays = [asyncio.ensure_future(stay(url, number, gone, back)) for number in range(visitors)]
    await asyncio.sleep(8)
    process.send_signal(signal.SIGKILL)
    gone.set()
    return list(await asyncio.gather(*stays)), back
