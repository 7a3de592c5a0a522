"""A server of our own for a measurement: started, watched, stopped."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]


class Server(NamedTuple):
    """Where it is, its process, and when it was started (time.monotonic)."""

    url: str
    pid: int
    begun: float


def healthy(url: str) -> bool:
    """Does the server answer?"""
    try:
        with urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 (an address of our own)
            return answer.read() == b"ok"
    except OSError:
        return False


@contextmanager
def serving(**environment: str) -> Iterator[Server]:
    """The app at a free port of this machine, healthy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    where = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    begun = time.monotonic()
    process = subprocess.Popen(
        command + where, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while not healthy(url):
            if process.poll() is not None or time.monotonic() - begun > 180:
                raise RuntimeError("The server did not come up.")
            time.sleep(0.02)
        yield Server(url, process.pid, begun)
    finally:
        process.terminate()
        process.wait(20)


def resident(pid: int) -> float:
    """Resident memory of a process in MB (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor(pid: int) -> float:
    """Seconds of processor time a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
