"""Measures nine panes side by side, the landscape in three dimensions, the size of the stage's code, and exports."""

import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from benchmarks.row import Row, at_least, at_most, attempted


def in_browser() -> Iterator[Row]:
    """Playback and changes with nine panes, and playback in space, in a Chromium without a graphics card."""
    from benchmarks.browser import DRAG, PLAYBACK, browsing, changed, opened, six
    from benchmarks.visits import Traffic

    with browsing() as (server, page):
        traffic = Traffic(page)
        opened(page, f"{server.url}/compare")
        page.evaluate("() => document.querySelector('.tw-stage').stage.clock.pause()")
        took, weights = changed(page, traffic, 0.8)
        yield at_most("nine panes: change of the start to the new picture, median", median(took), 300, "ms")
        yield Row("  bytes to the browser a change", f"{median(weights) / 1e3:.3g} kB")
        yield at_least("nine panes: pictures a second in a drag", page.evaluate(DRAG, [5]), 20, "pictures/s")
        page.evaluate(PLAYBACK)
        yield at_least("nine panes x 300 steps: playback, headless", page.evaluate(PLAYBACK), 30, "frames/s")
        opened(page, f"{server.url}/?{six()}&view=both")
        page.evaluate(PLAYBACK)
        yield at_least("6 runners x 300 steps in space: playback, headless", page.evaluate(PLAYBACK), 15, "frames/s")


def of_code() -> Iterator[Row]:
    """The size of the stage's own code as it is served, each file compressed separately."""
    from stage import routes

    sizes = {name: len(asset.zipped) / 1e3 for name, asset in routes.code()[1].items()}
    first = sum(sizes.pop(name) for name in ("main.js", "stage.css"))
    yield at_most("the stage's own code that a first race loads, zipped", first, 68, "kB")
    for name, size in sorted(sizes.items()):
        yield Row(f"  on demand: {name}", f"{size:.3g} kB")


def of_exports() -> Iterator[Row]:
    """The size and time of all exports that Python makes, for the opening and for 8 runners x 10,000 steps."""
    from runs import edit
    from runs.opening import opening
    from ui.takeaway import FILES

    large = opening()
    while len(large.runners) < 8:
        large = edit.added(large, "adabelief")
    for name, scene in (("opening", opening()), ("8 x 10,000 steps", replace(large, steps=10_000))):
        for file, (maker, _, _) in FILES.items():
            begun = time.perf_counter()
            size = len(maker(scene, "").encode())
            yield Row(f"{file}, {name}", f"{size / 1e3:,.0f} kB in {1e3 * (time.perf_counter() - begun):,.0f} ms")


def rows() -> Iterator[Row]:
    """All figures of this part."""
    yield from attempted("what the stage weighs", of_code)
    yield from attempted("what is taken away", of_exports)
    yield from attempted("nine panes, and the landscape in space", in_browser)
