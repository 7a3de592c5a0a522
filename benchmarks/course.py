"""Measures the course: how long its chapters are, what they claim, their bytes, and how quickly a step is shown."""

import asyncio
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from playwright.sync_api import Page, Request
from starlette import requests

from benchmarks.browser import browsing, spending
from benchmarks.row import Row, at_most
from studies.course.chapter import Chapter
from studies.course.marked_text import filled, pieces
from studies.course.measured import facts
from tools.serving import calm
from ui.course.chapters import COURSE
from ui.course.lesson import asked
from ui.routes import lessons
from ui.routes.pictures import picture_hash

ROUNDS = 2
"""How often each chapter is read from its first step to its last."""
REST = 1500
"""Milliseconds that a reader stays at a step once its picture rests; the next one is fetched meanwhile."""

# From the key to the second frame after the stage has drawn the step's picture, as benchmarks/browser.py measures a
# change. NaN after 20 seconds.
TURN = """(n) => new Promise((done) => {
  const shown = () => document.querySelector(".tl-stage:not([hidden])")?.shadowRoot.querySelector(".tw-stage"),
    before = shown(), rev = before?.dataset.rev, begun = performance.now();
  const look = () => {
    const now = shown(), stage = now?.stage, took = performance.now() - begun,
      turned = document.querySelector(`.tl-page[data-at="${n}"]`) && stage?.picture && !stage.source.busy;
    if (turned && (now !== before || now.dataset.rev !== rev))
      requestAnimationFrame(() => done(performance.now() - begun));
    else if (took > 20000) done(NaN);
    else requestAnimationFrame(look);
  };
  dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
  look();
})"""
RESTS = """() => {
  const { stage } = document.querySelector(".tl-stage:not([hidden])")?.shadowRoot?.querySelector(".tw-stage") ?? {};
  return stage?.picture && !stage.source.busy && stage.root.dataset.still === stage.root.dataset.rev;
}"""


def words(of: Chapter) -> int:
    """The words of the steps with their questions and explanations. A formula counts as one."""
    texts = [
        filled(text, facts(step).words)
        for step in of.steps
        for text in (step.title, *step.before, *asked(step), *step.later)
    ]
    return sum(1 if piece.kind == "formula" else len(piece.text.split()) for one in texts for piece in pieces(one))


def weight(key: str, part: str = "") -> float:
    """The kilobytes of a part of a chapter as they are sent, zipped."""
    named = {"hash": picture_hash(), "chapter": key} | ({"part": part} if part else {})
    asking = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")], "path_params": named}
    return len(asyncio.run(lessons.answer(requests.Request(asking))).body) / 1e3


def sizes() -> Iterator[Row]:
    """For each chapter: steps, words, questions, claims with the measured numbers in them, and kilobytes."""
    for key, of in COURSE.items():
        asking = [str(n) for n, step in enumerate(of.steps, 1) if step.question is not None]
        claims = sum(step.measure is not None for step in of.steps)
        numbers = sum(len(step.used) for step in of.steps)
        yield Row(
            f"{of.place}. {of.title}: steps, words, questions",
            f"{len(of.steps)}, {words(of):,}, {len(asking)}",
        )
        yield Row("  claims that a test undoes, and measured numbers in the text", f"{claims}, {numbers}")
        yield Row(
            "  zipped: the chapter, and all its answers",
            f"{weight(key):.1f} kB, {sum(weight(key, n) for n in asking):.1f} kB",
        )


class Reading:
    """A page that reads chapters, with what it sends to Streamlit and the requests that are on their way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent = 0
        self.spent = spending(page)
        self.coming = set[Request]()
        page.on("websocket", lambda socket: socket.on("framesent", self._send))
        page.on("request", self._ask)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    # Playwright marks the functions that it gets, which those of built-in types do not allow.
    def _send(self, _: Any) -> None:
        self.sent += 1

    def _ask(self, request: Request) -> None:
        self.coming.add(request)

    def _end(self, request: Request) -> None:
        self.coming.discard(request)

    def rest(self) -> None:
        """Wait until the picture rests and those of the steps beside it are there."""
        self.page.wait_for_function(RESTS, timeout=120_000)
        self.page.wait_for_timeout(REST)
        while self.coming:
            self.page.wait_for_timeout(REST)

    def opened(self, url: str) -> float:
        """Open a chapter; the seconds until its first picture rests."""
        begun = time.monotonic()
        self.page.goto(url)
        self.page.wait_for_function(RESTS, timeout=120_000)
        return time.monotonic() - begun

    def turned(self, steps: int) -> tuple[list[float], list[float], int]:
        """From the first step of a chapter to its last: the milliseconds of each change, those that the processor gives
        the page's thread for it, and the messages sent.
        """
        took, spent = list[float](), list[float]()
        self.rest()
        before = self.sent
        for n in range(2, steps + 1):
            begun = self.spent()
            took.append(self.page.evaluate(TURN, n))
            spent.append(self.spent() - begun)
            self.rest()
        return took, spent, self.sent - before


def rows() -> Iterator[Row]:
    """The sizes of all chapters, then the changes of step in a browser of 1280 x 800."""
    yield from sizes()
    with browsing() as (server, page):
        reading, took, spent, first, sent = Reading(page), list[float](), list[float](), list[float](), 0
        calm(server.pid)
        for of in list(COURSE.values()) * ROUNDS:
            first.append(reading.opened(f"{server.url}/learn?chapter={of.key}&step=1"))
            turns, processor, messages = reading.turned(len(of.steps))
            took += turns
            spent += processor
            sent += messages
    ranked = sorted(took)
    yield Row("the first picture of the first chapter, empty browser cache", f"{first[0]:.2f} s")
    yield Row(f"from step to step, best of {len(took)}", f"{ranked[0]:.0f} ms")
    yield at_most("  median", median(ranked), 100, "ms")
    yield at_most("  p95", ranked[int(0.95 * len(ranked))], 100, "ms")
    yield Row("  processor time of the page's thread, median", f"{median(spent):.0f} ms")
    yield at_most("  messages to the server, which runs the page for each", sent, 0, "")
