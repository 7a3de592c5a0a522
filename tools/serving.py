"""Starts our own server as a user would, observes it and stops it, for tests, measurements and screenshots."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0
"""The most seconds until a server answers. With an empty kernel cache it compiles first, on a busy machine slowly."""


class Server(NamedTuple):
    """A running server: its address, its process, its starting time (time.monotonic), and its output."""

    url: str
    pid: int
    begun: float
    log: Path


def healthy(url: str) -> bool:
    """Whether the server answers."""
    try:
        with urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 (an address of our own)
            return answer.read() == b"ok"
    except OSError:
        return False


@contextmanager
def serving(**environment: str) -> Iterator[Server]:
    """The app on a free port of this machine, once it answers health checks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    where = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    url, begun = f"http://127.0.0.1:{port}", time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("w") as out:
            process = subprocess.Popen(command + where, cwd=ROOT, env=os.environ | environment, stdout=out, stderr=out)
        try:
            while not healthy(url):
                if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                    raise RuntimeError(f"The server did not come up: {log.read_text()[-2000:]}")
                time.sleep(0.02)
            yield Server(url, process.pid, begun, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def resident(pid: int) -> float:
    """Resident memory of a process in MB (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def private(pid: int) -> float:
    """The private memory of a process in MB, including files in memory, which each further process needs too (Linux).

    The rest of the resident memory are pages of libraries, which all processes share and the system can reclaim.
    """
    lines = (line.split() for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return sum(int(words[1]) for words in lines if words[0] in {"RssAnon:", "RssShmem:"}) * 1024 / 1e6


def calm(pid: int, seconds: float = 60.0) -> None:
    """Wait until a server has finished its background work after the start, but at most so many seconds."""
    end = time.monotonic() + seconds
    busy = True
    while busy and time.monotonic() < end:
        used = processor(pid)
        time.sleep(1.0)
        busy = processor(pid) - used > 0.1


def processor(pid: int) -> float:
    """The CPU time of a process in seconds (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
