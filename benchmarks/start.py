"""Measures the time from `streamlit run` to a usable race page, with a warm and with an empty kernel cache."""

import asyncio
import tempfile
import time
from collections.abc import Iterator

from benchmarks.classroom import Tally, stay
from benchmarks.row import Row, at_most
from tools.serving import serving


def until_usable(**environment: str) -> float:
    """Seconds from the command to the end of the first visitor's first page run."""
    with serving(**environment) as server:
        tally = Tally()
        asyncio.run(stay(0, server.url, tally, 0.0))
        if tally.errors:
            raise RuntimeError(tally.errors[0])
        return time.monotonic() - server.begun


def rows() -> Iterator[Row]:
    """Both starts: first with an empty cache, which the first start fills for the second."""
    with tempfile.TemporaryDirectory() as cache:
        yield at_most(
            "server start to usable race page, empty kernel cache", until_usable(THALWEG_CACHE=cache), 15, "s"
        )
    until_usable()
    best = sorted(until_usable() for _ in range(3))
    yield at_most("server start to usable race page, warm kernel cache (median of 3)", best[1], 3, "s")
