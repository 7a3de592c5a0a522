"""A chapter of the course in a real browser: by keyboard alone, by swipe on a phone, and what axe finds in it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from studies.glossary.glossary import GLOSSARY
from tests.browser.conftest import PHONE, Race, until
from tests.browser.test_accessible import RULES, faults
from ui.course.chapters import COURSE
from ui.course.words import explaining

CHAPTER = COURSE["gradient_descent"]
SKETCHED = next(
    (key, n)
    for key, of in COURSE.items()
    for n, step in enumerate(of.steps, 1)
    if type(step.question).__name__ == "Sketch"
)
STAGE = "document.querySelector('.tl-stage:not([hidden])')?.shadowRoot?.querySelector('.tw-stage')?.stage"
MAP = f"((f) => [f.left, f.top, f.width, f.height])(({STAGE}).overlay.frames[0])"
RESTS = "lesson?.picture && !lesson.source.busy && lesson.root.dataset.still === lesson.root.dataset.rev"


class Reader(Race):
    """Somebody who reads a chapter."""

    def of_stage(self, expression: str) -> Any:
        """Wait until an expression over `lesson`, the chapter's stage, is true."""
        return self.when(f"((lesson) => {expression})({STAGE})")

    def at(self, n: int) -> None:
        """Wait until this step and its picture are shown."""
        self.page.wait_for_selector(f'.tl-page[data-at="{n}"]')
        self.of_stage(RESTS)

    @property
    def here(self):
        return self.page.locator(".tl-here")

    def turn(self, key: str, n: int) -> None:
        self.page.keyboard.press(key)
        self.at(n)
        assert f"step={n}" in self.url

    def answer(self, kind: str) -> None:
        """Answer the question of this step, by keyboard alone."""
        sure = self.here.locator(".tl-sure")
        if kind == "Place":
            expect(sure).to_be_disabled()
            self.page.locator(".tl-stage:not([hidden]) .tw-pin").press("ArrowRight")
        elif kind == "Choose":
            expect(sure).to_be_disabled()
            self.here.get_by_role("radio").first.press(" ")
        elif kind == "Number":
            field = self.here.get_by_role("textbox")
            field.fill("many")
            field.press("Enter")
            expect(self.here.get_by_role("alert")).to_contain_text("This is no number.")
            field.fill("0,5")
        elif kind == "Rate":
            self.here.get_by_role("slider").press("ArrowRight")
        else:
            self.here.get_by_role("slider").first.press("ArrowUp")
        sure.press("Enter")
        expect(self.here.locator(".tl-verdict")).to_have_text(RESULT)

    def explain(self) -> None:
        """Say why, which nobody reads, and read the explanation."""
        self.here.get_by_label("Why?").fill("Because")
        self.page.keyboard.press("Enter")
        expect(self.here.locator(".tl-explanation")).to_be_focused()
        expect(self.here.locator(".tl-explanation")).to_contain_text("You wrote: Because")


RESULT = re.compile(r"^(Right|Not this time)\.")


@pytest.fixture
def read(visit, server):
    """Opens the page Learn at a query."""

    def opened(query: str, ready: str = ".tl-here", **device: Any) -> Reader:
        return Reader(visit(f"learn{query}", ready, staged=False, **device).page)

    return opened


