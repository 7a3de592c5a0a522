"""Measures what a visitor experiences in a real Chromium without a graphics card: changes, playback, drags, bytes."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks import visits
from benchmarks.classroom import PERIOD, RAMP, VISITORS
from benchmarks.row import Row, at_least, at_most
from runs import codec, edit
from runs.opening import opening
from tools import chromium
from tools.serving import Server, calm, serving

CHANGES = 40


def six() -> str:
    """The query string of the opening with two more runners: 6 runners x 300 steps."""
    return codec.write(edit.added(edit.added(opening(), "adabelief"), "adadelta"))


# Everything is timed inside the page: `stage.drawn` counts drawn frames, data-rev changes when a picture is drawn.
CHANGE = """([x, y]) => new Promise((done) => {
  const root = document.querySelector(".tw-stage"), plot = root.querySelector(".tw-plot");
  const box = plot.getBoundingClientRect(), f = root.stage.frames()[0];
  const at = { clientX: box.x + f.left + x * f.width, clientY: box.y + f.top + y * f.height,
    bubbles: true, pointerId: 1, isPrimary: true, button: 0 };
  const begun = performance.now();
  const watch = new MutationObserver(() => {
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
  });
  watch.observe(root, { attributeFilter: ["data-rev"] });
  const target = document.elementFromPoint(at.clientX, at.clientY);
  target.dispatchEvent(new PointerEvent("pointerdown", at));
  target.dispatchEvent(new PointerEvent("pointerup", at));
})"""

PLAYBACK = """() => new Promise((done) => {
  const { stage } = document.querySelector(".tw-stage");
  stage.clock.pause(); stage.clock.seek(0); stage.clock.play();
  const from = performance.now(), frames = stage.drawn;
  const look = () => {
    if (stage.clock.playing) return setTimeout(look, 5);
    done((stage.drawn - frames) / ((performance.now() - from) / 1000));
  };
  look();
})"""

DRAG = """([seconds]) => new Promise((done) => {
  const root = document.querySelector(".tw-stage"), pin = root.querySelector(".tw-pin");
  const box = pin.getBoundingClientRect(), held = { bubbles: true, pointerId: 1, isPrimary: true, buttons: 1 };
  const at = (x, y) => ({ clientX: x, clientY: y, ...held });
  let x = box.x + 22, y = box.y + 22, pictures = 0;
  const watch = new MutationObserver(() => { pictures++; });
  watch.observe(root, { attributeFilter: ["data-rev"] });
  pin.setPointerCapture = () => {};
  pin.dispatchEvent(new PointerEvent("pointerdown", at(x, y)));
  const begun = performance.now();
  const move = () => {
    const t = (performance.now() - begun) / 1000;
    if (t > seconds) {
      watch.disconnect();
      pin.dispatchEvent(new PointerEvent("pointerup", at(x, y)));
      return done(pictures / t);
    }
    pin.dispatchEvent(new PointerEvent("pointermove", at(x + 120 * Math.sin(t), y + 60 * (1 - Math.cos(2 * t)))));
    setTimeout(move, 16);
  };
  move();
})"""


PAINTING = """async ([width, height, times]) => {
  const main = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/main.js")).name,
    { paint } = (await import(main)).$paint,
    { ground, look } = document.querySelector(".tw-stage").stage,
    { fine } = ground.fields[0],
    [x0, x1, y0, y1] = fine.box,
    image = new ImageData(width, height);
  for (let k = 0; k < times; k++) paint(fine, [x0, x1], [y0, y1], image, look.ground);
}"""
PAINTINGS = 60


@contextmanager
def browsing() -> Iterator[tuple[Server, Page]]:
    """A server and a page of 1280 x 800 in a Chromium. RuntimeError with a sentence if no browser can be driven."""
    path = chromium.ready()
    if path is None:
        raise RuntimeError(
            "This needs Chromium and a Playwright that starts: `make test` installs them where it can, `make bench` "
            "installs nothing."
        )
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield server, browser.new_page(viewport={"width": 1280, "height": 800})
        browser.close()


def opened(page: Page, url: str) -> float:
    """Open the race and wait for the complete still picture. Returns the seconds until the paths were drawn."""
    begun = time.monotonic()
    page.goto(url)
    page.wait_for_selector(".tw-stage[data-rev]", timeout=60_000)
    took = time.monotonic() - begun
    page.wait_for_selector(".tw-figure .main-svg", timeout=60_000, state="attached")
    time.sleep(3)
    return took


def rows() -> Iterator[Row]:
    """All figures of this part: 6 runners x 300 steps at 1280 x 800."""
    with browsing() as (server, page):
        traffic = visits.Traffic(page)
        cold = opened(page, f"{server.url}/?{six()}")
        yield Row("first visit, empty browser cache: paths drawn after", f"{cold:.2f} s")
        page.evaluate("() => document.querySelector('.tw-stage').stage.clock.pause()")
        calm(server.pid)
        yield at_most("painting the ground of a map of 600 x 500, processor time", painting(page), 12, "ms")
        yield from visits.rows(page, f"{server.url}/?{six()}")
        took, weights = changed(page, traffic, 2.5)
        ranked = sorted(took)
        yield at_most(f"change of the start to the new picture, median of {CHANGES}", median(ranked), 60, "ms")
        yield at_most("  p95", ranked[int(0.95 * CHANGES)], 100, "ms")
        yield at_most("bytes of a change of the start, all that travels", median(weights) / 1e3, 32, "kB")
        page.evaluate(PLAYBACK)
        yield at_least("playback of 6 runners x 300 steps, headless", page.evaluate(PLAYBACK), 50, "frames/s")
        yield at_least("pictures a second while the pin is dragged", page.evaluate(DRAG, [5]), 40, "pictures/s")
        with beside(server.url):
            time.sleep(RAMP)
            dragged = page.evaluate(DRAG, [10])
        yield at_least(f"  while {VISITORS} others change something every {PERIOD:g} s", dragged, 20, "pictures/s")


def spending(page: Page) -> Callable[[], float]:
    """A function that gives the milliseconds of the processor that the page's thread has taken so far.

    The browser counts the time of its thread, so that other processes hardly change the figure.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        told = session.send("Performance.getMetrics")["metrics"]
        return next(1000 * one["value"] for one in told if one["name"] == "TaskDuration")

    return spent


