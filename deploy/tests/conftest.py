"""A server of our own for each file of proofs."""

import socket
from collections.abc import Iterator

import pytest

from tools.serving import Server, calm, serving


@pytest.fixture(scope="session")
def figures() -> int:
    """The port at which the servers of these tests publish their metrics."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def server(figures: int) -> Iterator[Server]:
    """The app, with everything compiled, and with as many malloc arenas as in the image."""
    with serving(THALWEG_METRICS_PORT=str(figures), MALLOC_ARENA_MAX="2") as running:
        calm(running.pid)
        yield running
