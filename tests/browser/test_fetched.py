"""Which files of the stage the first visit of each page fetches: only pages that need a part on demand fetch it."""

import re

import pytest
from playwright.sync_api import expect

from runs.ensemble import codec as ensemble_codec
from tests.browser.conftest import DESKTOP
from tests.browser.test_clouds_page import FEW

FIRST = {"main.js", "stage.css"}
NAMES = {"legend.js"}
"""What is fetched once the map has been painted."""
TWO = "?v=1&landscape=rosenbrock&run1=momentum&run1.rate=0.002&run2=gd&run2.rate=0.001"
SAMPLED = "?v=1&landscape=logistic_regression&gradient.batch=16&run1=gd&run1.rate=0.1"

# A query, an element that is there when the page is complete, and the files in addition to the first ones.
VISITS = {
    "a first race": ("", ".tw-roster li", NAMES),
    "a race that a link describes": (TWO, ".tw-roster li", NAMES),
    "a race in space": ("?v=1&view=both", ".tw-roster li", NAMES | {"space.js"}),
    "a race on batches of samples": (SAMPLED, ".tw-roster li", NAMES | {"arrows.js", "contours.js"}),
    "a link that hides a control": (TWO + "&hide=loop", ".tw-roster li", NAMES | {"rules.js"}),
    "a link that asks for a guess": (TWO + "&ask=winner", ".tw-guess button", NAMES | {"guess.js", "rules.js"}),
    "Compare": ("compare", ".tw-caption", {"comparison.js"}),
    "Clouds": (f"clouds?{ensemble_codec.write(FEW)}", ".js-plotly-plot .bars", {"cloud.js", "comparison.js"}),
    "Anatomy": ("anatomy?runner=4", ".tw-line [data-of]", NAMES | {"anatomy.js", "arrows.js"}),
    "Schedules": ("schedules", ".tw-cards", NAMES | {"arrows.js"}),
}


def fetched(page) -> set[str]:
    """The files of the stage that this page has asked for, whether or not the browser had them already."""
    asked = page.evaluate("() => performance.getEntriesByType('resource').map((e) => e.name)")
    return {found[1] for name in asked if (found := re.search(r"/stage/\w+/([\w.]+)$", name))}


@pytest.mark.parametrize("what", VISITS)
def test_a_page_fetches_what_it_shows_and_nothing_else(visit, what):
    query, beside, more = VISITS[what]
    race = visit(query, beside)
    assert fetched(race.page) == FIRST | more


def test_what_makes_films_is_fetched_with_the_first_wish(visit):
    race = visit()
    race.page.get_by_role("button", name="Save a picture or a film").click()
    race.page.locator(".tw-menu:popover-open").wait_for()
    assert fetched(race.page) == FIRST | NAMES | {"film.js"}


@pytest.mark.parametrize("place", ["scenes", "reference"])
def test_a_page_without_a_stage_fetches_none_of_it(visit, place):
    assert fetched(visit(place, ".stMain :is(h2, h3)", staged=False).page) == set()


@pytest.fixture
def unlucky(devices, server):
    """A tab in which errors may be logged."""
    page = devices.borrow()
    page.set_viewport_size(DESKTOP)
    yield page
    page.unroute_all()
    devices.leave([page], server)


@pytest.mark.parametrize(("part", "place"), [("comparison", "compare"), ("anatomy", "anatomy?runner=4")])
def test_a_part_that_cannot_be_had_is_a_sentence_and_the_rest_is_drawn(unlucky, server, part, place):
    unlucky.route(f"**/{part}.js", lambda route: route.abort())
    unlucky.goto(f"{server}/{place}")
    unlucky.wait_for_selector(".tw-stage[data-rev]")
    expect(unlucky.locator(".tw-error")).to_contain_text("A part of the picture")
    unlucky.wait_for_selector(".js-plotly-plot .main-svg", state="attached")


def test_before_its_first_picture_a_stage_shows_nothing_and_keeps_its_place(unlucky, server):
    held = []

    def hold(route):
        held.append(route)

    unlucky.route("**/surface/**", hold)
    unlucky.goto(f"{server}/schedules")
    play, stage = unlucky.locator(".tw-main"), unlucky.locator(".tw-stage")
    play.wait_for(state="attached")
    expect(play).to_be_hidden()
    assert stage.evaluate("stage => stage.offsetHeight / innerHeight") > 0.5
    for route in held:
        route.continue_()
    unlucky.unroute_all()
    expect(play).to_be_visible()


def test_a_film_is_a_sentence_where_what_writes_it_cannot_be_had(unlucky, server):
    unlucky.route("**/mediabunny.js", lambda route: route.abort())
    unlucky.goto(server)
    unlucky.wait_for_selector(".js-plotly-plot .main-svg", state="attached")
    unlucky.get_by_role("button", name="Save a picture or a film").click()
    unlucky.get_by_role("button", name="Film of the race").click()
    said = "This could not be saved: The part that makes films could not be loaded from the server. Reload the page"
    expect(unlucky.locator(".tw-menu:popover-open p")).to_contain_text(said)
