"""Every page in Firefox and WebKit: open, play, drag, link, reload, and the size of a phone; and a film."""

from typing import NamedTuple

import pytest

from tests.engines.drivers import Engine


class Place(NamedTuple):
    """A page: its address, what is there when it is, and has it a stage?"""

    query: str
    ready: str
    staged: bool = True


PLACES = {
    "race": Place("", ".tw-roster li"),
    "compare": Place("compare", ".tw-caption"),
    "clouds": Place("clouds", ".stPlotlyChart .main-svg"),
    "anatomy": Place("anatomy", ".tw-anatomy math"),
    "schedules": Place("schedules", ".tw-cards"),
    "learn": Place("learn", ".tl-chapter", staged=False),
    "lesson": Place("learn?chapter=gradient_descent&step=3", ".tl-page[data-at]", staged=False),
    "maps": Place("maps", ".tw-map-side li", staged=False),
    "scenes": Place("scenes", ".tw-story", staged=False),
    "reference": Place("reference?entry=optimizer.adam", ".stCode .token", staged=False),
}
STAGED = [name for name, place in PLACES.items() if place.staged]

RESTED = """document.querySelector('[data-test-script-state="notRunning"]') && document.querySelector({ready!r})"""
NUMBERS = """JSON.stringify(Object.entries(stage.picture.series).map(([name, rows]) =>
  [name, ...[...rows].map((row) => [row.length, [...row].filter(Number.isFinite).reduce((sum, v) => sum + v, 0)])]))"""
"""The length and the sum of every path and curve: two pictures with the same ones are the same."""
AT = """(() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const found = [...document.querySelectorAll(SELECTOR)].find(seen);
  found?.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width, height } = found.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
})()"""
"""The middle of the first element that is seen, where it is when it has been scrolled to."""
BACK = "document.querySelector('.tw-stage').stage.clock.seek(0)"
PLAY = ".tw-stage .tw-main"
LATER = """return new Promise((done) => {
  const then = (more) => requestAnimationFrame(() => (more ? then(more - 1) : done(STEP)));
  then(5);
})""".replace("STEP", "document.querySelector('.tw-stage').dataset.step")
"""The step that is shown six frames later."""

CATCH = """
window.film = null;
const { createObjectURL } = URL;
URL.createObjectURL = (blob) => {
  const href = createObjectURL.call(URL, blob), video = document.createElement("video");
  if (!blob.type.startsWith("video")) return href;
  video.onloadedmetadata = () => (window.film = [blob.type, video.duration, video.videoWidth % 2]);
  video.onerror = () => (window.film = [blob.type, video.error.message, 0]);
  video.src = href;
  return href;
};
"""
"""Looks into the film when it is saved."""
FILM = "[...document.querySelectorAll('.tw-choice')].findLast((one) => one.textContent.startsWith('Film')).click()"


def rested(engine: Engine, place: Place) -> None:
    """Wait until a page is there and at rest."""
    engine.until(RESTED.format(ready=place.ready))
    if place.staged:
        engine.until("stage.root.dataset.still && stage.root.dataset.still === stage.root.dataset.rev")
        engine.until("!stage.source.busy")


def opened(engine: Engine, url: str, place: Place) -> None:
    engine.go(url)
    rested(engine, place)


def visited(engine: Engine, server: str, name: str, width: int, height: int) -> Place:
    """Open a page in a window of this size; what was complained of before is forgotten."""
    place = PLACES[name]
    engine.size(width, height)
    engine.complaints()
    opened(engine, f"{server}/{place.query}", place)
    return place


def numbers(engine: Engine) -> str:
    """What the picture consists of, as soon as no newer one is on its way."""
    return engine.until(f"!stage.source.busy && {NUMBERS}")


def at(engine: Engine, selector: str) -> tuple[int, int]:
    x, y = engine.until(AT.replace("SELECTOR", repr(selector)))
    return x, y


def playing(engine: Engine, *, on: bool) -> None:
    if engine.run("return document.querySelector('.tw-stage').stage.clock.playing") != on:
        engine.click(at(engine, PLAY))
    engine.until(f"stage.clock.playing === {str(on).lower()}")


