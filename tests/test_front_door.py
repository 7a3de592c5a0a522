"""The app as a whole: its settings, the commands of the image and the tools, and a server that really starts."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads
from typing import Any
from urllib.parse import urljoin

import pytest
import streamlit as st
from starlette.datastructures import Headers
from streamlit import config

import app
from tools import chromium, container
from ui.middleware.policy import content_policy
from ui.middleware.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300
"""The time-out for everything, in seconds. Nothing is measured; it only keeps a server that hangs from blocking the
tests."""
INDEX = Path(st.__file__).parent / "static" / "index.html"


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
    "server.enableWebsocketCompression": True,
    "global.minCachedMessageSize": 1e12,
    "server.fileWatcherType": "none",
    "server.maxMessageSize": 16,
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
def test_the_container_knows_four_words(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert container.main(arguments) == 2
    assert "build | serve | health | threads" in capsys.readouterr().err


def test_serve_and_build_replace_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda _program, command, environment: called.append((command, environment)))
    monkeypatch.setattr(container, "target", lambda: {"NUMBA_CPU_NAME": "some"})
    monkeypatch.setattr(container, "BUILT", tmp_path)
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path / "copy"))
    container.main(["serve", "--server.port", "9"])
    container.main(["threads"])
    container.main(["build"])
    (serve, environment), (threads, also), (build, _) = called
    assert (threads[1:], also) == (["-m", "tools.threads"], environment)
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


def run_python(code: str, *arguments: str, **environment: str) -> str:
    """What the code prints. It runs uncompiled, which is faster than compiling, and uses the same loops."""
    command = [sys.executable, "-c", code, *arguments]
    whole = os.environ | {"NUMBA_DISABLE_JIT": "1"} | environment
    done = subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, check=False)
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
app.ahead.load_race()
app.warm.first()
from streamlit.testing.v1 import AppTest
before = set(sys.modules)
page = AppTest.from_file(str(app.MAIN), default_timeout=300).run()
assert not page.exception
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""
ALL_PAGES = """
import sys
from pathlib import Path
import app
from streamlit.testing.v1 import AppTest
seen = []
for script in sorted(Path("ui/pages").glob("*.py")):
    page = AppTest.from_file(str(app.MAIN), default_timeout=300).run()
    page.switch_page(str(script.resolve())).run()
    assert not page.exception
    seen.append(script.stem)
print(*seen, *[name for name in ("altair", "pandas", "pyarrow") if name in sys.modules])
"""


def test_the_first_visitor_waits_for_no_module_of_ours_and_no_large_package() -> None:
    loaded = set(run_python(FIRST_PAGE, NUMBA_DISABLE_JIT="0").splitlines()[-1].split())
    assert not loaded & {"numba", "numpy", "pandas", "plotly", "pyarrow", *app.ahead.NUMERIC, *app.ahead.ROOMS}


def test_no_page_loads_what_streamlit_has_for_tables() -> None:
    pages = run_python(ALL_PAGES, NUMBA_DISABLE_JIT="0").splitlines()[-1].split()
    assert pages == sorted(script.stem for script in (ROOT / "ui" / "pages").glob("*.py"))


def test_replicas_are_at_one_about_every_address() -> None:
    code = (
        "from stage import routes; from ui.middleware.health import version; "
        "from ui.routes.pictures import picture_hash; print(routes.addresses(), version(), picture_hash())"
    )
    assert run_python(code, PYTHONHASHSEED="1") == run_python(code, PYTHONHASHSEED="2")


def test_what_is_ready_is_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    released = Event()
    monkeypatch.setattr(app.log, "open_log", lambda _level: None)  # the loggers of the tests stay theirs
    steps = [(app, "check"), (app.ahead, "load_race"), (app.warm, "first"), (app.routes, "prepare"), (app, "publish")]
    for owner, name in steps:
        monkeypatch.setattr(owner, name, lambda name=name: done.append(name))

    def rest(_workers: Any, left: dict[str, int], version: str) -> None:
        left["kernels"] = 3
        assert version == app.HEALTH.version
        assert released.wait(PATIENCE)
        del left["kernels"]
        done.append("rest")

    monkeypatch.setattr(app.ahead, "rest", rest)
    for name in ("collect", "freeze"):
        monkeypatch.setattr(app.gc, name, lambda name=name: done.append(name))
    app.make_ready()
    assert done == ["check", "load_race", "first", "prepare", "collect", "freeze", "publish"]
    assert app.HEALTH.facts()["warmup"] == "warming"
    released.set()  # what is loaded in the background is frozen when it is there
    next(thread for thread in enumerate_threads() if thread.name == "finish").join(PATIENCE)
    assert done[7:] == ["rest", "collect", "freeze"]
    assert app.HEALTH.facts()["warmup"] == "warm"
    assert app.HEALTH.facts()["left"] == {}


def test_the_collector_rests_while_modules_are_imported_and_works_again() -> None:
    code = "import gc; import app; print(gc.isenabled(), gc.get_freeze_count() > 50_000)"
    assert run_python(code) == "True True"


def test_who_compiles_beside_the_server_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(app, "make_ready", lambda: done.append("ready"))
    monkeypatch.setattr(app, "announce", lambda: None)
    monkeypatch.setattr(app.WORKERS, "dismiss", lambda: done.append("dismissed"))

    async def live() -> None:
        async with app.lifespan(app.app):
            done.append("open")

    asyncio.run(live())
    assert done == ["ready", "open", "dismissed"]


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
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, Headers(dict(answer.headers)), answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, Headers(dict(answer.headers)), answer.read()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def starting(log: Path, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    """`streamlit run app.py`, with its output in `log`."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", *options]
    command += ["--server.headless", "true"]
    with log.open("wb") as out:
        return subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )


