"""A real server and a real browser, and a page object with the terms in which a visitor would describe the race."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tools import chromium
from tools.serving import serving

PATIENCE = 240.0
"""The time-out for everything, in seconds: on a busy machine, a page may take a minute instead of a second."""
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FRAMES = """(count) => new Promise((done) => {
  const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
  next();
})"""
WHEN = """() => new Promise((done, fail) => {
  const end = performance.now() + 1000 * PATIENCE;
  const look = () => {
    const stage = document.querySelector(".tw-stage")?.stage;
    try {
      const found = EXPRESSION;
      if (found || performance.now() > end) done(found);
      else requestAnimationFrame(look);
    } catch (error) {
      fail(error);
    }
  };
  look();
})""".replace("PATIENCE", str(PATIENCE))
"""Looks at every frame that the browser draws whether an expression is true."""
SERIES = """(series) => JSON.stringify(
  Object.fromEntries(Object.entries(series).map(([name, rows]) => [name, rows.map((row) => [...row])])),
  (_, value) => (typeof value === "number" && !Number.isFinite(value) ? `${value}` : value),
)"""
"""All series as one text: number by number, the way from the browser to here would take seconds."""
LISTENER = Path(__file__).with_name("listener")
"""A folder for Python's path, from which the server loads a module that records every connection that it opens."""


