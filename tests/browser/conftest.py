"""A real server and a real browser, and a page object that speaks of the race as a visitor would."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium
from tools.serving import serving

PATIENCE = 60.0


def until(what: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until `what()` is true, and return it. The page's policy forbids the browser's own way of waiting."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found or time.monotonic() > end:
            assert found, "this did not come about in time"
            return found
        time.sleep(0.02)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the app, started as a user starts it; afterwards its log holds no traceback."""
    with serving() as running:
        yield running.url
        said = running.log.read_text()
    assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    assert path, chromium.ADVICE
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield found
        found.close()


class Race:
    """The race page in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str, beside: str) -> "Race":
        self.page.goto(url)
        self.drawn(0)
        until(lambda: self.page.query_selector(".js-plotly-plot .main-svg"))
        self.rested(beside)
        return self

    def rested(self, beside: str = ".tw-roster li") -> None:
        """Wait until what stands beside the stage is there too and the page has finished its run."""
        until(lambda: self.page.query_selector(beside))
        until(lambda: self.page.query_selector('[data-test-script-state="notRunning"]'))

    def rev(self) -> int:
        stage = self.page.query_selector(".tw-stage[data-rev]")
        return int(stage.get_attribute("data-rev") or 0) if stage else 0

    def drawn(self, after: int) -> None:
        """Wait for a picture that is newer than `after`."""
        until(lambda: self.rev() > after)

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
        if self.ask("stage.clock.playing") != on:
            self.page.get_by_role("button", name="Play" if on else "Pause", exact=True).click()
        until(lambda: self.ask("stage.clock.playing") == on)

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
        """The start as the fields in the sidebar say it."""
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


@pytest.fixture
def visit(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Race]]:
    """Opens pages; afterwards no error was logged in any, and no request has left the host."""
    contexts, said, asked = [], [], []

    def opened(query: str = "", beside: str = ".tw-roster li", **options: Any) -> Race:
        options = {"viewport": {"width": 1280, "height": 800}} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        # Below the path of a page Streamlit's client looks for its server first, in vain, and then at the root.
        page.on(
            "console",
            lambda m: said.append(m.text) if m.type == "error" and "/_stcore/" not in m.location["url"] else None,
        )
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("request", lambda r: asked.append(r.url))
        return Race(page).open(f"{server}/{query}", beside)

    yield opened
    for context in contexts:
        context.close()
    hosts = {urlsplit(url).netloc for url in asked if url.startswith("http")}
    assert hosts == {urlsplit(server).netloc}, f"{request.node.name} asked other hosts"
    assert said == []