def listening(frames: list[Any]):
    """Counts what the page sends to Streamlit."""

    def hear(frame: Any) -> None:
        frames.append(frame)

    def prepare(page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framesent", hear))

    return prepare


@pytest.mark.few
@pytest.mark.parametrize("key", COURSE)
def test_a_chapter_is_read_by_keyboard_alone_without_a_run_of_the_server(read, key):
    sent: list[Any] = []
    kinds = [type(step.question).__name__ if step.question else "" for step in COURSE[key].steps]
    reader = read(f"?chapter={key}&step=1", prepare=listening(sent))
    page = reader.page
    reader.at(1)
    before, first = len(sent), reader.page.evaluate_handle(STAGE)
    for n, kind in enumerate(kinds, 1):
        if n > 1:
            reader.turn("ArrowRight", n)
        if not kind:
            continue
        reader.of_stage("lesson.picture.steps === 0 && lesson.parts.bar.inert")  # nothing of the answer
        stood = page.evaluate(MAP)
        reader.answer(kind)
        if COURSE[key].steps[n - 1].view.bare:
            reader.explain()
            continue
        reader.of_stage(f"lesson.picture.steps > 0 && {RESTS}")
        if kind == "Rate":
            reader.of_stage("lesson.picture.tracks.length === 2")  # the chosen rate beside the right one
        if kind == "Place":
            reader.of_stage("lesson.picture.guides.some((one) => one.label === 'Your guess')")
        assert page.evaluate(MAP) == pytest.approx(stood, abs=3), f"step {n}: the map jumped"
        reader.explain()
    asked = sum(map(bool, kinds))
    expect(page.locator(".tl-score")).to_contain_text(f"of {asked} predicted")
    for n in range(len(kinds) - 1, 0, -1):
        reader.turn("ArrowLeft", n)
    expect(page.locator(".tl-verdict")).to_have_count(asked)  # no answer was lost on the way back
    assert page.evaluate(f"(first) => first === {STAGE}", first), "the stage was built anew"
    assert len(sent) == before, "the server ran while the chapter was read"
    page.reload()
    reader.at(1)
    expect(page.locator(".tl-verdict")).to_have_count(asked)
    clean(reader, ("dark", "light"))  # with every answer shown
    last = page.locator(".tl-question").last
    last.get_by_role("button", name="Try again").press("Enter")
    reader.at(len(kinds))
    reader.of_stage("lesson.picture.steps === 0")
    reader.answer(kinds[-1])
    page.go_back()
    reader.at(1)


def clean(reader: Reader, schemes: tuple[str, ...]) -> None:
    """Axe finds nothing in these themes."""
    for scheme in schemes:
        reader.page.emulate_media(color_scheme=scheme)
        reader.page.wait_for_selector(f".tl-stage[theme={scheme}]", state="attached")
        found: list[Any] = []

        def clear(found: list[Any] = found) -> bool:
            found[:] = faults(reader, RULES)
            return not found

        until(clear, told=lambda scheme=scheme, found=found: f"{scheme}: {found}")


def swipe(reader: Reader, along: int) -> None:
    """A finger goes along the text by so many pixels."""
    box = reader.here.locator("h2").bounding_box()
    assert box
    client = reader.page.context.new_cdp_session(reader.page)
    x, y = 195 - along / 2, box["y"] + 5
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + along, "y": y}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.few
@pytest.mark.parametrize("key", COURSE)
def test_on_a_phone_swipes_lead_through_a_chapter_and_nothing_plays_where_motion_is_not_wanted(read, key):
    steps = COURSE[key].steps
    reader = read(f"?chapter={key}&step=1", reduced_motion="reduce", **PHONE)
    reader.at(1)
    for n, step in enumerate(steps, 1):
        if n > 1:
            swipe(reader, -160)
            reader.at(n)
        assert not reader.page.evaluate(f"{STAGE}.clock.playing")
        if not step.question and step.view.at is None:
            reader.of_stage("lesson.clock.step === lesson.clock.last")  # the end is shown
    swipe(reader, 160)
    reader.at(len(steps) - 1)
    clean(reader, ("light",))


def test_on_a_phone_one_swipes_below_a_low_stage_and_axe_finds_nothing(read):
    reader = read("?chapter=gradient_descent&step=3", **PHONE)  # a link into the middle
    reader.at(3)
    easel = reader.page.locator(".tl-easel").bounding_box()
    assert easel
    assert easel["height"] <= 0.48 * 844
    swipe(reader, -160)
    reader.at(4)
    swipe(reader, 160)
    reader.at(3)
    wide = "() => document.querySelector('.stMain').scrollWidth - document.querySelector('.stMain').clientWidth"
    assert reader.page.evaluate(wide) == 0
    clean(reader, ("dark", "light"))


SWITCHED = [
    (key, n, step.switches[0]) for key, of in COURSE.items() for n, step in enumerate(of.steps, 1) if step.switches
]


def test_a_switch_and_the_controls_that_a_step_leaves_change_its_picture(read):
    key, n, switch = next(one for one in SWITCHED if not COURSE[one[0]].steps[one[1] - 1].question)
    reader = read(f"?chapter={key}&step={n}")
    reader.at(n)
    first = str(reader.page.evaluate(f"{STAGE}.source.link"))
    label, words = switch.choices[-1]
    reader.here.get_by_role("radio", name=label, exact=True).press(" ")
    said = "&".join(f"{name}={value}" for name, value in words)
    reader.of_stage(f"lesson.source.link.includes('{said}') && {RESTS}")
    reader.here.get_by_role("radio").first.press(" ")
    reader.of_stage(f"!lesson.source.link.includes('{said}') && {RESTS}")
    assert reader.page.evaluate(f"{STAGE}.source.link") == first
    steps = COURSE["mountain_in_the_fog"].steps
    views = next(i for i, step in enumerate(steps, 1) if "view" in step.view.free)
    reader = read(f"?chapter=mountain_in_the_fog&step={views}")
    reader.at(views)
    shown = reader.page.locator(".tl-stage:not([hidden])")
    shown.locator("button", has_text="3D").click()
    reader.of_stage("lesson.picture.panes.some((pane) => pane.kind === 'space')")
    shown.locator("button", has_text="2D").click()
    reader.of_stage("!lesson.picture.panes.some((pane) => pane.kind === 'space')")


