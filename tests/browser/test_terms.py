"""Words and marks that explain themselves: by mouse, by keyboard, by touch, beside what they explain."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import PHONE, Race

EVENTFUL = (
    "?v=1&landscape=himmelblau&run1=gd&run1.rate=0.5&run2=momentum&run2.rate=0.01&run3=adam&run3.rate=0.2&steps=120"
)
SAID = ".tw-explained:popover-open"


def overlap(race: Race, mark) -> bool:
    """Whether the popover covers the mark, or a part of it is outside the window."""
    a, b, window = race.page.locator(SAID).bounding_box(), mark.bounding_box(), race.page.viewport_size
    assert a is not None
    assert b is not None
    assert window is not None
    apart = (
        a["y"] >= b["y"] + b["height"]
        or a["y"] + a["height"] <= b["y"]
        or a["x"] >= b["x"] + b["width"]
        or a["x"] + a["width"] <= b["x"]
    )
    within = a["x"] >= 0 and a["y"] >= 0 and a["x"] + a["width"] <= window["width"]
    return not (apart and within and a["y"] + a["height"] <= window["height"])


def test_a_status_explains_itself_by_mouse_and_by_keyboard_and_gives_the_focus_back(visit):
    race = visit(EVENTFUL, ".tw-roster li")
    word, said = race.page.locator(".tw-status .tw-term").first, race.page.locator(SAID)
    height, selected = race.ask("stage.root.offsetHeight"), race.page.locator(".tw-selected").get_attribute("data-run")
    word.click()
    expect(said).to_contain_text(word.inner_text().split()[0], ignore_case=True)
    assert word.get_attribute("aria-expanded") == "true"
    assert not overlap(race, word)
    assert race.ask("stage.root.offsetHeight") == height
    assert race.page.locator(".tw-selected").get_attribute("data-run") == selected
    race.page.keyboard.press("Escape")
    expect(said).to_have_count(0)
    expect(word).to_be_focused()
    assert word.get_attribute("aria-expanded") == "false"
    race.page.keyboard.press("Enter")
    expect(said).to_be_focused()
    expect(said).to_have_attribute("role", "dialog")
    word.click()
    expect(said).to_have_count(0)
    word.click()
    race.page.locator(".tw-step").click()
    expect(said).to_have_count(0)


def test_the_mouse_needs_no_click_and_marks_of_the_map_explain_themselves(visit):
    race = visit(EVENTFUL, ".tw-roster li")
    said, map_ = race.page.locator(SAID), race.page.locator(".tw-plot").bounding_box()
    assert map_ is not None
    race.page.locator(".tw-titles .tw-term").first.hover()
    expect(said).to_contain_text("Loss", ignore_case=True)
    race.page.locator(".tw-step").hover()
    expect(said).to_have_count(0)
    left, top = race.ask("""(({ x, y }, f) => [f.left + (x - f.x[0]) / (f.x[1] - f.x[0]) * f.width,
      f.top + (1 - (y - f.y[0]) / (f.y[1] - f.y[0])) * f.height])(
      stage.picture.panes[0].marks.find((m) => m.kind === "saddle"), stage.frames()[0])""")
    start = race.ask("[stage.picture.pins[0].x, stage.picture.pins[0].y]")
    race.page.mouse.click(map_["x"] + left, map_["y"] + top)
    expect(said).to_contain_text("saddle", ignore_case=True)
    assert race.ask("[stage.picture.pins[0].x, stage.picture.pins[0].y]") == start
    race.page.keyboard.press("Escape")
    # A click beside it brings the start there. That lies below the mouse then, and explains itself only when it is
    # pointed at.
    race.page.mouse.click(map_["x"] + left, map_["y"] + top + 60)
    race.when(f"stage.picture.pins[0].x !== {start[0]} && !stage.source.busy && !stage.stale")
    race.frames(3)
    expect(race.page.locator(".tw-pin:hover")).to_have_count(1)
    assert race.ask("stage.interaction.terms.over") is None
    race.page.mouse.move(map_["x"] + left + 60, map_["y"] + top + 60)
    race.page.mouse.move(map_["x"] + left, map_["y"] + top + 60)
    expect(said).to_contain_text("ring", ignore_case=True)


def test_an_explanation_that_comes_late_takes_nobody_the_focus(visit):
    race = visit(EVENTFUL, ".tw-roster li")
    held: list[Route] = []
    race.page.route("**/explain.js", lambda route: held.append(route))  # noqa: PLW0108 (it gets an attribute)
    with race.page.expect_request("**/explain.js"):
        race.page.locator(".tw-status .tw-term").first.click()
    pin = race.page.locator(".tw-pin").first
    pin.focus()
    with race.page.expect_response("**/explain.js"):
        held[0].continue_()
    race.frames(10)
    expect(race.page.locator(SAID)).to_have_count(0)
    expect(pin).to_be_focused()


@pytest.mark.parametrize("which", [".tw-event", ".tw-marklist .tw-term", ".tw-status .tw-term", ".tw-titles .tw-term"])
def test_on_a_phone_a_tap_explains_and_covers_nothing_of_what_it_explains(visit, which):
    race = visit(EVENTFUL, ".tw-stage", **PHONE)
    mark = race.page.locator(which).first
    mark.tap()
    expect(race.page.locator(SAID)).to_be_visible()
    assert not overlap(race, mark)


def test_the_words_of_a_caption_explain_themselves_on_a_phone(visit):
    race = visit("clouds", ".tw-caption", **PHONE)
    caption = race.page.locator(".tw-caption > span").last
    for n, word in enumerate(("Middle loss", "Half escape")):
        caption.locator(".tw-term").nth(n).tap()
        expect(race.page.locator(SAID)).to_contain_text(word, ignore_case=True)


def test_a_caption_that_is_cut_is_told_as_a_whole(visit):
    race = visit("clouds", ".tw-caption", **PHONE | {"viewport": {"width": 320, "height": 700}})
    caption = race.page.locator(".tw-caption > span").last
    caption.locator(".tw-term").first.tap()
    expect(race.page.locator(SAID)).to_contain_text(caption.inner_text())


@pytest.mark.parametrize("query", ["?embed=true", "?present=on"])
def test_words_explain_themselves_in_a_frame_and_in_a_presentation(visit, query):
    race = visit(query, ".tw-titles .tw-term")
    title = race.page.locator(".tw-titles .tw-term").first
    title.click()
    expect(race.page.locator(SAID)).to_be_visible()
    assert not overlap(race, title)