def plays_and_pauses(engine: Engine) -> None:
    playing(engine, on=False)
    engine.run(BACK)
    playing(engine, on=True)
    engine.until("stage.clock.t > 2")
    playing(engine, on=False)
    before = engine.until("stage.root.dataset.step")
    assert engine.run(LATER) == before


def calm(engine: Engine, server: str) -> None:
    """Nothing was complained of, and nobody else was asked."""
    assert engine.complaints() == []
    assert engine.foreign(server) == []


@pytest.mark.parametrize("name", PLACES)
def test_a_page_opens_and_reloads_without_complaint(engine, server, name):
    place = visited(engine, server, name, 1280, 800)
    calm(engine, server)
    before = numbers(engine) if place.staged else ""
    engine.reload()
    rested(engine, place)
    assert not place.staged or numbers(engine) == before
    calm(engine, server)


@pytest.mark.parametrize("name", STAGED)
def test_a_picture_plays_is_dragged_and_its_link_shows_it_again(engine, server, name):
    place = visited(engine, server, name, 1280, 800)
    plays_and_pauses(engine)
    engine.run(BACK)  # A map that shows the surroundings of the walker shows the start again.
    rested(engine, place)
    before, address = numbers(engine), engine.run("return location.href")
    x, y = at(engine, ".tw-stage .tw-pin")
    engine.drag([(x, y), (x + 6, y - 3), (x + 16, y - 8), (x + 24, y - 12)])
    engine.until(f"location.href !== {address!r} && {NUMBERS} !== {before!r} && stage.pins.held < 0")
    rested(engine, place)
    engine.click(at(engine, ".tw-share-button"))
    engine.until("/^Copied$|^Copy it from/.test(document.querySelector('.tw-share-button').textContent)")
    dragged, link = numbers(engine), engine.run("return location.href")
    calm(engine, server)
    opened(engine, link, place)
    assert numbers(engine) == dragged
    engine.reload()
    rested(engine, place)
    assert numbers(engine) == dragged
    calm(engine, server)


def test_a_question_of_the_course_is_answered_and_its_picture_is_shown(engine, server):
    visited(engine, server, "lesson", 1280, 800)
    engine.click(at(engine, ".tl-step[data-n='3'] .tl-question label"))
    engine.click(at(engine, ".tl-step[data-n='3'] .tl-sure"))
    engine.until("document.querySelector(\".tl-step[data-n='3'] .tl-verdict\")")
    engine.until("document.querySelector('.tl-stage').shadowRoot.querySelector('.tw-stage').stage.picture.steps > 0")
    calm(engine, server)


def test_the_present_place_of_a_map_is_dragged(engine, server):
    visited(engine, server, "maps", 1280, 800)
    address = engine.run("return location.href")
    x, y = at(engine, ".tw-map-cross")
    engine.drag([(x, y), (x + 10, y - 5), (x + 40, y - 20)])
    engine.until(f"location.href !== {address!r}")
    calm(engine, server)


@pytest.mark.parametrize("name", PLACES)
def test_a_page_fits_a_phone_and_plays_there(engine, server, name):
    place = visited(engine, server, name, 390, 844)
    assert engine.run("const { scrollWidth, clientWidth } = document.querySelector('.stMain'); "
                      "return scrollWidth - clientWidth") <= 1  # fmt: skip
    if place.staged:
        plays_and_pauses(engine)
    calm(engine, server)


def test_a_film_is_made_and_this_browser_can_play_it(engine, server):
    engine.size(540, 500)  # Every frame is drawn by the processor.
    engine.complaints()
    opened(engine, f"{server}/?steps=40", PLACES["race"])
    playing(engine, on=False)
    engine.run(CATCH)
    engine.click(at(engine, ".tw-tool[aria-label^='Save']"))
    engine.until("document.querySelector('.tw-menu:popover-open .tw-choice')")
    engine.run(FILM)
    kind, seconds, odd = engine.until("window.film")
    assert kind in {"video/mp4", "video/webm"}
    assert abs(seconds - 4) < 0.2, seconds
    assert not odd
    calm(engine, server)
