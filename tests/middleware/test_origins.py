"""Which pages may talk to the app: every kind of origin that looks like the app's own and is not."""

from collections.abc import Iterable
from typing import NamedTuple

import pytest

from tests.middleware.guarded import Guarded
from ui.middleware.settings import ANYWHERE
from ui.middleware.sharing import LOADER, Sharing

HOST, PORT, SIX = "thalweg.example", "thalweg.example:8501", "[2001:db8::1]:8501"
LISTED = "https://courses.example"
TWO = (HOST, "lab.example", "*.school.example")


class Case(NamedTuple):
    """A page's origin (None: it sends none), the host that it asks, the options of the guard, and whether it may."""

    origin: str | None
    host: str
    admitted: bool
    origins: Iterable[str] | None = ()
    hosts: Iterable[str] = ()


CASES = [
    # The app's own pages. Behind a proxy the app does not know whether a page came by http or https.
    Case(None, HOST, admitted=True),
    Case(f"https://{HOST}", HOST, admitted=True),
    Case(f"http://{HOST}", HOST, admitted=True),
    Case(f"http://{PORT}", PORT, admitted=True),
    Case(f"http://{SIX}", SIX, admitted=True),
    Case("http://127.0.0.1:8501", "127.0.0.1:8501", admitted=True),
    # Our name at the end of another one, or another name at its end.
    Case(f"https://bad{HOST}", HOST, admitted=False),
    Case(f"https://x.{HOST}", HOST, admitted=False),
    Case(f"https://x-{HOST}", HOST, admitted=False),
    Case(f"https://.{HOST}", HOST, admitted=False),
    Case(f"https://{HOST}.elsewhere.example", HOST, admitted=False),
    Case(f"https://{HOST}s", HOST, admitted=False),
    Case(f"https://{HOST}-x.example", HOST, admitted=False),
    Case("https://thalweg", HOST, admitted=False),
    Case("https://example", HOST, admitted=False),
    Case("https://thalweg-example", HOST, admitted=False),
    Case(f"https://x{HOST}", f"x.{HOST}", admitted=False),
    Case(f"https://{HOST}", f"x.{HOST}", admitted=False),
    # What is not an origin as browsers write one.
    Case("null", HOST, admitted=False),
    Case("null", "null", admitted=False),
    Case("", HOST, admitted=False),
    Case(HOST, HOST, admitted=False),
    Case(f"//{HOST}", HOST, admitted=False),
    Case(f"https:{HOST}", HOST, admitted=False),
    Case(f"https://{HOST}/", HOST, admitted=False),
    Case(f"https://{HOST}?", HOST, admitted=False),
    Case(f"https://{HOST}#", HOST, admitted=False),
    Case(f"https://{HOST} https://elsewhere.example", HOST, admitted=False),
    Case(f"https://elsewhere.example https://{HOST}", HOST, admitted=False),
    Case(f"https://elsewhere.example/{HOST}", HOST, admitted=False),
    Case(f"https://elsewhere.example?{HOST}", HOST, admitted=False),
    Case(f"https://elsewhere.example#{HOST}", HOST, admitted=False),
    Case(f"https://elsewhere.example://{HOST}", HOST, admitted=False),
    # Upper case and a trailing dot: a browser writes its host and its origin alike.
    Case(f"https://{HOST.upper()}", HOST, admitted=False),
    Case(f"https://{HOST}", HOST.upper(), admitted=False),
    Case(f"https://{HOST}.", HOST, admitted=False),
    Case(f"https://{HOST}", f"{HOST}.", admitted=False),
    Case(f"https://{HOST}.", f"{HOST}.", admitted=True),
    # Ports. A browser leaves out the usual one, in the host and in the origin.
    Case(f"http://{HOST}:8502", PORT, admitted=False),
    Case(f"http://{HOST}:850", PORT, admitted=False),
    Case(f"http://{HOST}:85010", PORT, admitted=False),
    Case(f"http://{HOST}", PORT, admitted=False),
    Case(f"http://{PORT}", HOST, admitted=False),
    Case(f"https://{HOST}:443", HOST, admitted=False),
    Case(f"https://{HOST}:", HOST, admitted=False),
    Case("https://elsewhere.example:8501", PORT, admitted=False),
    # Names of users, which belong to no origin.
    Case(f"https://{HOST}@elsewhere.example", HOST, admitted=False),
    Case(f"https://x@{HOST}", HOST, admitted=False),
    Case(f"https://x:y@{HOST}", HOST, admitted=False),
    Case(f"https://{PORT}@elsewhere.example:8501", PORT, admitted=False),
    # Addresses of version 6.
    Case("http://[2001:db8::2]:8501", SIX, admitted=False),
    Case("http://[2001:db8::1]", SIX, admitted=False),
    Case("http://[2001:db8::1]:8502", SIX, admitted=False),
    Case("http://2001:db8::1:8501", SIX, admitted=False),
    Case("http://[2001:DB8::1]:8501", SIX, admitted=False),
    Case("http://[2001:db8:0::1]:8501", SIX, admitted=False),
    Case("http://[::ffff:127.0.0.1]:8501", "127.0.0.1:8501", admitted=False),
    Case("http://[half", SIX, admitted=False),
    # Several names of the app: each speaks for itself, and not for the others.
    Case(f"https://{HOST}", HOST, admitted=True, hosts=TWO),
    Case("https://lab.example", "lab.example", admitted=True, hosts=TWO),
    Case("https://a.school.example", "a.school.example", admitted=True, hosts=TWO),
    Case("https://lab.example", HOST, admitted=False, hosts=TWO),
    Case(f"https://{HOST}", "lab.example", admitted=False, hosts=TWO),
    Case("https://b.school.example", "a.school.example", admitted=False, hosts=TWO),
    Case("https://school.example", "a.school.example", admitted=False, hosts=TWO),
    Case("https://*.school.example", "a.school.example", admitted=False, hosts=TWO),
    Case(f"https://bad{HOST}", HOST, admitted=False, hosts=TWO),
    # Origins that the operator admits: those, letter by letter.
    Case(LISTED, HOST, admitted=True, origins=[LISTED]),
    Case(LISTED, HOST, admitted=True, origins=["https://other.example", LISTED]),
    Case(f"https://{HOST}", HOST, admitted=True, origins=[LISTED]),
    Case("http://courses.example", HOST, admitted=False, origins=[LISTED]),
    Case("https://COURSES.example", HOST, admitted=False, origins=[LISTED]),
    Case("https://badcourses.example", HOST, admitted=False, origins=[LISTED]),
    Case("https://x.courses.example", HOST, admitted=False, origins=[LISTED]),
    Case(f"{LISTED}.", HOST, admitted=False, origins=[LISTED]),
    Case(f"{LISTED}:8443", HOST, admitted=False, origins=[LISTED]),
    Case(f"{LISTED}.elsewhere.example", HOST, admitted=False, origins=[LISTED]),
    Case(f"{LISTED}/", HOST, admitted=False, origins=[LISTED]),
    Case("https://courses.exampl", HOST, admitted=False, origins=[LISTED]),
    Case("courses.example", HOST, admitted=False, origins=[LISTED]),
    Case(f"https://bad{HOST}", HOST, admitted=False, origins=[LISTED]),
    Case("null", HOST, admitted=False, origins=[LISTED]),
    # None leaves the matter to a proxy.
    Case(f"https://bad{HOST}", HOST, admitted=True, origins=None),
    Case("null", HOST, admitted=True, origins=None),
]

