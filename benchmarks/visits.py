"""Measures the network traffic of a visit, and its order until the paths are visible, in a real Chromium."""

import base64
import zlib
from collections.abc import Iterator
from typing import Any, cast

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from benchmarks.row import Row, at_most

FIRST_VISIT, BEFORE_PAINT = 2.6, 1.3
"""Goals in MB."""
REST = 3000
"""Milliseconds to wait after the complete still picture for further traffic."""

# Measured in the page: a picture is visible two frames after it was drawn.
MARKS = """(() => {
  const marks = (window.marks = {});
  const look = () => {
    const { rev, still } = document.querySelector(".tw-stage")?.dataset ?? {};
    if (rev && !marks.drawn) {
      marks.drawn = performance.now();
      requestAnimationFrame(() => requestAnimationFrame(() => (marks.painted = performance.now())));
    }
    if (still) marks.complete ??= performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
})()"""


class Traffic:
    """Everything that a page receives: when by the browser's clock, the bytes with headers, and the address.

    The browser tells what a message of a WebSocket is and not how it came. If it came compressed, it is compressed here
    once more, as the server does it: each message after the ones before it.
    """

    def __init__(self, page: Page) -> None:
        self._deflate: Any = None
        self.got: list[tuple[float, int, str]] = []
        self.begun: float | None = None
        self.socket: float | None = None
        self._asked: dict[str, str] = {}
        session: CDPSession = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.loadingFinished", self._finish)
        session.on("Network.webSocketHandshakeResponseReceived", self._open)
        session.on("Network.webSocketFrameReceived", self._frame)
        session.send("Network.enable")

    def _ask(self, event: dict[str, Any]) -> None:
        self.begun = event["timestamp"] if self.begun is None else self.begun
        self._asked[event["requestId"]] = event["request"]["url"]

    def _finish(self, event: dict[str, Any]) -> None:
        url = self._asked.get(event["requestId"], "")
        self.got.append((event["timestamp"], int(event["encodedDataLength"]), url))

    def _open(self, event: dict[str, Any]) -> None:
        self.socket = event["timestamp"]
        if "permessage-deflate" in str(event["response"]["headers"]):
            self._deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)

    def _frame(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        binary = answer["opcode"] == 2
        message = base64.b64decode(answer["payloadData"]) if binary else answer["payloadData"].encode()
        if self._deflate is not None:
            message = self._deflate.compress(message) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        self.got.append((event["timestamp"], len(message), "socket"))

    def megabytes(self, until: float = float("inf")) -> float:
        """What was received in so many seconds from the beginning."""
        begun = self.begun or 0.0
        return sum(size for when, size, _ in self.got if when - begun <= until) / 1e6

    def times(self, part: str) -> list[float]:
        """Milliseconds from the beginning to the end of each answer whose address contains this text."""
        return [1000 * (when - (self.begun or 0.0)) for when, _, url in self.got if part in url] or [float("nan")]


def visit(context: BrowserContext, url: str) -> tuple[Page, Traffic, dict[str, float]]:
    """Open the race in a new page. Returns the traffic, and milliseconds until drawn, painted, and complete."""
    page = context.new_page()
    traffic = Traffic(page)
    page.add_init_script(MARKS)
    page.goto(url)
    page.wait_for_selector(".tw-stage[data-still]", timeout=120_000)
    page.wait_for_timeout(REST)
    return page, traffic, page.evaluate("window.marks")


def rows(beside: Page, url: str) -> Iterator[Row]:
    """A first visit, a second one, and a change of page, in the browser of this page, with a separate, empty cache."""
    browser = cast("Browser", beside.context.browser)  # we have launched it, so it exists
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, first, marks = visit(context, url)
    page.close()
    socket = 1000 * ((first.socket or 0.0) - (first.begun or 0.0))
    events = (
        ("the page itself", first.times(url)[0]),
        ("all of Streamlit's scripts that the page names", first.times("/static/js/index.")[0]),
        ("the WebSocket is open", socket),
        ("the first message, and so the run has begun", first.times("socket")[0]),
        ("the stage's module", first.times("/main.js")[0]),
        ("the last message of the first run", first.times("socket")[-1]),
        ("the picture", first.times("/picture/")[0]),
        ("the surface", first.times("/surface/")[0]),
        ("ground and paths are painted", marks["painted"]),
        ("plotly.js is there", first.times("/vendor/")[0]),
        ("Plotly's picture is complete", marks["complete"]),
    )
    for what, when in events:
        yield Row(f"first visit, empty browser cache: {what}", f"{when:.0f} ms")
    yield at_most("bytes of a first visit", first.megabytes(), FIRST_VISIT, "MB")
    yield at_most("  before the first paint of paths", first.megabytes(marks["painted"] / 1000), BEFORE_PAINT, "MB")
    page, second, _ = visit(context, url)
    yield Row("bytes of a second visit", f"{1000 * second.megabytes():.0f} kB")
    before = second.megabytes()
    page.get_by_test_id("stTopNavLink").filter(has_text="Compare").first.click()
    page.wait_for_selector(".tw-stage.tw-gridded[data-still]", timeout=120_000)
    page.wait_for_timeout(REST)
    yield Row("bytes of a change of page, to Compare", f"{1000 * (second.megabytes() - before):.0f} kB")
    context.close()
