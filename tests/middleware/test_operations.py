"""The log, the metrics, the health check, and the start."""

import asyncio
import json
import logging
import os
import re
import resource
import urllib.error
import urllib.request
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ui.middleware import health, log, metrics, preflight
from ui.middleware.health import Health
from ui.middleware.metrics import EDGES, Metrics


@pytest.fixture
def lines(loggers: None, capsys: pytest.CaptureFixture[str]) -> Any:
    """What has been logged since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


# The log.


def test_an_event_is_one_line_of_json(lines: Any) -> None:
    log.open_log("info")
    log.write("open", version="1", note='two\nlines, a "quote", η')
    (facts,) = lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", facts.pop("time"))
    assert facts == {"level": "info", "event": "open", "version": "1", "note": 'two\nlines, a "quote", η'}


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_only_what_is_grave_enough_is_written_down(lines: Any, level: str) -> None:
    every = ["debug", "info", "warning", "error"]
    log.open_log(level)
    for one in every:
        log.write("event", one)
    assert [facts["level"] for facts in lines()] == every[every.index(level) :]


def test_others_write_into_the_same_log(lines: Any) -> None:
    chatty = logging.getLogger("streamlit.of_a_test")
    chatty.addHandler(logging.StreamHandler())
    chatty.propagate = False
    log.open_log("warning")
    chatty.warning("A %s.", "word")
    try:
        raise RuntimeError("lost")  # noqa: TRY301
    except RuntimeError:
        chatty.exception("Uncaught")
    first, second = lines()
    assert (first["event"], first["from"], first["text"]) == ("message", "streamlit.of_a_test", "A word.")
    assert second["trace"].endswith("RuntimeError: lost")


def test_the_server_does_not_name_its_visitors(lines: Any) -> None:
    log.open_log("debug")
    logging.getLogger("uvicorn.error").info('10.0.0.7:1 - "WebSocket /_stcore/stream" [accepted]')
    logging.getLogger("uvicorn.error").error("lost")
    assert [facts["text"] for facts in lines()] == ["lost"]


# The metrics.


def figures(*sources: metrics.Source) -> dict[str, float]:
    """The metrics, parsed as Prometheus parses them."""
    found = {}
    for line in metrics.text(sources).splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            found[name] = float(value)
    return found


def test_what_has_happened_is_counted() -> None:
    some = Metrics()
    for _ in range(3):
        some.arrive()
    some.leave()
    for why in ("kind", "kind", "full"):
        some.refuse(why)
    found = figures(some.lines)
    assert (found["thalweg_visitors"], found["thalweg_visits_total"]) == (2, 3)
    assert found['thalweg_refused_total{reason="kind"}'] == 2
    assert found['thalweg_refused_total{reason="full"}'] == 1


def test_latencies_are_a_histogram() -> None:
    some, taken = Metrics(), [0.025, 0.026, 0.3, 0.31, 99.0]
    for seconds in taken:
        some.changes.add(seconds)
    found = figures(some.lines)
    for edge in EDGES:
        assert found[f'thalweg_change_seconds_bucket{{le="{edge}"}}'] == sum(seconds <= edge for seconds in taken)
    assert found['thalweg_change_seconds_bucket{le="+Inf"}'] == found["thalweg_change_seconds_count"] == len(taken)
    assert found["thalweg_change_seconds_sum"] == pytest.approx(sum(taken))


def test_the_buckets_rise_from_what_nobody_notices_to_what_nobody_waits_for() -> None:
    assert list(EDGES) == sorted(set(EDGES))
    assert EDGES[0] > 0
    assert all(high <= 3 * low for low, high in pairwise(EDGES))


@pytest.mark.parametrize(("seconds", "told"), [(0.0, 0.0), (0.04, 0.0), (0.06, 0.1), (12.34, 12.3), (3600.96, 3601.0)])
def test_the_time_since_the_start_is_told_to_a_tenth_of_a_second(
    monkeypatch: pytest.MonkeyPatch, seconds: float, told: float
) -> None:
    monkeypatch.setattr("ui.middleware.health.time.monotonic", lambda: 1000.0 + seconds)
    assert Health("1", begun=1000.0).facts()["up"] == told


def test_every_figure_has_its_text_and_type() -> None:
    text = metrics.text((Metrics().lines, metrics.process, Health("1").lines))
    named = set(re.findall(r"^([a-z_]+?)(?:_bucket|_sum|_count)?(?:\{.*\})? [0-9.e+-]+$", text, re.MULTILINE))
    assert len(named) >= 7
    for name in named:
        assert re.search(rf"^# HELP {name} [A-Z].*\.$", text, re.MULTILINE)
        assert re.search(rf"^# TYPE {name} (gauge|counter|histogram)$", text, re.MULTILINE)


def test_the_process_is_measured() -> None:
    found = figures(metrics.process)
    assert found["process_cpu_seconds_total"] > 0
    assert 1e7 < found["process_resident_memory_bytes"] < 1e11


def test_the_figures_have_a_port_of_their_own() -> None:
    server = metrics.publish("127.0.0.1", 0, Metrics().lines)
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        with urllib.request.urlopen(f"{address}/metrics", timeout=300) as answer:
            assert answer.headers["content-type"] == metrics.KIND
            assert b"thalweg_visitors 0\n" in answer.read()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/", timeout=300)
        with pytest.raises(OSError, match="in use"):
            metrics.publish("127.0.0.1", server.server_port)
    finally:
        server.shutdown()
        server.server_close()


# The health.


def test_the_health_is_json_that_nobody_keeps() -> None:
    some = Health("abc", "warming", left={"kernels": 9, "cards": 1})
    (route,) = some.routes("/class")
    assert route.path == "/class/healthz"
    answer = asyncio.run(route.endpoint(None))
    assert answer.headers["cache-control"] == "no-store"
    facts = json.loads(answer.body)
    assert facts.pop("up") >= 0
    left = {"kernels": 9, "cards": 1}
    assert facts == {"status": "ok", "version": "abc", "warmup": "warming", "left": left, "visitors": 0}
    assert figures(some.lines) == {'thalweg_info{version="abc"}': 1, "thalweg_warm": 0, "thalweg_warmup_left": 10}


def test_the_version_changes_with_any_source(tmp_path: Path) -> None:
    for floor in (*health.FLOORS, "ui"):
        (tmp_path / floor).mkdir()
    (tmp_path / "app.py").touch()
    versions = {health.version(tmp_path)}
    for name in ("app.py", "core/kernel.py", "stage/js", "stage/stage.css", "ui/middleware/full.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("a") if path.suffix else (path.mkdir(), (path / "main.js").write_text("b"))
        versions.add(health.version(tmp_path))
    (tmp_path / "core" / "kernel.pyc").write_text("what Python makes of it")
    versions.add(health.version(tmp_path))
    assert len(versions) == 5 + 1


def test_the_version_covers_every_floor() -> None:
    from tests.test_architecture import HEIGHT

    assert {*health.FLOORS, "ui", "app"} == set(HEIGHT)


# The start.


def test_a_process_that_cannot_start_says_why_in_one_line(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    log.open_log("error")
    preflight.stop("The reason.")
    assert ended == [1]
    (facts,) = lines()
    assert (facts["level"], facts["event"], facts["reason"]) == ("error", "stopped", "The reason.")


LIMITS = [
    ((1024, 1_048_576), 65_536),
    ((1024, 4096), 4096),
    ((1024, resource.RLIM_INFINITY), 65_536),
    ((100_000, 1_048_576), None),
    ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), None),
]


@pytest.mark.parametrize(("limits", "raised"), LIMITS)
def test_connections_are_not_limited_to_a_thousand(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], raised: int | None
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _what: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _what, both: asked.append(both))
    preflight.raise_limits()
    assert asked == ([] if raised is None else [(raised, limits[1])])
