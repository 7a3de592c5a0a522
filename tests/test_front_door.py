"""The front door: the guard, the settings, what the image and the tools do, and a server that really starts."""

import asyncio
import base64
import hashlib
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from typing import Any

import pytest
import streamlit as st
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send
from streamlit import config

import app
from tools import chromium, container
from ui.guard import Guard, content_policy, security_headers

ROOT = Path(__file__).resolve().parents[1]
INDEX = Path(st.__file__).parent / "static" / "index.html"


# The guard, called as a server calls it.


async def inner(scope: Scope, _receive: Receive, send: Send) -> None:
    """The app behind the guard: it lets everybody in."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-content-type-options", b"nosniff")]})
        await send({"type": "http.response.body", "body": b"inner"})
    else:
        await send({"type": "lifespan.startup.complete"})


def ask(kind: str = "http", path: str = "/", origins: Any = (), **headers: str) -> list[Message]:
    """Every message that comes back from the guarded app."""
    scope = {
        "type": kind,
        "path": path,
        "method": "GET",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    guarded = Guard(inner, security_headers("default-src 'self'"), origins)
    asyncio.run(guarded(scope, receive, send))
    return sent


@pytest.mark.parametrize("path", ["/", "/race", "/_stcore/health", "/_stcore/metricsandmore", "/stage/1/main.js"])
def test_an_ordinary_path_is_open_and_wears_the_headers(path: str) -> None:
    start, body = ask(path=path)
    assert (start["status"], body["body"]) == (200, b"inner")
    headers = Headers(raw=start["headers"])
    for name, value in security_headers("default-src 'self'").items():
        assert headers.getlist(name) == [value]


@pytest.mark.parametrize("base", ["", "/class"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/agent",
        "/_stcore/agent/interact",
        "/_stcore/agent/mcp",
        "/_stcore/agent/openapi.json",
    ],
)
def test_a_closed_path_is_nowhere(base: str, path: str) -> None:
    start, body = ask(path=base + path)
    assert start["status"] == 404
    assert body["body"] == b"There is nothing here."
    assert "content-security-policy" in Headers(raw=start["headers"])


HOST = "thalweg.example"
VISITORS = [
    ({"host": HOST}, (), True),
    ({"host": HOST, "origin": f"https://{HOST}"}, (), True),
    ({"host": f"{HOST}:8501", "origin": f"http://{HOST}:8501"}, (), True),
    ({"host": f"{HOST}:8501", "origin": f"http://{HOST}:8502"}, (), False),
    ({"host": HOST, "origin": "https://elsewhere.example"}, (), False),
    ({"host": HOST, "origin": "null"}, (), False),
    ({"origin": "https://elsewhere.example"}, (), False),
    ({"host": HOST, "origin": "https://elsewhere.example"}, ["https://elsewhere.example"], True),
    ({"host": HOST, "origin": "https://elsewhere.example"}, None, True),
]


@pytest.mark.parametrize(("headers", "origins", "admitted"), VISITORS)
def test_a_foreign_page_is_turned_away(headers: dict[str, str], origins: Any, admitted: bool) -> None:
    start, body = ask(origins=origins, **headers)
    assert start["status"] == (200 if admitted else 403)
    assert (b"server.corsAllowedOrigins" in body["body"]) is not admitted
    answer = ask("websocket", "/_stcore/stream", origins, **headers)
    assert [message["type"] for message in answer] == ["websocket.accept" if admitted else "websocket.close"]


def test_the_guard_leaves_the_lifespan_alone() -> None:
    assert ask("lifespan") == [{"type": "lifespan.startup.complete"}]


# The content security policy.


def digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_the_policy_admits_the_scripts_of_the_installed_streamlit() -> None:
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", INDEX.read_text(encoding="utf-8"), re.DOTALL)
    assert scripts
    for script in scripts:
        assert f"'sha256-{digest(script)}'" in content_policy(INDEX)


def test_the_policy_changes_with_the_page(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<script>\n  a = 1\n</script><script src='x.js'></script><script>b = 2</script>", encoding="utf-8")
    policy = content_policy(page)
    assert re.findall(r"sha256-([^']+)", policy) == [digest("\n  a = 1\n"), digest("b = 2")]
    assert "unsafe-eval" not in policy
    assert not re.search(r"script-src[^;]*unsafe-inline", policy)


def test_a_missing_page_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="cannot be read: is Streamlit installed completely"):
        content_policy(tmp_path / "index.html")


# The settings.


def settings() -> dict[str, Any]:
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    def flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield prefix + key, value

    return dict(flat(found, ""))


def test_streamlit_knows_every_setting() -> None:
    config.get_config_options()
    assert set(settings()) <= set(config.get_config_options())


PROMISED = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "logger.hideWelcomeMessage": True,
    "server.enableWebsocketCompression": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 1,
    "server.maxWidgetStateSize": 1,
}


@pytest.mark.parametrize("name", PROMISED)
def test_a_setting_that_protects_visitors_stays(name: str) -> None:
    assert settings()[name] == PROMISED[name]


def test_no_setting_names_another_host() -> None:
    assert not [value for value in settings().values() if "//" in str(value)]


# The image.

V3 = "flags : fpu sse avx avx2 bmi1 bmi2 f16c fma abm movbe ssse3"


@pytest.mark.parametrize(
    ("machine", "cpuinfo", "able"),
    [
        ("x86_64", V3, True),
        ("x86_64", f"processor : 0\n{V3}\nbugs :", True),
        ("x86_64", V3.replace("avx2", ""), False),
        ("x86_64", V3.replace(" abm", ""), False),
        ("x86_64", "", False),
        ("aarch64", V3, False),
    ],
)
def test_the_processor_is_asked_what_it_can_do(machine: str, cpuinfo: str, able: bool) -> None:
    assert container.can_v3(machine, cpuinfo) is able


@pytest.mark.parametrize("able", [True, False])
def test_the_image_compiles_for_any_machine(monkeypatch: pytest.MonkeyPatch, able: bool) -> None:
    monkeypatch.setattr(container, "can_v3", lambda _machine, _cpuinfo: able)
    assert container.target() == ({"NUMBA_CPU_NAME": "x86-64-v3", "NUMBA_CPU_FEATURES": ""} if able else {})


def test_the_kernels_are_copied_to_where_they_can_be_written(tmp_path: Path) -> None:
    built, wanted = tmp_path / "built", tmp_path / "wanted"
    (built / "hash").mkdir(parents=True)
    (built / "hash" / "kernel.nbc").write_bytes(b"code")
    for _again in range(2):
        container.bring_cache(built, wanted)
        assert (wanted / "hash" / "kernel.nbc").read_bytes() == b"code"


def test_a_cache_that_cannot_be_copied_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    container.bring_cache(tmp_path / "nothing", tmp_path / "wanted")
    assert "they are compiled anew" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "http://127.0.0.1:8501/_stcore/health"),
        ({"STREAMLIT_SERVER_PORT": "80"}, "http://127.0.0.1:80/_stcore/health"),
        ({"STREAMLIT_SERVER_BASE_URL_PATH": "/class/"}, "http://127.0.0.1:8501/class/_stcore/health"),
    ],
)
def test_health_is_asked_at_the_right_place(environment: dict[str, str], url: str) -> None:
    assert container.health_url(environment) == url


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_the_container_knows_three_words(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert container.main(arguments) == 2
    assert "build | serve | health" in capsys.readouterr().err


def test_serve_and_build_replace_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda _program, command, environment: called.append((command, environment)))
    monkeypatch.setattr(container, "target", lambda: {"NUMBA_CPU_NAME": "some"})
    monkeypatch.setattr(container, "BUILT", tmp_path)
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path / "copy"))
    container.main(["serve", "--server.port", "9"])
    container.main(["build"])
    (serve, environment), (build, _) = called
    assert serve[1:] == ["-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", "9"]
    assert (environment["NUMBA_CPU_NAME"], environment["THALWEG_CACHE"]) == ("some", str(tmp_path / "copy"))
    assert build[1:] == ["-m", "tools.warm"]


# The README.

DROPPED_IN = """
import sys
import optimizers
optimizers.__path__.append(sys.argv[1])
from runs import codec
from runs.simulate import simulate
(run,) = codec.read("run1=normalized&steps=50").scene.runs()
walked = simulate(run)
print(run.method.key, len(walked.positions), bool(walked.losses[-1] < walked.losses[0]))
"""


def run_python(code: str, *arguments: str) -> str:
    """What the code prints. Uncompiled: that is quicker than compiling, and the engine's loops are the same."""
    command = [sys.executable, "-c", code, *arguments]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def examples() -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_optimizer_of_the_readme_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "normalized.py").write_text(examples()[0], encoding="utf-8")
    assert run_python(DROPPED_IN, str(tmp_path)) == "normalized 51 True"