PATHS = [
    "/", "/race", "/compare", "/_stcore/host-config", "/_stcore/stream", "/static/js/index.js", "/media/1.png",
    "/component/stage/1/main.js", "/surface/1/bowl", "/samples/1/x", "/batches/1", "/picture/1/race",
    "/stage/1/main.js", "/vendor/1/plotly.js", "/class/race", "/stage/embed.js.map", "/healthz/x", "/x/healthzz",
]  # fmt: skip
SOCKETS = ["/_stcore/stream", "/class/_stcore/stream", "/", LOADER, "/healthz", "/_stcore/health", "/picture/1/race"]
OPEN = ["/healthz", "/_stcore/health", "/class/healthz", LOADER]
"""What every page may read: whether the app is well, and the script that says why a page gets no stage."""
NOT_READING = ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]


def given(case: Case) -> dict[str, str]:
    """The headers of a request."""
    return {"host": case.host} | ({} if case.origin is None else {"origin": case.origin})


def words(case: Case) -> str:
    """The name of a case."""
    asked = f"{case.origin} asks {case.host}"
    known = [*case.hosts, *(["any origin"] if case.origins is None else case.origins)]
    return f"{asked}, {' '.join(known)}" if known else asked


def guarded(case: Case) -> Guarded:
    return Guarded(origins=case.origins, hosts=case.hosts)


@pytest.mark.parametrize("case", CASES, ids=words)
def test_a_page_reads_only_what_its_origin_may(case: Case) -> None:
    for path in PATHS:
        for method in ("GET", "HEAD"):
            start, body = guarded(case).ask(path=path, method=method, **given(case))
            assert start["status"] == (200 if case.admitted else 403), (method, path)
            assert (body["body"] == b"inner") is case.admitted, (method, path)
    for path in OPEN:
        assert guarded(case).ask(path=path, **given(case))[0]["status"] == 200, path


@pytest.mark.parametrize("case", CASES, ids=words)
def test_a_page_is_connected_only_if_its_origin_may(case: Case) -> None:
    for path in SOCKETS:
        told = guarded(case)
        first = told.ask("websocket", path, **given(case))[0]
        assert first["type"] == ("websocket.accept" if case.admitted else "websocket.close"), path
        assert case.admitted or (first["code"], told.metrics.refused["origin"]) == (1008, 1), path


@pytest.mark.parametrize("case", CASES, ids=words)
def test_nothing_is_sent_from_any_page(case: Case) -> None:
    for method in NOT_READING:
        for path in ("/", "/_stcore/upload_file/1/2", "/_stcore/stream", *OPEN):
            start, body = guarded(case).ask(path=path, method=method, **given(case))
            assert (start["status"], body["body"] == b"inner") == (404, False), (method, path)


@pytest.mark.parametrize("sharing", [Sharing(ANYWHERE), Sharing((LISTED,))], ids=["everybody", "some"])
@pytest.mark.parametrize("case", [case for case in CASES if not case.admitted], ids=words)
def test_what_a_stage_fetches_is_shared_and_nothing_else_is(case: Case, sharing: Sharing) -> None:
    admitted = sharing.everybody or (case.origin or "").lower() == LISTED
    told = Guarded(origins=case.origins, hosts=case.hosts, sharing=sharing)
    status = told.ask(path="/surface/1/bowl", **given(case))[0]["status"]
    assert status == (200 if admitted else 403)
    for path in ("/", "/race", "/_stcore/host-config", "/static/js/index.js", "/x/surface/1/bowl"):
        assert told.ask(path=path, **given(case))[0]["status"] == 403, path
    assert told.ask("websocket", "/surface/1/bowl", **given(case))[0]["type"] == "websocket.close"
