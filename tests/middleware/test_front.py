"""Compares Streamlit's answers with and without the middleware: they are the same, but shorter."""

import asyncio
import itertools
import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from stage import routes
from stage.assets import codings
from tests.decoding import decoded
from ui.middleware import front, icons

SCRIPT, STYLE = next(path for path in front.first() if path.endswith(".js")), front.first()[0]
OTHER = next(path for path in sorted(front.files()) if path.endswith(".js") and path not in front.first())
ICONS = icons.record().source
FONT = next(
    path for found in front.STATIC.rglob("*.woff2") if (path := found.relative_to(front.STATIC).as_posix()) != ICONS
)
PATHS = [
    SCRIPT, STYLE, OTHER, FONT, "static/js/none.js", "static/", "static", "manifest.json", "favicon.png", "nowhere",
    "static/js/../../index.html", "_stcore/health",
]  # fmt: skip
ASKED: dict[str, dict[str, str]] = {
    "as it is": {},
    "as gzip": {"accept-encoding": "gzip, deflate"},
    "as a browser by TLS": {"accept-encoding": "gzip, deflate, br, zstd"},
    "in neither coding": {"accept-encoding": "gzip;q=0, br; q=0.0, identity"},
    "a part of it": {"range": "bytes=2-7", "accept-encoding": "gzip"},
    "a part that is not there": {"range": "bytes=99999999-", "accept-encoding": "gzip"},
    "for the second time, by its date": {
        "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT", "accept-encoding": "gzip",
    },
}  # fmt: skip
CHANGED = ("content-encoding", "content-length", "vary")


def answer(app: ASGIApp, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    scope: dict[str, Any] = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 1),
        "http_version": "1.1",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return await asyncio.Future()  # no further message comes, and the client stays connected

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(Headers(raw=sent[0]["headers"])), body


@pytest.fixture(params=["", "/class/room"])
def both(request: pytest.FixtureRequest) -> tuple[str, ASGIApp, ASGIApp]:
    """The base path of the app, Streamlit alone, and Streamlit behind the middleware."""
    bare = Starlette(routes=create_streamlit_static_assets_routes(request.param or None))
    return request.param, bare, front.Front(bare, request.param, lambda page, query: (f"/picture/{page}?{query}",))


@pytest.fixture(params=[False, True], ids=["at once", "prepared"])
def prepared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(front, "SHORT", {})
    if request.param:
        front.prepare()
    return request.param


def plain(headers: dict[str, str], body: bytes) -> bytes:
    """A decoded body."""
    return decoded(headers, body, len((front.STATIC / SCRIPT).read_bytes()) + 10**7)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("how", ASKED)
def test_the_answers_are_streamlits_own(
    both: tuple[str, ASGIApp, ASGIApp], method: str, how: str, prepared: bool
) -> None:
    base, bare, fronted = both
    for path in PATHS:
        status, headers, body = answer(bare, f"{base}/{path}", method, **ASKED[how])
        ours, told, sent = answer(fronted, f"{base}/{path}", method, **ASKED[how])
        assert (ours, plain(told, sent)) == (status, body), path
        assert {k: v for k, v in told.items() if k not in CHANGED} == {
            k: v for k, v in headers.items() if k not in CHANGED
        }
        shortened = (
            path in front.files() and status == 200 and "as " in how[:3] and how != "as it is" and method != "POST"
        )
        coding = ("br" if "TLS" in how and prepared and path in front.first() else "gzip") if shortened else None
        assert told.get("content-encoding") == coding
        if shortened:
            assert told["vary"] == "Accept-Encoding"
            assert int(told["content-length"]) < int(headers["content-length"])
            assert int(told["content-length"]) == len(sent) or method == "HEAD"


def test_who_has_a_file_is_told_so(both: tuple[str, ASGIApp, ASGIApp]) -> None:
    base, _, fronted = both
    _, headers, _ = answer(fronted, f"{base}/{SCRIPT}", **ASKED["as gzip"])
    again = {"if-none-match": headers["etag"], "accept-encoding": "gzip"}
    assert answer(fronted, f"{base}/{SCRIPT}", **again)[::2] == (304, b"")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("how", ASKED)
