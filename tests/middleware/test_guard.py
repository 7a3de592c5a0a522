"""The guard, called as a server calls it."""

import json
import logging
from typing import Any

import pytest
from starlette.datastructures import Headers

from tests.middleware.guarded import HEADERS, Guarded
from ui.middleware import guard
from ui.middleware.bucket import Rate
from ui.middleware.connection import FULL
from ui.middleware.log import open_log


@pytest.mark.parametrize("path", ["/", "/race", "/_stcore/health", "/_stcore/metricsandmore", "/stage/1/main.js"])
def test_an_ordinary_path_is_open_and_wears_the_headers(guarded: Guarded, path: str) -> None:
    start, body = guarded.ask(path=path)
    assert (start["status"], body["body"]) == (200, b"inner")
    headers = Headers(raw=start["headers"])
    for name, value in HEADERS.items():
        assert headers.getlist(name) == [value]


CLOSED = [
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "/_stcore/agent",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json",
    "/_stcore/upload_file/1/2",
]


KINDS = {
    "text/javascript; charset=utf-8": True, "application/javascript": True, "text/css; charset=utf-8": True,
    "font/woff2": True, "text/html; charset=utf-8": False, "image/svg+xml": False, "application/octet-stream": True,
    "text/plain": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_a_page_consists_of_leaves_the_pages_headers_to_it(kind: str) -> None:
    start, _ = Guarded(kind=kind).ask(path="/static/x")
    headers = Headers(raw=start["headers"])
    for name, value in (guard.HEADERS_OF_PARTS if KINDS[kind] else HEADERS).items():
        assert headers.getlist(name) == [value]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("base", ["", "/class"])
@pytest.mark.parametrize("path", CLOSED)
def test_a_closed_path_is_nowhere(guarded: Guarded, base: str, path: str) -> None:
    start, body = guarded.ask(path=base + path)
    assert start["status"] == 404
    assert body["body"] == b"There is no page at this address."
    assert "content-security-policy" in Headers(raw=start["headers"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_nothing_is_sent_to_the_app(guarded: Guarded, method: str) -> None:
    assert guarded.ask(method=method)[0]["status"] == 404


HOST = "thalweg.example"
VISITORS = [
    ({"host": HOST}, (), True),
    ({"host": HOST, "origin": f"https://{HOST}"}, (), True),
    ({"host": f"{HOST}:8501", "origin": f"http://{HOST}:8501"}, (), True),
    ({"host": f"{HOST}:8501", "origin": f"http://{HOST}:8502"}, (), False),
    ({"host": HOST, "origin": "https://elsewhere.example"}, (), False),
    ({"host": HOST, "origin": "null"}, (), False),
    ({"host": HOST, "origin": "http://[half"}, (), False),
    ({"host": HOST, "origin": ""}, (), False),
    ({"origin": "https://elsewhere.example"}, (), False),
    ({"host": HOST, "origin": "https://elsewhere.example"}, ["https://elsewhere.example"], True),
    ({"host": HOST, "origin": "https://elsewhere.example"}, None, True),
]


@pytest.mark.parametrize(("headers", "origins", "admitted"), VISITORS)
def test_a_foreign_page_is_turned_away(headers: dict[str, str], origins: Any, admitted: bool) -> None:
    start, body = Guarded(origins=origins).ask(**headers)
    assert start["status"] == (200 if admitted else 403)
    assert (b"server.corsAllowedOrigins" in body["body"]) is not admitted
    answer = Guarded(origins=origins).ask("websocket", "/_stcore/stream", **headers)
    assert [message["type"] for message in answer] == ["websocket.accept" if admitted else "websocket.close"]


NAMES = [
    ("thalweg.example", (), True),
    (None, (), True),
    ("anything", ["*"], True),
    ("thalweg.example", ["thalweg.example"], True),
    ("THALWEG.example.:8501", ["Thalweg.Example"], True),
    ("a.school.example", ["*.school.example"], True),
    ("school.example", ["*.school.example"], False),
    ("badschool.example", ["*.school.example"], False),
    ("elsewhere.example", ["thalweg.example"], False),
    ("thalweg.example@elsewhere.example", ["thalweg.example"], False),
    ("", ["thalweg.example"], False),
    (None, ["thalweg.example"], False),
    ("[::1]:8501", ["::1"], True),
    ("127.0.0.1:8501", ["thalweg.example"], False),
    ("[half", ["thalweg.example"], False),
]


@pytest.mark.parametrize(("host", "hosts", "admitted"), NAMES)
def test_a_foreign_name_is_turned_away(host: str | None, hosts: list[str], admitted: bool) -> None:
    headers = {} if host is None else {"host": host}
    assert Guarded(hosts=hosts).ask(**headers)[0]["status"] == (200 if admitted else 421)
    answer = Guarded(hosts=hosts).ask("websocket", "/_stcore/stream", **headers)
    assert [message["type"] for message in answer] == ["websocket.accept" if admitted else "websocket.close"]


@pytest.mark.parametrize("path", ["/_stcore/health", "/healthz", "/class/healthz"])
def test_whoever_asks_for_the_health_may_use_any_name(path: str) -> None:
    assert Guarded(hosts=["thalweg.example"]).ask(path=path, host="10.0.0.7:8501")[0]["status"] == 200


def test_the_guard_leaves_the_lifespan_alone(guarded: Guarded) -> None:
    assert guarded.ask("lifespan") == [{"type": "lifespan.startup.complete"}]


# A full server.

BROWSER = {"accept": "text/html,application/xhtml+xml"}


def test_who_comes_when_the_class_is_full_is_asked_to_wait() -> None:
    guarded = Guarded(room=20, title="Descent <101>")
    guarded.metrics.visitors = 20
    start, body = guarded.ask(path="/compare", **BROWSER)
    headers, page = Headers(raw=start["headers"]), body["body"].decode()
    assert (start["status"], headers["retry-after"], headers["cache-control"]) == (503, "15", "no-store")
    assert "The class is full, try again in a moment" in page
    assert "Descent &lt;101&gt;" in page
    assert "<script" not in page
    guarded.metrics.visitors = 19
    assert guarded.ask(path="/compare", **BROWSER)[0]["status"] == 200


@pytest.mark.parametrize("path", ["/static/js/index.js", "/_stcore/health", "/healthz", "/surface/1/bowl"])
def test_who_has_the_page_gets_its_files_and_a_place_though_the_class_is_full(path: str) -> None:
    guarded = Guarded(room=20)
    guarded.metrics.visitors = 20
    assert guarded.ask(path=path, accept="*/*")[0]["status"] == 200
    assert guarded.ask("websocket")[0]["type"] == "websocket.accept"
    guarded.metrics.visitors = 22
    assert guarded.ask("websocket") == [{"type": "websocket.close", "code": 1013, "reason": FULL.sentence}]


def test_a_full_class_is_written_down_once(caplog: pytest.LogCaptureFixture) -> None:
    guarded = Guarded(room=1)
    with caplog.at_level(logging.INFO, "thalweg"):
        for visitors in (1, 1, 1, 0, 0, 1):
            guarded.metrics.visitors = visitors
            guarded.ask(**BROWSER)
    assert [record.getMessage() for record in caplog.records] == ["full", "room again", "full"]
    assert guarded.metrics.refused["full"] == 4


# Rate limits of an address.


@pytest.mark.parametrize(
    ("path", "rate"),
    [
        ("/", "PAGES"),
        ("/surface/1/bowl", "SURFACES"),
        ("/class/batches/1", "SURFACES"),
        ("/samples/1/x", "SURFACES"),
        ("/picture/1/race", "PICTURES"),
        ("/training/1/curves", "PICTURES"),
        ("/class/picture/latest/compare", "PICTURES"),
    ],
)
def test_an_address_that_asks_for_too_much_is_told_so(monkeypatch: pytest.MonkeyPatch, path: str, rate: str) -> None:
    monkeypatch.setattr(f"ui.middleware.bucket.{rate}", Rate(0.1, 2))
    guarded = Guarded()
    mine, other = ("10.0.0.7", 1), ("10.0.0.8", 1)
    assert [guarded.ask(path=path, client=mine)[0]["status"] for _ in range(3)] == [200, 200, 429]
    start, body = guarded.ask(path=path, client=mine)
    assert (Headers(raw=start["headers"])["retry-after"], body["body"]) == ("3", guard.HURRY.encode())
    assert guarded.ask(path=path, client=other)[0]["status"] == 200
    assert guarded.ask(path="/healthz", client=mine)[0]["status"] == 200


def test_a_little_too_much_only_takes_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.middleware.bucket.PAGES", Rate(50.0, 1))
    guarded = Guarded()
    assert [guarded.ask()[0]["status"] for _ in range(4)] == [200] * 4


def test_an_address_opens_only_so_many_sessions_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.middleware.bucket.SESSIONS", Rate(0.1, 2))
    guarded = Guarded()
    kinds = [guarded.ask("websocket", client=("10.0.0.7", 1))[0]["type"] for _ in range(3)]
    assert kinds == ["websocket.accept", "websocket.accept", "websocket.close"]
    assert guarded.ask("websocket", client=("10.0.0.8", 1))[0]["type"] == "websocket.accept"


def test_only_so_many_of_an_address_may_be_silent() -> None:
    guarded = Guarded()
    guarded.guard.addresses.of("10.0.0.7").silent = guard.MOST_SILENT
    assert guarded.ask("websocket", client=("10.0.0.7", 1))[0]["type"] == "websocket.close"
    assert guarded.ask("websocket", client=("10.0.0.8", 1))[0]["type"] == "websocket.accept"
    assert guarded.guard.addresses.of("10.0.0.8").silent == 0


PROTOCOLS = [
    ("streamlit", False),
    ("streamlit, token", False),
    ("streamlit, token, ", False),
    ("streamlit, token, 0b1c", True),
    ("streamlit,,0b1c", True),
]


@pytest.mark.parametrize(("said", "back"), PROTOCOLS)
def test_a_whole_class_behind_one_address_may_come_back_in_silence(said: str, back: bool) -> None:
    guarded = Guarded()
    guarded.guard.addresses.of("10.0.0.7").silent = guard.MOST_SILENT
    answers = guarded.ask("websocket", client=("10.0.0.7", 1), **{"sec-websocket-protocol": said})
    assert answers[0]["type"] == ("websocket.accept" if back else "websocket.close")
    assert (guarded.metrics.visits, guarded.metrics.visitors) == (int(back), 0)


# The log and the health check through the middleware.


@pytest.mark.usefixtures("loggers")
def test_what_is_written_down_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    open_log("info")
    guarded = Guarded(room=1)
    guarded.metrics.visitors = 1
    guarded.ask(path="/secret", client=("10.0.0.7", 1), cookie="a=b", **BROWSER)
    (line,) = capsys.readouterr().err.splitlines()
    facts = json.loads(line)
    assert set(facts) == {"time", "level", "event", "visitors"}