def events(log: Path) -> list[dict[str, Any]]:
    """The logged events."""
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, int]]:
    """The app under a base path, with a truncated kernel: its address, its log, the port of its metrics."""
    cache, log, figures = tmp_path_factory.mktemp("cache"), tmp_path_factory.mktemp("server") / "log", free_port()
    app.warm.first()  # compiles the kernel if it is not there yet
    kernels = Path(os.environ["NUMBA_CACHE_DIR"])
    shutil.copytree(kernels, cache / kernels.name)
    (broken,) = cache.rglob(f"gd.step-*.py{sys.version_info.major}{sys.version_info.minor}.nbi")
    broken.write_bytes(broken.read_bytes()[:-20])
    port = free_port()
    options = ["--server.port", str(port), "--server.baseUrlPath", "class"]
    settings = {"THALWEG_CACHE": str(cache), "THALWEG_LOG": "info", "THALWEG_METRICS_PORT": str(figures)}
    process = starting(log, *options, **settings)
    try:
        url = f"http://127.0.0.1:{port}/class"
        patience = time.monotonic() + PATIENCE
        while "Thalweg is open" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < patience, "The server never opened."
            time.sleep(0.05)
        yield url, log, figures
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_the_server_is_well_and_says_where_it_is(server: tuple[str, Path, int]) -> None:
    url, log, _ = server
    assert fetch(f"{url}/_stcore/health")[::2] == (200, b"ok")
    assert f"Thalweg is open at {url.replace('127.0.0.1', 'localhost')}" in log.read_text()


def test_the_server_says_which_version_runs(server: tuple[str, Path, int]) -> None:
    url, log, figures = server
    status, _, body = fetch(f"{url}/healthz")
    facts = json.loads(body)
    assert (status, facts["status"], facts["version"]) == (200, "ok", app.HEALTH.version)
    assert facts["warmup"] in {"warming", "warm"}
    ahead = {"modules", "kernels", "shares to compile", "cards", "thumbnails", "chapters", "files to zip"}
    assert set(facts["left"]) <= ahead
    opened = next(event for event in events(log) if event["event"] == "open")
    assert (opened["version"], opened["visitors"]) == (app.HEALTH.version, 300)
    text = fetch(f"http://127.0.0.1:{figures}/metrics")[2].decode()
    assert f'thalweg_info{{version="{app.HEALTH.version}"}} 1' in text
    assert "thalweg_surveys_waiting 0" in text


def test_the_server_mends_a_broken_kernel_and_says_so_in_one_line(server: tuple[str, Path, int]) -> None:
    (note,) = [event for event in events(server[1]) if event["event"] == "kernel cache"]
    assert note["level"] == "warning"
    assert note["text"].startswith("1 broken files of compiled kernels were removed from")