def painting(page: Page) -> float:
    """The milliseconds of the processor that one painting of the ground takes, 600 x 500 pixels: the mean of many."""
    spent = spending(page)
    page.evaluate(PAINTING, [600, 500, 20])  # until it is compiled
    before = spent()
    page.evaluate(PAINTING, [600, 500, PAINTINGS])
    return (spent() - before) / PAINTINGS


def changed(page: Page, traffic: visits.Traffic, pause: float) -> tuple[list[float], list[float]]:
    """Change the start CHANGES times: the milliseconds until the new picture was seen, and the bytes of each change.

    `pause`: the seconds in between, in which the page follows.
    """
    took, weights = [], []
    for k in range(CHANGES + 5):
        before = traffic.megabytes()
        took.append(page.evaluate(CHANGE, [0.2 + 0.6 * ((7 * k) % 11) / 11, 0.2 + 0.5 * ((5 * k) % 13) / 13]))
        page.wait_for_timeout(1000 * pause)
        weights.append(1e6 * (traffic.megabytes() - before))
    return took[5:], weights[5:]


@contextmanager
def beside(url: str) -> Iterator[None]:
    """A class that moves its sliders meanwhile, in a process of its own."""
    code = f"import asyncio; from benchmarks.classroom import lesson; asyncio.run(lesson({url!r}))"
    others = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        others.kill()
        others.wait()