def test_a_curve_is_sketched_with_the_arrow_keys(read):
    key, n = SKETCHED
    reader = read(f"?chapter={key}&step={n}")
    reader.at(n)
    reader.answer("Sketch")
    expect(reader.here.locator(".tl-right")).to_have_count(1)  # the curve itself beside the sketch


def test_a_word_of_the_text_and_a_symbol_explain_themselves(read):
    reader = read("?chapter=gradient_descent&step=1")
    reader.at(1)
    reader.here.locator(".tl-term").first.press("Enter")
    word = reader.page.locator(".tl-word")
    expect(word).to_be_focused()
    expect(word.get_by_role("link", name="More in the reference")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(word).to_be_hidden()
    reader.page.locator("[data-hue=rate][tabindex]").first.focus()
    expect(reader.page.locator(".tl-lit[data-hue=rate]").nth(1)).to_be_attached()


def test_only_a_link_with_the_word_shows_what_a_teacher_reads_and_a_wrong_one_is_a_sentence(read):
    plain = read("?chapter=gradient_descent&step=99")
    expect(plain.page.get_by_role("status").first).to_contain_text("none of them is called “99”")
    plain.at(1)
    assert CHAPTER.notes.aim not in plain.page.content()
    plain.page.get_by_role("link", name="Open in the race").click()
    back = plain.page.get_by_role("link", name=f"Back to the chapter: {CHAPTER.title}")
    expect(back).to_be_visible()
    plain.rested()
    back.click()
    plain.at(1)
    notes = read("?chapter=gradient_descent&notes=on")
    expect(notes.page.locator(".tl-notes")).to_contain_text(CHAPTER.notes.aim)
    unknown = read("?chapter=nowhere", ".tl-path")
    expect(unknown.page.get_by_role("status").first).to_contain_text("There is no chapter called “nowhere”.")


def test_a_term_of_the_glossary_leads_to_its_step_and_the_step_can_be_handed_out(read):
    name, (key, n) = "noise floor", explaining()["noise floor"]
    page: Page = read("", ".tl-path").page
    page.get_by_role("link", name="Glossary").click()
    words = page.locator(".tl-words > li")
    expect(words).to_have_count(len(GLOSSARY))
    page.get_by_label("Find").fill(name)
    found = words.filter(visible=True)
    expect(found.locator("h2")).to_have_text([re.compile(name, re.IGNORECASE)])
    expect(found.locator("img")).to_have_js_property("complete", value=True)
    found.get_by_role("link", name="More in the reference").wait_for()
    found.get_by_role("link", name=f"step {n}").click()
    reader = Reader(page)
    reader.at(n)
    assert f"chapter={key}&step={n}" in reader.url
    assert "glossary" not in reader.url
    page.get_by_role("button", name="Share").click()
    box = page.get_by_role("dialog", name=f"Share step {n}")
    expect(box.get_by_label("Link", exact=True)).to_have_text(reader.url)
    expect(box.locator("pre").nth(1)).to_contain_text(f"chapter={key}&amp;step={n}&amp;embed=true")
    expect(box.locator("pre").nth(2)).to_contain_text("<thalweg-stage src=")
    assert faults(reader, RULES) == []
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)


def test_a_chapter_and_a_picture_that_take_long_say_so(read):
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    def hold(page: Page) -> None:
        page.route(re.compile(rf"/lesson/\w+/{CHAPTER.key}$"), keep)
        page.route(re.compile(r"/picture/"), keep)

    reader = read(f"?chapter={CHAPTER.key}&step=1", ".tl-loads", prepare=hold)
    page = reader.page
    expect(page.get_by_role("status").first).to_contain_text("chapter")
    expect(page.get_by_role("heading", name=CHAPTER.title)).to_be_visible()
    held.pop().continue_()
    expect(page.locator(".tl-waits")).to_contain_text("Loading the picture")
    page.unroute(re.compile(r"/picture/"))
    for one in held:
        one.continue_()
    reader.at(1)
    expect(page.locator(".tl-waits")).to_be_empty()
