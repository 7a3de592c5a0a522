"""The chooser in a real browser: by keyboard alone, by touch on a phone, and as axe sees it in both themes."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_accessible import faults

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
FOCUSED = "() => document.activeElement.querySelector('b')?.textContent ?? document.activeElement.type"


def test_the_keyboard_alone_opens_searches_chooses_and_comes_back(visit):
    race = visit(reduced_motion="reduce")
    page, top = race.page, race.page.evaluate("() => document.querySelector('.stMain').scrollTop")
    browse = page.locator(".st-key-run-method-browse button")
    browse.press("Enter")
    dialog = page.get_by_role("dialog", name="Choose an optimizer")
    field = dialog.get_by_role("searchbox", name="Search")
    expect(field).to_be_focused()
    for key, focused in (("ArrowDown", "Gradient descent"), ("ArrowRight", "Momentum"), ("ArrowDown", "Adagrad")):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == focused
    page.keyboard.type("rad")  # typing in the list goes on in the field
    expect(field).to_have_value("rad")
    expect(dialog.get_by_role("status")).to_contain_text("found. Enter takes the first.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(browse).to_be_focused(timeout=15000)
    page.keyboard.press("Enter")
    field.fill("nothing like this")
    expect(dialog.get_by_role("status")).to_contain_text("Nothing here mentions “nothing like this”.")
    field.fill("radam")
    before = race.rev()
    field.press("Enter")
    race.drawn(before)
    race.addressed("run1=radam")
    expect(dialog).to_have_count(0)
    expect(browse).to_be_focused(timeout=15000)
    assert page.evaluate("() => document.querySelector('.stMain').scrollTop") == top


def test_a_finger_chooses_on_a_phone_and_axe_finds_nothing(visit):
    race = visit(**PHONE)
    race.page.get_by_role("button", name="Settings").tap()
    race.page.locator(".st-key-landscape-browse button").tap()
    dialog = race.page.get_by_role("dialog")
    beale = dialog.get_by_role("button", name="Beale").first
    expect(beale).to_be_visible()
    assert race.page.evaluate("() => document.activeElement.tagName") != "INPUT"  # no keyboard covers the list
    for scheme in ("dark", "light"):
        race.page.emulate_media(color_scheme=scheme)
        race.page.wait_for_selector(f".tw-card img[src$='.{scheme}.svg']")
        assert faults(race, RULES) == []
    wide = "() => document.querySelector('.tw-chooser').scrollWidth - document.querySelector('.tw-chooser').clientWidth"
    assert race.page.evaluate(wide) == 0
    before = race.rev()
    beale.tap()
    race.drawn(before)
    race.addressed("landscape=beale")
    expect(dialog).to_have_count(0)
