"""Nine panes side by side, the landscape in space, what the stage weighs, and what is taken away."""

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.browser import CHANGE, PLAYBACK, opened, received, six
from benchmarks.row import Row, at_least, at_most
from tools import chromium
from tools.serving import serving

CHANGES = 25


def in_browser() -> Iterator[Row]:
    """Playback and changes with nine panes, and playback in space, in a Chromium without a graphics card."""
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        sizes = received(page)
        opened(page, f"{server.url}/compare")
        page.evaluate("() => document.querySelector('.tw-stage').stage.clock.pause()")
        took, weights = [], []
        for k in range(CHANGES + 5):
            before = len(sizes)
            took.append(page.evaluate(CHANGE, [0.2 + 0.6 * ((7 * k) % 11) / 11, 0.2 + 0.5 * ((5 * k) % 13) / 13]))
            time.sleep(0.8)
            weights.append(sum(sizes[before:]))
        yield at_most("nine panes: change of the start to the new picture, median", median(took[5:]), 300, "ms")
        yield Row("  bytes to the browser a change", f"{median(weights[5:]) / 1e3:.3g} kB")
        page.evaluate(PLAYBACK)
        yield at_least("nine panes x 300 steps: playback, headless", page.evaluate(PLAYBACK), 30, "frames/s")
        opened(page, f"{server.url}/?{six()}&view=both")
        page.evaluate(PLAYBACK)
        yield at_least("6 runners x 300 steps in space: playback, headless", page.evaluate(PLAYBACK), 15, "frames/s")
        browser.close()


def of_code() -> Iterator[Row]:
    """The stage's own code as it is served, every file zipped by itself."""
    from stage import routes

    files = {name: asset.zipped for name, asset in routes.code()[1].items()}
    largest = max(files, key=lambda name: len(files[name]))
    whole = len(gzip.decompress(files[largest]))
    yield Row(
        f"largest file of the stage: {largest}", f"{whole / 1e3:.3g} kB, {len(files[largest]) / 1e3:.3g} kB zipped"
    )
    yield at_most("the stage's own code, zipped", sum(map(len, files.values())) / 1e3, 40, "kB")


def of_exports() -> Iterator[Row]:
    """Size and time of everything that Python makes to be taken away: the opening, and 8 runners x 10,000 steps."""
    from runs import edit
    from runs.opening import opening
    from ui.takeaway import FILES

    large = opening()
    while len(large.runners) < 8:
        large = edit.added(large)
    for name, scene in (("opening", opening()), ("8 x 10,000 steps", replace(large, steps=10_000))):
        for file, (maker, _, _) in FILES.items():
            begun = time.perf_counter()
            size = len(maker(scene, "").encode())
            yield Row(f"{file}, {name}", f"{size / 1e3:,.0f} kB in {1e3 * (time.perf_counter() - begun):,.0f} ms")


def rows() -> Iterator[Row]:
    """All figures of this part."""
    yield from of_code()
    yield from of_exports()
    yield from in_browser()
