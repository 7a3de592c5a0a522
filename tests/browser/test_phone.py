"""Phones and narrow windows: what the first screen holds, what stays in view, and what the buttons are called."""

import pytest
from playwright.sync_api import FloatRect, ViewportSize, expect

from runs import codec
from tests.browser.conftest import PHONE, Race
from ui.gallery.stories import STORIES
from ui.navigation import pages

STORY = f"?{codec.write(STORIES['zig_zag'].scene)}&story=zig_zag"
PICTURED = {
    "race": "",
    "story": STORY,
    "compare": "compare",
    "clouds": "clouds",
    "anatomy": "anatomy",
    "schedules": "schedules",
}
"""The pages with a picture, and a race with a scene's story above it."""
TABLET, NARROW = ViewportSize(width=820, height=1180), ViewportSize(width=700, height=800)
BAR = ".tw-bar"
CORNERS = """(bar) => {
  const { left, right, top, bottom } = bar.getBoundingClientRect();
  return [[left + 3, top + 3], [right - 3, top + 3], [left + 3, bottom - 3], [right - 3, bottom - 3]]
    .every(([x, y]) => bar.contains(document.elementFromPoint(x, y)));
}"""
"""Whether nothing covers a bar."""


@pytest.fixture(scope="module", params=PICTURED)
def phone(request, stay) -> Race:
    """A page with a picture on a phone, as it is when it is opened."""
    race = stay(PICTURED[request.param], ".tw-stage[data-still]", **PHONE)
    race.rested(".st-key-tools button")
    return race


def box(race: Race, of: str) -> FloatRect:
    found = race.page.locator(of).first.bounding_box()
    assert found, of
    return found


def test_the_first_screen_holds_map_play_and_scrubber(phone):
    phone.page.evaluate("() => document.querySelector('.stMain').scrollTo(0, 0)")
    bar = box(phone, BAR)
    frame = phone.ask("stage.frames()[0]")
    assert box(phone, ".tw-plot")["y"] + frame["top"] + frame["height"] < bar["y"]
    for part in ("button[aria-label='Play']", ".tw-scrub", ".tw-step"):
        expect(phone.page.locator(part)).to_be_in_viewport(ratio=1)
    assert box(phone, ".tw-scrub")["width"] + box(phone, ".tw-step")["width"] > 0.9 * 390
    if not phone.ask("stage.picture.grid"):
        names = {track["name"] for track in phone.ask("stage.picture.tracks")}
        marks = phone.page.locator(".tw-key > span:not(.tw-lowest)")
        assert marks.count() == len(phone.ask("stage.picture.tracks"))
        assert len(names) == 1 or set(marks.all_inner_texts()) >= names
        top = box(phone, ".tw-plot")["y"] + frame["top"]
        for tag in phone.page.locator(".tw-key .tw-tag").all():
            where = tag.bounding_box()
            assert where
            assert top <= where["y"] < where["y"] + where["height"] <= top + frame["height"]


def test_there_is_more_below_the_bar_and_it_stays_under_the_thumb(phone):
    for part in (".tw-plot", ".tw-standings"):
        phone.page.evaluate(
            "(part) => document.querySelector(part).scrollIntoView({ block: 'end', behavior: 'instant' })", part
        )
        phone.frames(2)
        bar = box(phone, BAR)
        assert 780 < bar["y"] + bar["height"] <= 844.5  # at the bottom, or where the standings end just above it
        assert phone.page.locator(BAR).evaluate(CORNERS)
    phone.page.get_by_role("button", name="To the start", exact=True).tap()
    phone.at_step(0)


def test_the_focus_on_the_bar_does_not_move_the_page(phone):
    for part in (".tw-scrub", "button[aria-label='Play']", ".tw-speed"):
        phone.page.evaluate("() => document.querySelector('.stMain').scrollTo(0, 0)")
        phone.page.locator(part).evaluate("(control) => control.focus()")
        phone.frames(2)
        assert phone.page.evaluate("() => document.querySelector('.stMain').scrollTop") == 0, part


def test_the_tools_are_in_one_row_and_all_in_view(phone):
    boxes = [tool.bounding_box() for tool in phone.page.locator(".st-key-tools button:visible").all()]
    assert len(boxes) >= 3
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 4
    assert min(box["x"] for box in boxes) >= 0
    assert max(box["x"] + box["width"] for box in boxes) <= 390
    assert phone.page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_the_pages_are_named_and_this_one_is_marked(phone):
    links = phone.page.locator(".tw-pages a")
    expect(links).to_have_text(list(pages()), use_inner_text=True)
    here = phone.page.locator(".tw-pages a[aria-current=page]")
    expect(here).to_have_count(1)
    expect(here).to_be_in_viewport(ratio=0.9)


def test_the_button_of_the_sidebar_is_called_settings_and_lands_at_the_runner(phone):
    button = phone.page.get_by_role("button", name="Settings", exact=True)
    assert "Settings" in button.evaluate("(button) => getComputedStyle(button, '::after').content")
    button.tap()
    phone.page.wait_for_selector('.stSidebar[data-collapsed="false"]')
    for roster in phone.page.locator(".stSidebar .tw-roster").all():  # the race has one
        phone.when("document.querySelector('.tw-roster').getBoundingClientRect().top < 200")
        expect(roster).to_be_in_viewport()
    phone.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    expect(button).to_be_visible()


def test_on_a_tablet_play_and_scrubber_are_on_the_first_screen(visit):
    race = visit("", viewport=TABLET)
    for part in ("button[aria-label='Play']", ".tw-scrub", ".tw-step"):
        expect(race.page.locator(part)).to_be_in_viewport(ratio=1)


def test_in_a_narrow_window_the_sidebar_does_not_cover_the_next_page(visit):
    race = visit("", viewport=NARROW)
    race.page.get_by_role("button", name="Settings", exact=True).click()
    race.page.wait_for_selector('.stSidebar[data-collapsed="false"]')
    race.page.locator(".tw-pages").get_by_role("link", name="Schedules").click()
    race.page.wait_for_selector(".tw-cards")
    race.page.wait_for_selector('.stSidebar[data-collapsed="true"]', state="attached")