def test_the_served_page_is_the_one_that_the_policy_knows(server: tuple[str, Path, int]) -> None:
    status, headers, page = fetch(f"{server[0]}/")
    ours = rb'<(link rel="(module)?preload"[^>]*|script src="./where.js"></script)>\s*'
    assert (status, re.sub(ours, b"", page)) == (200, re.sub(ours, b"", INDEX.read_bytes()))
    assert headers["content-security-policy"] == content_policy(INDEX)


def test_what_the_served_page_fetches_first_is_there(server: tuple[str, Path, int]) -> None:
    page = fetch(f"{server[0]}/")[2].decode()
    hints = re.findall(r'<link rel="(?:module)?preload"[^>]* href="([^"]+)"', page)
    assert [hint for hint in hints if "/stage/" in hint and hint.endswith("/main.js")]
    assert [sum(f"/{kind}/" in hint for hint in hints) for kind in ("picture", "surface")] == [1, 1]
    for hint in hints:
        status, headers, _ = fetch(urljoin(f"{server[0]}/", unescape(hint)))
        # Streamlit's files have the content type that this machine's table gives them.
        kind = headers["content-type"].partition("/")[2].partition(";")[0]
        wanted = "css" if hint.endswith(".css") else "octet-stream" if "?" in hint else "javascript"
        assert (status, kind) == (200, wanted), hint


def test_the_server_answers_with_a_picture_and_counts_it(server: tuple[str, Path, int]) -> None:
    url, _, figures = server
    query = "landscape=beale&steps=30&run1=adam&foo=1"
    first, again = (fetch(f"{url}/picture/latest/race?{query}") for _ in range(2))
    assert first[0] == 200
    assert first[2] == again[2]
    assert first[1]["etag"] == again[1]["etag"]
    assert b"'foo' in the link means nothing here." in first[2]
    assert fetch(f"{url}/picture/000000000000/race?{query}")[0] == 404
    text = fetch(f"http://127.0.0.1:{figures}/metrics")[2].decode()
    counted = dict(re.findall(r'thalweg_pictures_total{outcome="(\w+)"} (\d+)', text))
    assert int(counted["cached"]) >= 1
    assert int(counted["computed"]) >= 1
    assert int(counted["not_found"]) >= 1


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_the_served_app_closes_what_it_should(server: tuple[str, Path, int], path: str) -> None:
    assert fetch(server[0] + path)[0] == 404


# A server that cannot start.


def test_an_occupied_port_is_one_line_and_the_end(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = starting(tmp_path / "log", "--server.port", port)
        assert process.wait(PATIENCE) == 1
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert f"Port {port} is not available" in line


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reasons for which the app would have stopped."""
    reasons: list[str] = []
    monkeypatch.setattr(app, "stop", reasons.append)
    return reasons


def test_nothing_is_wrong_here(stopped: list[str]) -> None:
    app.check()
    assert not stopped


def test_without_plotly_there_is_no_picture_and_no_app(monkeypatch: pytest.MonkeyPatch, stopped: list[str]) -> None:
    monkeypatch.setattr(app.routes, "plotly", lambda: ("missing", None))
    app.check()
    assert stopped == ["plotly.min.js is missing from the installed plotly package: install plotly again."]


def test_bounds_that_are_none_are_a_reason(monkeypatch: pytest.MonkeyPatch, stopped: list[str]) -> None:
    monkeypatch.setattr(app.bounds, "bounds", lambda: app.bounds.read({"THALWEG_MAX_STEPS": "all"}))
    app.check()
    (reason,) = stopped
    assert reason.startswith("Most steps (THALWEG_MAX_STEPS) must be a number, not 'all': the character 'a' at place 1")


def test_a_port_of_the_metrics_that_is_taken_is_a_reason(monkeypatch: pytest.MonkeyPatch, stopped: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(app, "settings", lambda: Settings(metrics=port))
        app.publish()
    (reason,) = stopped
    assert reason.startswith(f"The metrics cannot be published on port {port} (Address already in use)")


def test_without_a_port_the_metrics_are_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.metrics, "publish", lambda *_: pytest.fail("published"))
    app.publish()
