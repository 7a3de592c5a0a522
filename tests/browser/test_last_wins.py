"""What a visitor does last wins, however slow the network: the controls, the address and the picture agree."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import until

SLOW = Path(__file__).with_name("slow.js").read_text("utf-8").rstrip().removesuffix(";")
DELAYS = (0, 100, 500)
LINK = "?v=1&landscape=rosenbrock&x=-1.2&y=1&steps=120&run1=adam&run1.rate=0.05&run2=momentum&run2.rate=0.001"
PAGES = {
    "race": ("", ".tw-roster li"),
    "anatomy": ("anatomy", ".st-key-landscape"),
    "schedules": ("schedules", ".tw-standings"),
    "compare": ("compare", ".tw-labels"),
    "clouds": ("clouds", ".tw-labels"),
}
OWN = ("race", "anatomy", "schedules")
"""The pages that show the scene itself; the others show what is made of it."""
STEEPNESS = {page: ".st-key-landscape-b" if page in OWN else ".st-key-base-landscape-b" for page in PAGES}
ONCE, TWICE = "200", "500"
"""The steepness b of the valley after one press on its slider, and after two. It is 100 at first."""


def words(race) -> dict[str, str]:
    """The link in the address bar."""
    return dict(parse_qsl(urlsplit(race.url).query))


def asked(race) -> dict[str, str]:
    """The link of the picture that is shown."""
    return dict(parse_qsl(race.ask("stage.picture.query")))


def settled(race, **expected: str) -> None:
    """Wait until address and picture say this, nothing is on its way any more, and they still say it."""

    def there() -> bool:
        return all(words(race).get(name) == asked(race).get(name) == text for name, text in expected.items())

    def told() -> str:
        return f"expected {expected}; address {words(race)}; picture {asked(race)}"

    until(there, told)
    until(lambda: not race.ask("stage.source.busy || stage.source.batches.length"), told)
    race.rested(".tw-stage")
    race.frames(3)
    assert there(), told()


def focused(race, part: str) -> None:
    """Give the first of these elements the focus."""
    element = race.page.locator(part).first
    element.focus()
    expect(element).to_be_focused()


@pytest.fixture
def slowly(server):
    """Gives a tab a slow network, before it opens a page."""

    def made(delay: int):
        def prepare(tab):
            tab.goto(f"{server}/healthz")
            tab.evaluate("(delay) => localStorage.setItem('slow', delay)", str(delay))
            tab.add_init_script(f"({SLOW})()")

        return prepare

    return made


@pytest.fixture
def slow(visit, slowly):
    """Opens a page by a slow network, where messages and pictures take so many milliseconds more."""

    def opened(page: str, delay: int, query: str = LINK):
        path, beside = PAGES[page]
        race = visit(f"{path}{query}", beside, prepare=slowly(delay))
        race.play(on=False)
        race.page.keyboard.press("Home")
        race.at_step(0)  # Anatomy shows the surroundings of the playhead, so the start is there to be dragged.
        return race

    return opened


@pytest.mark.parametrize("delay", DELAYS)
@pytest.mark.parametrize("page", PAGES)
def test_two_quick_presses_on_a_slider_are_two_changes(slow, page, delay):
    race = slow(page, delay)
    slider = race.page.locator(STEEPNESS[page]).get_by_role("slider")
    place = float(slider.input_value())
    slider.focus()
    race.page.keyboard.press("ArrowRight")
    race.frames(15)  # a quarter of a second or more: the first change is on its way, or has just come back
    race.page.keyboard.press("ArrowRight")
    settled(race, **{"landscape.b": TWICE})
    assert float(slider.input_value()) == place + 2


@pytest.mark.parametrize("delay", DELAYS)
@pytest.mark.parametrize("page", PAGES)
def test_a_drag_beside_a_slider_that_is_under_way_keeps_both(slow, page, delay):
    race = slow(page, delay)
    race.page.locator(STEEPNESS[page]).get_by_role("slider").focus()
    race.page.keyboard.press("ArrowRight")
    focused(race, ".tw-pin")
    for _ in range(3):
        race.page.keyboard.press("ArrowRight")
        race.frames(5)
    moved = f"{race.ask('stage.pins.pins[0].x'):.4f}".rstrip("0")
    settled(race, x=moved, **{"landscape.b": ONCE})
    assert -1.2 < float(moved) < 0


@pytest.mark.parametrize("page", PAGES)
def test_back_and_forward_after_drags_bring_address_sidebar_and_picture(slow, page):
    race = slow(page, 100)
    starts = ["-1.2"]
    for _ in range(2):
        focused(race, ".tw-pin")
        race.page.keyboard.press("Shift+ArrowRight")
        until(lambda: words(race).get("x") not in (None, *starts))
        starts.append(words(race)["x"])
        settled(race, x=starts[-1])
        # Presses within a second are one entry of the history.
        until(lambda: race.ask("stage.source.world.now() - stage.source.lastHistoryWrite > 1000"))
    for turn, x in (("go_back", starts[1]), ("go_back", starts[0]), ("go_forward", starts[1])):
        getattr(race.page, turn)()
        until(lambda x=x: asked(race).get("x") == words(race).get("x") == x)
        settled(race, x=x)
        if page in ("race", "anatomy", "schedules"):
            until(lambda x=x: race.page.locator(".st-key-x input").input_value() == x)


def test_two_entries_of_the_reference_chosen_quickly_are_two_changes(visit, slowly):
    race = visit("reference", "input", prepare=slowly(300), staged=False)
    page = race.page
    box = page.get_by_role("textbox", name="Search").or_(page.get_by_role("searchbox", name="Search")).first
    for text in ("adam", "lion"):
        box.fill(text)
        box.press("Enter")
        race.frames(15)
    until(lambda: words(race).get("entry") == "optimizer.lion", lambda: race.url)
    race.rested("h1")
    assert box.input_value() == "lion"
    assert words(race)["entry"] == "optimizer.lion"


@pytest.mark.parametrize("page", ["race", "compare"])
def test_without_a_connection_a_drag_goes_on_and_python_learns_of_it_afterwards(slow, page):
    race = slow(page, 0)
    race.page.evaluate("() => window.sockets.forEach((socket) => socket.close())")
    focused(race, ".tw-pin")
    race.page.keyboard.press("ArrowRight")
    moved = until(lambda: (x := words(race).get("x")) not in (None, "-1.2") and x)
    until(lambda: asked(race).get("x") == moved)
    until(lambda: not race.ask("stage.source.batches.length"))
    settled(race, x=moved)
    until(
        lambda: (
            not race.page.locator(".st-key-x input").count()
            or race.page.locator(".st-key-x input").input_value() == moved
        )
    )


def nudged(race, key):
    """Move the start by a key. Returns where the address says that it is then."""
    race.page.bring_to_front()
    before = words(race).get("x")
    focused(race, ".tw-pin")
    race.page.keyboard.press(key)
    moved = until(lambda: (x := words(race).get("x")) not in {None, before} and x)
    settled(race, x=moved)
    return moved


def test_two_tabs_keep_to_themselves(visit):
    one, other = visit(LINK), visit(LINK)
    before = asked(other)
    moved = nudged(one, "ArrowRight")
    assert float(nudged(other, "ArrowLeft")) < float(before["x"]) < float(moved)
    assert asked(one)["x"] == words(one)["x"] == moved
    assert one.page.locator(".st-key-x input").input_value() == moved


def test_a_page_in_a_frame_stays_one_after_a_drag(visit):
    race = visit(f"{LINK}&embed=true", ".tw-stage")
    focused(race, ".tw-pin")
    race.page.keyboard.press("ArrowRight")
    settled(race, x=f"{race.ask('stage.pins.pins[0].x'):.4f}".rstrip("0"))
    assert words(race)["embed"] == "true"
    assert not race.page.locator(".st-key-landscape").is_visible()
    race.page.go_back()
    settled(race, x="-1.2")
    assert words(race)["embed"] == "true"
