"""Measures maps: the processor time of the server, the bytes that are sent, and what a visitor waits for."""

import time
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.row import Row, at_least, at_most
from runs.ground import Ground, landscape
from runs.map import codec
from runs.map.map import FULL, Map, first_map
from runs.run import Runner, Scene, optimizer
from studies.maps.answer import survey_map
from tools import chromium
from tools.serving import calm, serving
from ui.routes.maps import answer

ROUNDS, CHANGES = 9, 15
METHODS = (("gd", 0.01, 80), ("momentum", 0.013, 80), ("adam", 0.1, 130))

CHANGE = """([rate]) => new Promise((done) => {
  const { stage } = document.querySelector(".tw-map"), root = stage.root, begun = performance.now(), told = {};
  const watch = new MutationObserver(() => {
    const { n, runners: [{ dials }] } = stage.map;
    if (dials[0].value !== rate) return; // the page has run, and the map before is shown once more
    requestAnimationFrame(() => requestAnimationFrame(() => {
      told[n] ??= performance.now() - begun;
      if (n < 256) return;
      watch.disconnect();
      done(told);
    }));
  });
  watch.observe(root, { attributeFilter: ["data-rev"] });
  const [dial] = stage.map.runners[0].dials;
  stage.source.setDial(dial, rate, false);
  stage.source.setDial(dial, rate, true);
})"""

DRAG = """([seconds]) => new Promise((done) => {
  const { stage } = document.querySelector(".tw-map"), begun = performance.now(), before = stage.received;
  const [dial] = stage.map.runners[0].dials;
  const move = () => {
    const t = (performance.now() - begun) / 1000;
    if (t > seconds) {
      stage.source.setDial(dial, 0.0131, true);
      return done((stage.received - before) / t);
    }
    stage.source.setDial(dial, 0.01 + 0.005 * t / seconds, false);
    setTimeout(move, 16);
  };
  move();
})"""


def asked(method: str, rate: float) -> Map:
    """Every start of Himmelblau, 300 steps."""
    ground = Ground(landscape("himmelblau"))
    return Map(Scene(ground, (-3.0, -1.0), 300, (Runner(optimizer(method), rate),)))


def computed() -> Iterator[Row]:
    """The processor time of all threads for a full map, the best of some rounds."""
    for method, rate, limit in METHODS:
        question, took = asked(method, rate), []
        survey_map(question, FULL)
        for _ in range(ROUNDS):
            begun = time.process_time()
            survey_map(question, FULL)
            took.append(time.process_time() - begun)
        yield at_most(f"256² starts x 300 steps of {method}: processor time, best", 1e3 * min(took), limit, "ms")


def weighed() -> Iterator[Row]:
    """The bytes of a map."""
    link = codec.write(first_map())
    yield at_most("bytes of a 256² map", len(answer(link).zipped) / 1e3, 120, "kB")
    yield Row("  of a 32² map", f"{len(answer(link + '&moving=on').zipped) / 1e3:.1f} kB")


def seen() -> Iterator[Row]:
    """What a visitor waits for in Chromium."""
    with serving() as server, sync_playwright() as playwright:
        calm(server.pid)
        browser = playwright.chromium.launch(executable_path=chromium.provide(), args=list(chromium.FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{server.url}/maps")
        page.wait_for_selector(".tw-map[data-size='256']", timeout=120_000)
        time.sleep(2)
        told = [page.evaluate(CHANGE, [round(0.01 + 0.0001 * k, 4)]) for k in range(CHANGES)]
        # Where the page has run meanwhile, the coarse map is asked for again, or the fine one comes first.
        coarse = [one["32"] for one in told if "32" in one]
        yield at_most("change of η to the coarse map, median", median(coarse), 80, "ms")
        yield at_most("  to the full map, median", median(one["256"] for one in told), 250, "ms")
        yield at_least("maps a second while a dial is dragged", page.evaluate(DRAG, [5]), 12, "")
        browser.close()


def rows() -> Iterator[Row]:
    """All rows of this part."""
    yield from computed()
    yield from weighed()
    yield from seen()