def test_the_icons_are_a_smaller_font_at_streamlits_address(
    both: tuple[str, ASGIApp, ASGIApp], method: str, how: str
) -> None:
    base, bare, fronted = both
    ours = status, headers, body = answer(fronted, f"{base}/{ICONS}", method, **ASKED[how])
    if method == "POST":
        assert ours == answer(bare, f"{base}/{ICONS}", method, **ASKED[how])
        return
    assert (status, body) == (200, icons.FONT.read_bytes())  # after HEAD, uvicorn leaves the body out
    assert headers == {
        "content-type": answer(bare, f"{base}/{ICONS}")[1]["content-type"],
        "content-length": str(icons.FONT.stat().st_size),
        "cache-control": "no-cache",
        "etag": headers["etag"],
    }


def test_nobody_takes_one_font_of_icons_for_another(both: tuple[str, ASGIApp, ASGIApp]) -> None:
    base, bare, fronted = both
    tags = {app: answer(app, f"{base}/{ICONS}")[1]["etag"] for app in (bare, fronted)}
    for asked, other in itertools.product((bare, fronted), (bare, fronted)):
        found = answer(asked, f"{base}/{ICONS}", **{"if-none-match": tags[other]})
        assert (found[0], found[2] == b"") == ((304, True) if asked is other else (200, False))


def test_streamlits_own_font_is_sent_if_ours_was_made_from_another(
    both: tuple[str, ASGIApp, ASGIApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, bare, _ = both
    other = icons.record()._replace(sha256="0" * 64)
    monkeypatch.setattr(icons, "record", lambda: other)
    assert answer(front.Front(bare, base), f"{base}/{ICONS}") == answer(bare, f"{base}/{ICONS}")


@pytest.mark.parametrize("path", front.PAGES)
def test_a_page_names_what_it_needs_and_is_asked_for_each_time(both: tuple[str, ASGIApp, ASGIApp], path: str) -> None:
    base, bare, fronted = both
    status, headers, body = answer(fronted, f"{base}/{path}", **ASKED["as gzip"])
    own = answer(bare, f"{base}/{path}")
    assert (status, headers["cache-control"], headers["content-type"]) == (200, "no-cache", own[1]["content-type"])
    page = plain(headers, body).decode()
    ours = r'<(link rel="(module)?preload"[^>]*|script src="./where.js"></script)>\n'
    assert re.sub(ours, "", page.replace(own[2].decode().partition("</head>")[0], "")) == (
        "</head>" + own[2].decode().partition("</head>")[2]
    )
    assert page.count('<script src="./where.js"></script>') == 1
    assert b"window.__streamlit" in answer(fronted, f"{base}/where.js")[2]
    for needed in (routes.module("main.js"), routes.module("stage.css"), f"{base}/picture/{path}?"):
        assert (f'href="{needed}"' in page) == (path not in front.STAGELESS)
    assert answer(fronted, f"{base}/{path}", **{"if-none-match": headers["etag"]})[::2] == (304, b"")


def test_the_scripts_of_every_element_are_found() -> None:
    found = " ".join(front.later())
    for element in front.ELEMENTS:
        assert f"/{element}." in found
    assert front.index().count('rel="modulepreload"') > 30
    assert not set(front.later()) & set(front.LINK.findall(front.index()))


@pytest.mark.parametrize(
    ("accepted", "admitted"),
    [
        ("", {""}),
        ("gzip, deflate, br", {"gzip", "deflate", "br"}),
        ("GZIP;q=0.5,br;q=0", {"gzip"}),
        ("br;q=0.000, *", {"*"}),
        ("brotli", {"brotli"}),
    ],
)
def test_a_coding_that_is_refused_is_not_admitted(accepted: str, admitted: set[str]) -> None:
    assert codings(accepted) == admitted
