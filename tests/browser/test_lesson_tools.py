"""The tools above a chapter, in a real browser: reading aloud with a stand-in voice, slides, the page to print."""

import re
import zlib
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Race
from tests.browser.test_accessible import RULES, faults
from ui.course.chapters import COURSE

CHAPTER = COURSE["gradient_descent"]
ASKING = [n for n, step in enumerate(CHAPTER.steps, 1) if step.question]
QUIET = next(n for n in range(2, len(CHAPTER.steps)) if n not in ASKING)
LAND = rb"\.902 \.9255 \.9255 rg"
"""How a PDF writes the colour of the ground of a map."""
GROUNDS = """() => [...document.querySelectorAll("figure svg:not(svg svg)")].map(
  (one) => [...one.querySelectorAll("rect")].filter((of) => getComputedStyle(of).fill === "rgb(230, 236, 236)").length
)"""
"""How many grounds each picture of a page has."""
VOICE = """() => {
  window.said = [];
  let now = null;
  window.spoken = () => { const was = now; now = null; was?.onend?.(); };
  const voice = {
    getVoices: () => [{ lang: "en-GB", localService: true, default: true, name: "Stand-in" }],
    speak: (one) => { now = one; window.said.push(one.text); },
    cancel: () => { now = null; },
    addEventListener: () => {}, removeEventListener: () => {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: voice });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""


@pytest.fixture
def read(visit):
    """Opens a chapter at a query."""

    def opened(query: str, **how: Any) -> Race:
        return visit(f"learn?chapter={CHAPTER.key}{query}", ".tl-here", staged=False, **how)

    return opened


def at(race: Race, n: int) -> None:
    race.page.wait_for_selector(f'.tl-page[data-at="{n}"]', state="attached")


def test_a_chapter_is_read_aloud_only_when_asked_and_goes_no_further_than_an_open_question(read):
    race = read("&step=1", prepare=lambda page: page.add_init_script(f"({VOICE})()"))
    page: Page = race.page
    assert page.evaluate("said") == []
    page.get_by_role("button", name="Read aloud").click()
    first = page.locator(".tl-step p[data-spoken]").first
    expect(first).to_have_class(re.compile("tl-spoken"))
    assert str(first.get_attribute("data-spoken", timeout=0)).startswith(page.evaluate("said")[0])
    bar = page.get_by_role("group", name="Read aloud")
    told = bar.locator("p")
    for _ in range(60):
        if told.text_content():
            break
        page.evaluate("spoken()")
    expect(told).to_contain_text("Here is a question.")
    at(race, ASKING[0])
    formula = page.locator(".tl-formula").first.get_attribute("data-spoken")
    assert formula in page.evaluate("said")
    assert f"step={ASKING[0]}" in race.url
    there = page.locator(f'.tl-step[data-n="{QUIET}"] p[data-spoken]').first
    there.click(position={"x": 2, "y": 2})
    at(race, QUIET)
    bar.get_by_role("button", name="Play").press("Enter")
    expect(there).to_have_class(re.compile("tl-spoken"))
    bar.get_by_role("button", name="Faster").press("Enter")
    expect(bar).to_contain_text("1.25×")
    assert faults(race, RULES) == []
    bar.get_by_role("button", name="Stop reading aloud").press("Enter")
    expect(page.locator(".tl-spoken")).to_have_count(0)
    expect(page.get_by_role("button", name="Read aloud")).to_be_focused()


def test_slides_are_turned_by_a_clicker_and_tell_the_answer_on_the_next_press(read):
    n = ASKING[0]
    race = read(f"&step={n}&present=on")
    page: Page = race.page
    question = CHAPTER.steps[n - 1].question
    assert question is not None
    slide, ask = page.locator(".tl-slide"), question.ask
    expect(slide).to_contain_text(ask)
    expect(page.locator(".tl-clicks")).to_contain_text(f"{n} / {len(CHAPTER.steps)}")
    before = slide.inner_text()
    page.keyboard.press("PageDown")
    expect(slide).not_to_have_text(before)
    assert f"step={n}&present=on" in race.url
    expect(page.locator(".tl-step h2:visible")).to_have_count(1)
    assert faults(race, RULES) == []
    page.keyboard.press(" ")
    at(race, n + 1)
    page.keyboard.press("PageUp")
    at(race, n)
    expect(slide).not_to_have_text(before)  # what stood there last
    page.keyboard.press("ArrowLeft")
    expect(slide).to_have_text(before, use_inner_text=True)
    page.keyboard.press("ArrowLeft")
    at(race, n - 1)
    page.keyboard.press("Escape")
    expect(page.locator(".tl-clicks")).to_have_count(0)
    assert "present" not in race.url
    expect(page.locator(".tl-question").first).to_be_visible()


@pytest.mark.few
@pytest.mark.parametrize("key", COURSE)
def test_a_clicker_leads_through_the_slides_of_a_chapter(visit, key):
    steps = COURSE[key].steps
    race = visit(f"learn?chapter={key}&step=1&present=on", ".tl-clicks", staged=False)
    page: Page = race.page
    for n, step in enumerate(steps, 1):
        at(race, n)
        expect(page.locator(".tl-clicks")).to_contain_text(f"{n} / {len(steps)}")
        if step.question is not None:
            slide = page.locator(".tl-slide")
            before = slide.inner_text()
            page.keyboard.press("PageDown")  # the answer first, then the next slide
            expect(slide).not_to_have_text(before)
        page.keyboard.press("PageDown")


@pytest.mark.few
@pytest.mark.parametrize("key", COURSE)
def test_every_paragraph_of_a_chapter_can_be_read_aloud_formulas_in_words(visit, key):
    race = visit(
        f"learn?chapter={key}&step=1",
        ".tl-here",
        staged=False,
        prepare=lambda page: page.add_init_script(f"({VOICE})()"),
    )
    page: Page = race.page
    page.get_by_role("button", name="Read aloud").click()
    bar = page.get_by_role("group", name="Read aloud")
    for n, step in enumerate(COURSE[key].steps, 1):
        own = page.locator(f'.tl-step[data-n="{n}"]')
        first = own.locator("p[data-spoken]").first
        first.dispatch_event("click")  # a finger might meet a term, which explains itself
        at(race, n)
        if bar.get_by_role("button", name="Play").count():
            bar.get_by_role("button", name="Play").press("Enter")
        expect(first).to_have_class(re.compile("tl-spoken"))
        for text in own.locator("[data-spoken]").evaluate_all("(all) => all.map((one) => one.dataset.spoken)"):
            assert text.strip()
            assert not re.search(r"[$\\{}_^]", text), f"step {n} speaks {text!r}"
        if not step.question:
            spoken = own.locator(".tl-formula[data-spoken]").evaluate_all(
                "(all) => all.map((one) => one.dataset.spoken)"
            )
            assert len(spoken) == len(step.formulas)


@pytest.mark.few
@pytest.mark.parametrize("key", COURSE)
def test_the_page_to_print_has_every_picture_in_its_pdf(visit, key):
    paper = ("A4", "Letter")[COURSE[key].place % 2]
    chapter = COURSE[key]
    asking = [step for step in chapter.steps if step.question]
    page: Page = visit(f"learn?chapter={key}&step=1", ".tl-here", staged=False).page
    page.goto(str(page.get_by_role("link", name="Print").get_attribute("href")))
    page.emulate_media(media="print")
    wide = page.evaluate("document.body.getBoundingClientRect().width")
    boxes = [figure.bounding_box() for figure in page.locator("figure svg:not(svg svg)").all()]
    assert len(boxes) == len(chapter.steps) + len(asking)
    assert all(box and box["height"] > 100 and box["width"] <= wide for box in boxes)
    grounds = page.evaluate(GROUNDS)  # a cloud is drawn on two
    assert len(grounds) == len(boxes)
    assert min(grounds) > 0
    pdf = page.pdf(format=paper)
    drawn = b"".join(unzipped(pdf))
    assert len(re.findall(LAND, drawn)) == sum(grounds)


def unzipped(pdf: bytes):
    """The streams of a PDF that hold drawings."""
    for found in re.finditer(rb"FlateDecode[^>]*>>\s*stream\r?\n", pdf):
        yield zlib.decompressobj().decompress(pdf[found.end() :])
