"""Problems at the start: each gives one clear line in the log, and the app either works anyway or stops at once."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import core
from core.cache_dir import fingerprint

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ["NUMBA_CACHE_DIR"])
PLAIN = {"NUMBA_DISABLE_JIT": "1"}
"""Settings for tests that are not about kernels: without compilation a server starts quickly."""
NO_PLOTLY = "from stage import routes; routes.plotly = lambda: ('missing', None); import app; app.check()"


@contextmanager
def started(*more: str, before: Sequence[str] = (), **environment: str) -> Iterator[Iterator[str]]:
    """The lines that a server prints while it starts with these settings; `before` is a command that runs it."""
    command = [*before, sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", *more]
    settings = os.environ | {"THALWEG_LOG": "info"} | environment
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    process = subprocess.Popen(command, cwd=ROOT, env=settings, text=True, stdout=pipe, stderr=both)
    assert process.stdout is not None
    try:
        yield iter(process.stdout)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def told(lines: Iterator[str], last: str) -> list[dict[str, Any]]:
    """The events of the log up to the event `last`, or to the end if the server has stopped."""
    events: list[dict[str, Any]] = []
    end = time.monotonic() + 300
    for line in lines:
        assert time.monotonic() < end
        assert "Traceback" not in line
        if line.startswith("{"):
            events.append(json.loads(line))
            if events[-1]["event"] == last:
                break
    return events


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def warnings(events: list[dict[str, Any]]) -> list[str]:
    """The sentences of the events at the level of warnings or above."""
    return [
        event.get("text") or event.get("reason") or "" for event in events if event["level"] in ("warning", "error")
    ]


def works(last: str = "warm", **environment: Any) -> list[str]:
    """The warnings of a server that nevertheless starts and becomes warm."""
    with started("--server.port", free_port(), **environment) as lines:
        events = told(lines, last)
    assert events[-1]["event"] == last, events
    return warnings(events)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A copy of the compiled kernels."""
    shutil.copytree(CACHE, tmp_path / "cache" / CACHE.name)
    assert CACHE.name == fingerprint(Path(core.__path__[0]))
    return tmp_path / "cache"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (said,) = works("open", THALWEG_CACHE=str(tmp_path / "file"), TMPDIR=str(tmp_path), **PLAIN)
    assert said == f"Compiled kernels cannot be kept in {tmp_path / 'file'}: Not a directory."


def test_a_disk_that_fills_up_while_the_app_warms_up(cache: Path) -> None:
    for file in cache.rglob("adam*.nb?"):
        file.unlink()
    # With a limit of 512 bytes per file, programs fail in the same way as with a full disk.
    (said,) = works(before=["sh", "-c", 'ulimit -f 1 && exec "$@"', "sh"], THALWEG_CACHE=str(cache))
    assert "could not be read from the cache or written to it" in said
    assert "File too large" in said


@pytest.mark.parametrize("place", ["middle", "end"])
def test_a_kernel_that_is_broken(cache: Path, place: str) -> None:
    file = next(cache.rglob("adam*.nbc"))
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if place == "end" else content[:9] + bytes(len(content) - 10) + b".")
    (said,) = works(THALWEG_CACHE=str(cache))
    assert ("1 broken files" in said) if place == "end" else ("could not be read from the cache" in said)


def test_plotly_is_not_there_as_a_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_PLOTLY], cwd=ROOT, env=os.environ | PLAIN, capture_output=True, text=True, check=False
    )
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("{")]
    assert done.returncode == 1
    assert json.loads(line)["reason"].startswith("plotly.min.js is missing")


@pytest.mark.parametrize("which", ["--server.port", "THALWEG_METRICS_PORT"])
def test_a_port_that_is_taken(which: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ours = which == "THALWEG_METRICS_PORT"
        more = ["--server.port", free_port() if ours else port]
        with started(*more, "--server.address", "127.0.0.1", **PLAIN | ({which: port} if ours else {})) as lines:
            text = list(lines)
    assert not [line for line in text if "Traceback" in line]
    assert len([line for line in text if port in line]) == 1, text