def test_the_notebook_of_the_readme_prints_a_line_a_runner() -> None:
    lines = run_python(examples()[1]).splitlines()
    assert len(lines) > 1
    assert all(re.fullmatch(r"[a-z]+ [-+.0-9e]+", line) for line in lines)


# What happens before the first visitor.

FIRST_PAGE = """
import sys
import app
app.load_pages()
from streamlit.testing.v1 import AppTest
before = set(sys.modules)
page = AppTest.from_file(str(app.MAIN), default_timeout=60).run()
assert not page.exception
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""


def test_the_first_visitor_waits_for_no_large_package() -> None:
    loaded = set(run_python(FIRST_PAGE).splitlines()[-1].split())
    assert not loaded & {"numba", "numpy", "pandas", "plotly", "pyarrow"}


def test_what_is_ready_is_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    released = Event()
    for owner, name in [(app, "load_pages"), (app.routes, "prepare")]:
        monkeypatch.setattr(owner, name, lambda name=name: done.append(name))
    rest = Thread(target=lambda: released.wait(10), name="rest")
    monkeypatch.setattr(app.warm, "warm", lambda: (done.append("warm"), rest.start(), rest)[-1])
    monkeypatch.setattr(app, "draw_all", lambda: done.append("draw_all"))
    for name in ("collect", "freeze"):
        monkeypatch.setattr(app.gc, name, lambda name=name: done.append(name))
    app.make_ready()
    assert done == ["load_pages", "warm", "prepare", "collect", "freeze"]
    released.set()  # what the warm-up loads in the background is frozen when it is there
    next(thread for thread in enumerate_threads() if thread.name == "finish").join(10)
    assert done[5:] == ["draw_all", "collect", "freeze"]


ADDRESSES = [
    ({}, "http://localhost:8501/"),
    ({"server.port": 80, "server.baseUrlPath": "/class/"}, "http://localhost:80/class"),
    ({"server.sslCertFile": "some.pem"}, "https://localhost:8501/"),
]


@pytest.mark.parametrize(("options", "url"), ADDRESSES)
def test_the_address_follows_the_options(monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], url: str) -> None:
    monkeypatch.setattr(app.st, "get_option", {"server.port": 8501, **options}.get)
    assert app.address() == url


@pytest.mark.parametrize("headless", [True, False])
def test_a_browser_is_opened_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], headless: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(app.st, "get_option", {"server.port": 8501, "server.headless": headless}.get)
    monkeypatch.setattr(app.webbrowser, "open", opened.append)
    app.announce()
    assert capsys.readouterr().out.strip() == "Thalweg is open at http://localhost:8501/"
    assert opened == ([] if headless else ["http://localhost:8501/"])


# The browser for the tests.


def test_a_named_browser_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THALWEG_CHROMIUM", sys.executable)
    assert chromium.find() == Path(sys.executable)


def test_without_a_browser_there_is_advice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THALWEG_CHROMIUM", str(tmp_path / "nothing"))
    assert chromium.main() == 1
    assert "install Chromium or Chrome" in capsys.readouterr().err


def test_a_browser_is_installed_the_first_way_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []
    monkeypatch.setattr(chromium, "drivable", lambda: True)
    monkeypatch.setattr(chromium, "ways", lambda: [[("one",)], [("two",)], [("three",)]])
    monkeypatch.setattr(chromium, "attempt", lambda way: tried.append(way) or way != [("one",)])
    monkeypatch.setattr(chromium, "find", lambda: Path("browser") if [("two",)] in tried else None)
    assert chromium.provide() == Path("browser")
    assert tried == [[("one",)], [("two",)]]


def test_a_browser_that_cannot_be_driven_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THALWEG_CHROMIUM", sys.executable)
    assert chromium.provide() == Path(sys.executable)
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setattr(chromium.sys, "executable", str(broken))
    assert chromium.provide() is None


def test_an_attempt_ends_with_its_first_failure(tmp_path: Path) -> None:
    done = tmp_path / "done"
    fail, touch = (sys.executable, "-c", "raise SystemExit(3)"), (sys.executable, "-c", f"open({str(done)!r}, 'w')")
    assert not chromium.attempt([fail, touch])
    assert not done.exists()
    assert chromium.attempt([touch])
    assert done.exists()


# A server that really starts.


def fetch(url: str) -> tuple[int, Headers, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, Headers(dict(answer.headers)), answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, Headers(dict(answer.headers)), answer.read()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The app as `streamlit run app.py` starts it, under a base path: its address and its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    options = ["--server.port", str(port), "--server.headless", "true", "--server.baseUrlPath", "class"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", *options]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}/class"
            patience = time.monotonic() + 300  # Nothing is measured here: a server that hangs shall not hang the tests.
            while "Thalweg is open" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < patience, "The server never opened."
                time.sleep(0.05)
            yield url, log
        finally:
            process.terminate()
            process.wait(30)


def test_the_server_is_well_and_says_where_it_is(server: tuple[str, Path]) -> None:
    url, log = server
    assert fetch(f"{url}/_stcore/health")[::2] == (200, b"ok")
    assert f"Thalweg is open at {url.replace('127.0.0.1', 'localhost')}" in log.read_text()


def test_the_served_page_is_the_one_that_the_policy_knows(server: tuple[str, Path]) -> None:
    status, headers, page = fetch(f"{server[0]}/")
    assert (status, page) == (200, INDEX.read_bytes())
    assert headers["content-security-policy"] == content_policy(INDEX)


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_the_served_app_closes_what_it_should(server: tuple[str, Path], path: str) -> None:
    assert fetch(server[0] + path)[0] == 404
