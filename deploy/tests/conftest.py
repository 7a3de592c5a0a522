"""A server of our own for each file of proofs."""

from collections.abc import Iterator

import pytest

from tools.serving import Server, calm, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The app, with everything compiled."""
    with serving() as running:
        calm(running.pid)
        yield running
