"""A real server and a real browser, and a page object with the terms in which a visitor would describe the race."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
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
LISTENER = Path(__file__).with_name("listener")
"""A folder for Python's path, from which the server loads a module that records every connection that it opens."""


def until(what: Callable[[], Any], told: Callable[[], str] = lambda: "this did not come about") -> Any:
    """Wait until `what()` is true, and return it. If it never is, the error contains `told`.

    The page's content security policy forbids the browser's own way of waiting for anything but elements.
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
        found = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS), timeout=PATIENCE * 1000)
        yield found
        found.close()


class Race:
    """The race page in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str, beside: str) -> "Race":
        self.page.goto(url)
        self.drawn(0)
        self.page.wait_for_selector(".js-plotly-plot .main-svg", state="attached")
        self.rested(beside)
        return self

    def rested(self, beside: str = ".tw-roster li") -> None:
        """Wait until the elements beside the stage are there too and the page has finished its run."""
        self.page.wait_for_selector(beside, state="attached")
        self.page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")

    def rev(self) -> int:
        stage = self.page.query_selector(".tw-stage[data-rev]")
        return int(stage.get_attribute("data-rev") or 0) if stage else 0

    def drawn(self, after: int) -> None:
        """Wait for a picture that is newer than `after`."""
        until(lambda: self.rev() > after)

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
        """Every number of every path and curve: the picture itself."""
        return self.ask(
            "Object.fromEntries(Object.entries(stage.picture.series).map(([k, v]) => [k, v.map((r) => [...r])]))"
        )

    def type(self, key: str, text: str) -> None:
        box = self.page.locator(f".st-key-{key} input")
        box.fill(text)
        box.press("Enter")


def foreign(url: str, server: str) -> bool:
    """Whether a request for this address goes to another host. What a page makes itself (data:, blob:) does not."""
    found = urlsplit(url)
    return found.scheme in ("http", "https", "ws", "wss") and found.netloc != urlsplit(server).netloc


class Devices:
    """The browser's contexts, one for each kind of device, for all tests of a worker.

    A page then finds the files that an earlier page has fetched and compiled. In a new context it would take twice as
    long.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.known: dict[str, BrowserContext] = {}
        self.asked: list[str] = []
        """The addresses that pages have asked for since everybody left."""

    def of(self, **kind: Any) -> BrowserContext:
        """The context of this kind (Playwright's options)."""
        name = repr(sorted(kind.items()))
        if name not in self.known:
            context = self.known[name] = self.browser.new_context(**kind)
            context.set_default_timeout(PATIENCE * 1000)
            context.on("request", lambda request: self.asked.append(request.url))
        return self.known[name]

    def leave(self, server: str) -> list[str]:
        """Close every page, and forget what they have kept in the browser; the addresses that they asked for."""
        for context in self.known.values():
            for page in context.pages:
                if page.url.startswith(server):
                    page.evaluate("() => localStorage.clear()")
                page.close()
            context.clear_cookies()
        asked, self.asked = self.asked, []
        return asked


@pytest.fixture(scope="session")
def devices(browser: Browser) -> Devices:
    return Devices(browser)


@contextmanager
def visiting(devices: Devices, server: str, name: str) -> Iterator[Callable[..., Race]]:
    """Opens pages; afterwards no error was logged in any, and no request has left the host, whatever became of it."""
    said: list[str] = []

    def opened(
        query: str = "",
        beside: str = ".tw-roster li",
        viewport: ViewportSize = DESKTOP,
        color_scheme: Any = None,
        reduced_motion: Any = None,
        **device: Any,
    ) -> Race:
        page = devices.of(**device).new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme or "light", reduced_motion=reduced_motion or "no-preference")
        # Below the path of a page Streamlit's client looks for its server first, in vain, and then at the root.
        page.on(
            "console",
            lambda m: said.append(m.text) if m.type == "error" and "/_stcore/" not in m.location["url"] else None,
        )
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("websocket", lambda socket: devices.asked.append(socket.url))
        return Race(page).open(f"{server}/{query}", beside)

    yield opened
    assert [url for url in devices.leave(server) if foreign(url, server)] == [], f"{name} asked other hosts"
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
