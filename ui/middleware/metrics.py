"""The metrics of the middleware, in Prometheus' text format, served on their own port.

They are counted only here. They say how many and how long, never who.
"""

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

EDGES = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper edges of the histogram of changes, in seconds."""

KIND = "text/plain; version=0.0.4; charset=utf-8"


class Histogram:
    """How often something took how long, in seconds. `edges` are the upper edges of its buckets."""

    def __init__(self, name: str, text: str, edges: tuple[float, ...]) -> None:
        self.name, self.text, self.edges = name, text, edges
        self.lock = Lock()
        self.below = [0] * (len(edges) + 1)
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        """Count one more that took so long."""
        with self.lock:
            self.below[bisect_left(self.edges, seconds)] += 1
            self.seconds += seconds

    def lines(self) -> Iterator[str]:
        """The lines of the metric."""
        with self.lock:
            below, seconds = list(self.below), self.seconds
        yield from titled(self.name, self.text, "histogram")
        for number, edge in enumerate([*map(str, self.edges), "+Inf"], 1):
            yield f'{self.name}_bucket{{le="{edge}"}} {sum(below[:number])}'
        yield f"{self.name}_sum {seconds:.6f}"
        yield f"{self.name}_count {sum(below)}"


class Metrics:
    """Counters since the start. `visitors` is the number of visitors now; the others only grow. `changes` are those of
    visitors that were answered.
    """

    def __init__(self) -> None:
        self.visitors = self.visits = 0
        self.refused: Counter[str] = Counter()
        self.changes = Histogram(
            "thalweg_change_seconds", "Time from a visitor's change to the end of the answer.", EDGES
        )

    def arrive(self) -> None:
        """Count a visitor who has connected."""
        self.visitors, self.visits = self.visitors + 1, self.visits + 1

    def leave(self) -> None:
        """Count a visitor who has disconnected."""
        self.visitors -= 1

    def refuse(self, why: str) -> None:
        """Count a refusal, with its reason in one word."""
        self.refused[why] += 1

    def lines(self) -> Iterator[str]:
        """The metrics as lines of text."""
        yield from gauge("thalweg_visitors", "Visitors connected now.", self.visitors)
        yield from counter("thalweg_visits_total", "Visits since the start.", self.visits)
        yield from titled("thalweg_refused_total", "Refused visits and messages, by reason.", "counter")
        yield from (f'thalweg_refused_total{{reason="{why}"}} {n}' for why, n in sorted(self.refused.items()))
        yield from self.changes.lines()


METRICS = Metrics()
"""The counters of this process."""


def titled(name: str, text: str, kind: str) -> Iterator[str]:
    """The two header lines of a metric."""
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def gauge(name: str, text: str, value: float) -> Iterator[str]:
    """The lines of a metric that rises and falls."""
    yield from titled(name, text, "gauge")
    yield f"{name} {value:g}"


def counter(name: str, text: str, value: float) -> Iterator[str]:
    """The lines of a metric that only grows."""
    yield from titled(name, text, "counter")
    yield f"{name} {value:.15g}"


def process() -> Iterator[str]:
    """CPU time and memory of this process, under the names that Prometheus' own clients use."""
    yield from counter("process_cpu_seconds_total", "Processor time used.", time.process_time())
    pages = Path("/proc/self/statm")
    if pages.exists():  # only Linux has this file
        resident = int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        yield from titled("process_resident_memory_bytes", "Resident memory.", "gauge")
        yield f"process_resident_memory_bytes {resident}"


Source = Callable[[], Iterator[str]]


def text(sources: tuple[Source, ...]) -> str:
    """The answer to Prometheus."""
    return "\n".join([line for source in sources for line in source()]) + "\n"


def publish(host: str, port: int, *sources: Source) -> ThreadingHTTPServer:
    """Serve the metrics of these sources at /metrics on their own port, in daemon threads.

    OSError if the port is not free. The server is returned so that a test can read its port and close it.
    """

    class Answer(BaseHTTPRequestHandler):
        timeout = 10  # A half-open connection does not hold a thread for long.

        def do_GET(self) -> None:
            found = self.path == "/metrics"
            body = (text(sources) if found else "The metrics are at /metrics.\n").encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", KIND)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as http.server calls it)
            """Log nothing, since requests for metrics are of no interest."""

    server = ThreadingHTTPServer((host, port), Answer)
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