def until(what: Callable[[], Any], told: Callable[[], str] = lambda: "this did not come about") -> Any:
    """Wait until `what()` is true, and return it. If it never is, the error contains `told`.

    This asks again and again. What the browser can wait for by itself (an element, a text, an expression over the
    stage) is waited for there: by a locator, by `expect`, by `Race.when`.
    """
    end = time.monotonic() + PATIENCE
    while True:
        found = what()
        if found or time.monotonic() > end:
            assert found, told()
            return found
        time.sleep(0.05)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the app, started as a user starts it. Afterwards its log must contain no traceback, and the server
    must not have connected to any other host. So every browser test also tests this.
    """
    with serving(PYTHONPATH=str(LISTENER)) as running:
        yield running.url
        said = running.log.read_text()
    assert "Traceback" not in said, said
    assert "This process says whom it calls." in said, said
    assert "This process called" not in said, said


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    assert path, chromium.ADVICE
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE * 1000)
        found = playwright.chromium.launch(executable_path=path, args=list(chromium.TESTED), timeout=PATIENCE * 1000)
        yield found
        found.close()


class Race:
    """The race page in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str, beside: str, *, staged: bool = True) -> "Race":
        self.page.goto(url)
        if staged:
            self.drawn(0)
            self.page.wait_for_selector(".js-plotly-plot .main-svg", state="attached")
        self.rested(beside)
        return self

    def rested(self, beside: str = ".tw-roster li") -> None:
        """Wait until the elements beside the stage are there too, the page has finished its run, and no picture is on
        its way any more.
        """
        self.page.wait_for_selector(beside, state="attached")
        self.page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")
        self.when("!stage?.source?.busy")

    def rev(self) -> int:
        stage = self.page.query_selector(".tw-stage[data-rev]")
        return int(stage.get_attribute("data-rev") or 0) if stage else 0

    def drawn(self, after: int) -> None:
        """Wait for a picture that is newer than `after`: pictures are numbered one by one."""
        newer = "".join(f':not([data-rev="{rev}"])' for rev in range(after + 1))
        self.page.wait_for_selector(f".tw-stage[data-rev]{newer}", state="attached")

    def at_step(self, step: int) -> None:
        """Wait until the playhead is there."""
        self.page.wait_for_selector(f'.tw-stage[data-step="{step}"]', state="attached")

    def when(self, expression: str) -> Any:
        """Wait until an expression is true, which may speak of `stage`, and return it; every frame is looked at."""
        found = self.page.evaluate(WHEN.replace("EXPRESSION", expression))
        assert found, f"this did not come about: {expression}"
        return found

    def frames(self, count: int) -> None:
        """Wait until the browser has drawn so many more frames, which takes longer on a busy machine."""
        self.page.evaluate(FRAMES, count)

    def ask(self, expression: str) -> Any:
        """The value of an expression over `stage`, the object behind the picture."""
        return self.page.evaluate(
            f"() => {{ const stage = document.querySelector('.tw-stage').stage; return {expression}; }}"
        )

    @property
    def url(self) -> str:
        """The address bar (Playwright's own record does not follow every change of it)."""
        return self.page.evaluate("() => location.href")

    def addressed(self, text: str) -> None:
        """Wait until the address bar holds this."""
        self.when(f"location.href.includes({text!r})")

    def play(self, *, on: bool) -> None:
        def there() -> bool:
            if self.ask("stage.clock.playing") != on:
                # The race may have ended at this moment; then this is not needed.
                with suppress(PlaywrightTimeout):
                    self.page.get_by_role("button", name="Play" if on else "Pause", exact=True).click(timeout=2000)
            return self.ask("stage.clock.playing") == on

        until(there)

    @property
    def step(self) -> int:
        return int(self.page.get_attribute(".tw-stage", "data-step") or -1)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the landscape is on the screen."""
        f = self.ask("stage.frames()[0]")
        box = self.page.locator(".tw-plot").bounding_box()
        assert box
        across = (x - f["x"][0]) / (f["x"][1] - f["x"][0])
        up = (y - f["y"][0]) / (f["y"][1] - f["y"][0])
        return box["x"] + f["left"] + across * f["width"], box["y"] + f["top"] + (1 - up) * f["height"]

    def start(self) -> tuple[float, float]:
        """The start as the fields in the sidebar show it."""
        x, y = (float(self.page.locator(f".st-key-{axis} input").input_value()) for axis in "xy")
        return x, y

    def paths(self) -> Any:
        """Every number of every path and curve: the picture itself, as soon as no newer one is on its way. What is not
        finite is a word.
        """
        self.when("!stage.source.busy")
        return json.loads(self.ask(f"({SERIES})(stage.picture.series)"))

    def type(self, key: str, text: str) -> None:
        box = self.page.locator(f".st-key-{key} input")
        box.fill(text)
        box.press("Enter")


def foreign(url: str, server: str) -> bool:
    """Whether a request for this address goes to another host. What a page makes itself (data:, blob:) does not."""
    found = urlsplit(url)
    return found.scheme in ("http", "https", "ws", "wss") and found.netloc != urlsplit(server).netloc


class Devices:
    """The browser's contexts, one for each kind of device, and in each a tab that one test uses after the other.

    In a tab of its own a page takes two and a half times as long: the browser opens a window, starts two processes and
    compiles all scripts anew. Between two tests a tab shows an empty page, and nothing is kept of the last one.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.known: dict[str, BrowserContext] = {}
        self.lent: list[tuple[str, Page]] = []
        self.idle: dict[str, list[Page]] = {}
        self.asked: list[str] = []
        """The addresses that pages have asked for since a visit ended."""
        self.said: list[tuple[str, str]] = []
        """The errors that pages have logged since then, each with its address."""
        self.put_off: set[str] = set()
        """The addresses of pictures that a busy server has put off: it says when to ask again, and the stage does."""

    def context(self, **kind: Any) -> BrowserContext:
        """The context of a kind of device (Playwright's options)."""
        name = repr(sorted(kind.items()))
        if name not in self.known:
            context = self.known[name] = self.browser.new_context(**kind)
            context.set_default_timeout(PATIENCE * 1000)
            context.on("request", lambda request: self.asked.append(request.url))
            context.on("page", lambda page: page.on("websocket", lambda socket: self.asked.append(socket.url)))
            context.on("weberror", lambda error: self.said.append((str(error.error), "")))
            context.on("console", self.hear)
            context.on("response", self.note)
        return self.known[name]

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what a page has logged if it is an error, with the address."""
        url = message.location["url"]
        # A test may keep Streamlit's client from its server.
        if message.type == "error" and ("/_stcore/" not in url or "404" in message.text):
            self.said.append((message.text, url))

    def note(self, response: Response) -> None:
        """Note a picture that is put off."""
        fetched = any(f"/{kind}/" in response.url for kind in ("picture", "map", "training"))
        if fetched and response.status == 503 and "retry-after" in response.headers:
            self.put_off.add(response.url)

    def borrow(self, **kind: Any) -> Page:
        """A tab on a device of this kind: one that is idle, or a new one."""
        name, context = repr(sorted(kind.items())), self.context(**kind)
        idle = self.idle.setdefault(name, [])
        page = idle.pop() if idle else context.new_page()
        page.bring_to_front()
        self.lent.append((name, page))
        return page

    def leave(self, pages: Sequence[Page], server: str) -> tuple[list[str], list[str]]:
        """Give tabs back; the addresses that were asked for, and the errors that were logged.

        They stay open, each on an empty page. What a page has opened by itself is closed.
        """
        for page in reversed(pages):
            name = next(name for name, other in self.lent if other is page)
            self.lent.remove((name, page))
            if page.url.startswith(server):
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.mouse.move(-1, -1)
            page.unroute_all(behavior="ignoreErrors")
            page.goto("about:blank")
            self.idle[name].append(page)
        ours = [*(page for pages in self.idle.values() for page in pages), *(page for _, page in self.lent)]
        for context in self.known.values():
            for page in context.pages:
                if page not in ours:
                    page.close()
            context.clear_cookies()
            context.clear_permissions()
        asked, self.asked = self.asked, []
        said = [f"{text} {url}" for text, url in self.said if url not in self.put_off]
        self.said, self.put_off = [], set()
        return asked, said


@pytest.fixture(scope="session")
def devices(browser: Browser) -> Devices:
    return Devices(browser)


@contextmanager
def visiting(devices: Devices, server: str, name: str) -> Iterator[Callable[..., Race]]:
    """Opens pages; afterwards no error was logged in any, and no request has left the host, whatever became of it.

    A race does not begin to play by itself, unless the test asks for motion ("no-preference"): a race that plays keeps
    more than one processor busy.
    """
    borrowed: list[Page] = []

    def opened(
        query: str = "",
        beside: str = ".tw-roster li",
        viewport: ViewportSize = DESKTOP,
        color_scheme: Any = None,
        reduced_motion: Any = "reduce",
        permissions: Sequence[str] = (),
        *,
        prepare: Callable[[Page], None] = lambda page: None,
        staged: bool = True,
        **device: Any,
    ) -> Race:
        page = devices.borrow(**device)
        borrowed.append(page)
        page.context.grant_permissions(permissions)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme or "light", reduced_motion=reduced_motion)
        prepare(page)
        return Race(page).open(f"{server}/{query}", beside, staged=staged)

    yield opened
    asked, said = devices.leave(borrowed, server)
    assert [url for url in asked if foreign(url, server)] == [], f"{name} asked other hosts"
    assert said == []


@pytest.fixture
def visit(devices: Devices, server: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Race]]:
    """Opens pages for one test."""
    with visiting(devices, server, request.node.name) as opened:
        yield opened


@pytest.fixture(scope="module")
def stay(devices: Devices, server: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Race]]:
    """Opens pages for a file of tests, which share them."""
    with visiting(devices, server, request.node.name) as opened:
        yield opened
