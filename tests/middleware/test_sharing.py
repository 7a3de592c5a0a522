"""What pages of other sites may read: the guard in front of an app, called as a server calls it."""

import pytest
from starlette.datastructures import Headers

from tests.middleware.guarded import Guarded
from ui.middleware.bucket import Rate
from ui.middleware.settings import ANYWHERE
from ui.middleware.sharing import LOADER, NOBODY, Sharing

HERE, THERE = "https://thalweg.example", "https://courses.example"
LISTED = ("https://courses.example", "https://*.school.example:8443")
SHARED = [
    "/picture/0123/race", "/picture/latest/race", "/surface/1/bowl", "/samples/1/bowl", "/batches/1/bowl",
    "/stage/1/main.js", "/vendor/1/plotly.js",
]  # fmt: skip
OWN = [
    "/", "/compare", "/healthz", "/_stcore/health", "/static/js/index.js", "/_stcore/host-config", "/media/picture/1",
    "/pictures/0123/race", "/class/picture/0123/race", "/picture", "/component/stage/1/main.js",
]  # fmt: skip


def ask(sharing: Sharing, path: str, method: str = "GET", **headers: str) -> tuple[int, Headers]:
    start, *_ = Guarded(sharing=sharing).ask(path=path, method=method, host="thalweg.example", **headers)
    return start["status"], Headers(raw=start["headers"])


def crossing(headers: Headers) -> dict[str, str]:
    """The headers that speak of other origins."""
    return {name: value for name, value in headers.items() if name.startswith(("access-control", "cross-origin"))}


@pytest.mark.parametrize("base", ["", "/class/room"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [*SHARED, LOADER])
@pytest.mark.parametrize("origin", [{}, {"origin": HERE}, {"origin": THERE}, {"origin": "null"}])
def test_by_default_every_page_may_read_what_a_stage_fetches(
    base: str, method: str, path: str, origin: dict[str, str]
) -> None:
    status, headers = ask(Sharing(ANYWHERE, base), base + path, method, **origin)
    assert status == 200
    # The answer is the same for everybody, so a cache needs one; and nobody's cookies are asked for.
    exposed = {} if path == LOADER else {"access-control-expose-headers": "Retry-After"}
    wanted = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    assert crossing(headers) == wanted | exposed
    assert "vary" not in headers


@pytest.mark.parametrize("path", OWN)
@pytest.mark.parametrize("sharing", [Sharing(ANYWHERE), Sharing(LISTED)], ids=["everybody", "some"])
def test_everything_else_is_for_the_apps_own_pages(sharing: Sharing, path: str) -> None:
    status, headers = ask(sharing, path, origin=THERE)
    health = path in ("/healthz", "/_stcore/health")  # which programs may ask for
    assert status == (200 if health else 403)
    assert crossing(headers) == {}
    assert crossing(ask(sharing, path)[1]) == {}


@pytest.mark.parametrize("sharing", [Sharing(ANYWHERE), Sharing(LISTED)], ids=["everybody", "some"])
def test_a_session_stays_with_the_apps_own_pages(sharing: Sharing) -> None:
    for path in ("/_stcore/stream", "/picture/0123/race"):
        answer = Guarded(sharing=sharing).ask("websocket", path, host="thalweg.example", origin=THERE)
        assert answer[0]["type"] == "websocket.close"


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PUT", "DELETE"])
def test_nothing_but_reading_is_shared(method: str) -> None:
    assert ask(Sharing(ANYWHERE), SHARED[0], method, origin=THERE)[0] == 404


ORIGINS = [
    (THERE, True),
    ("https://COURSES.example", True),
    ("https://a.school.example:8443", True),
    ("https://a.b.school.example:8443", True),
    ("https://school.example:8443", False),
    ("https://a.school.example", False),
    ("http://courses.example", False),
    ("https://courses.example.evil.example", False),
    ("https://evil.example/.school.example:8443", False),
    ("https://badcourses.example", False),
    ("https://x.courses.example", False),
    ("https://coursesxexample", False),
    ("https://courses.exampl", False),
    ("https://courses.example.", False),
    ("https://courses.example/", False),
    ("https://courses.example:8443", False),
    ("https://x@courses.example", False),
    ("https://courses.example@evil.example", False),
    ("https://courses.example|", False),
    ("https://badschool.example:8443", False),
    ("https://.school.example:8443", False),
    ("https://a.school.example:84430", False),
    ("https://a.school.example:443", False),
    ("https://a_b.school.example:8443", False),
    ("https://x@a.school.example:8443", False),
    ("https://*.school.example:8443", False),
    ("null", False),
    ("", False),
]


@pytest.mark.parametrize(("origin", "admitted"), ORIGINS)
@pytest.mark.parametrize("path", SHARED)
def test_listed_pages_alone_may_read_where_there_is_a_list(path: str, origin: str, admitted: bool) -> None:
    status, headers = ask(Sharing(LISTED), path, origin=origin)
    assert status == (200 if admitted else 403)
    assert headers.get("access-control-allow-origin") == (origin if admitted else None)
    assert headers["vary"] == "Origin"  # also of a refusal, or a cache would hand it to a page that is listed


@pytest.mark.parametrize("path", SHARED)
def test_the_apps_own_pages_read_on_and_their_answers_are_not_kept_for_others(path: str) -> None:
    for headers in ({}, {"origin": HERE}):
        status, told = ask(Sharing(LISTED), path, **headers)
        assert (status, told["vary"], told["cross-origin-resource-policy"]) == (200, "Origin", "cross-origin")
        assert "access-control-allow-origin" not in told


@pytest.mark.parametrize("path", SHARED)
def test_where_it_is_off_nothing_is_shared(path: str) -> None:
    for headers, wanted in (({}, 200), ({"origin": HERE}, 200), ({"origin": THERE}, 403)):
        status, told = ask(NOBODY, path, **headers)
        assert (status, crossing(told)) == (wanted, {})
        assert "vary" not in told


@pytest.mark.parametrize(("sharing", "varies"), [(NOBODY, False), (Sharing(LISTED), True), (Sharing(ANYWHERE), False)])
def test_every_page_may_run_the_script_that_says_why_there_is_no_stage(sharing: Sharing, varies: bool) -> None:
    status, headers = ask(sharing, LOADER, origin="https://elsewhere.example")
    assert (status, headers["access-control-allow-origin"]) == (200, "*")
    assert ("vary" in headers) is varies


def test_a_refusal_can_be_read_by_whoever_is_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.middleware.bucket.PICTURES", Rate(0.1, 1))
    guarded = Guarded(sharing=Sharing(ANYWHERE))
    answers = [guarded.ask(path=SHARED[0], host="thalweg.example", origin=THERE)[0] for _ in range(2)]
    assert [start["status"] for start in answers] == [200, 429]
    assert Headers(raw=answers[1]["headers"])["access-control-allow-origin"] == "*"
