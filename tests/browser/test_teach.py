"""What a teacher's link does to the stage, in a real browser: locks, a guess first, a presentation, a frame."""

import pytest

from tests.browser.conftest import until

RACE = "?v=1&landscape=rosenbrock&run1=momentum&run1.rate=0.002&run2=gd&run2.rate=0.001"
LONGEST = "Math.max(...Object.values(stage.picture.series).flatMap((rows) => rows.map((row) => row.length)))"


def told(race):
    return race.page.locator(".tw-guess").inner_text()


def test_nothing_of_the_answer_is_there_before_the_guess_and_a_moved_knob_asks_anew(visit):
    sheet = "&worksheet=on&ask=winner&hide=loop,fork&lock=speed,step"
    page = (race := visit(RACE + sheet, ".tw-guess button", reduced_motion="reduce")).page
    hidden = [page.locator(f".tw-{name}").is_visible() for name in ("loop", "fork", "standings", "event")]
    assert hidden == [False] * 4
    assert page.locator(".tw-speed").is_disabled()
    assert (race.ask("stage.picture.steps"), race.ask(LONGEST), race.ask("stage.parts.bar.inert")) == (0, 1, True)
    page.locator(".tw-guess").get_by_role("button", name="Gradient descent").click()
    until(lambda: "Not this time." in told(race) and "Momentum is ahead" in told(race))
    last = race.ask("stage.picture.steps")
    assert race.step == last > 0
    page.keyboard.press("ArrowLeft")  # locked
    page.keyboard.press("Space")
    until(lambda: race.ask("stage.clock.playing"))
    assert page.locator(".tw-standings").is_visible()
    page.locator(".tw-dial input").first.focus()
    page.keyboard.press("ArrowRight")
    until(lambda: "Which runner" in told(race) and race.ask(LONGEST) == 1)


@pytest.mark.parametrize(("theme", "first"), [("light", "rgb(0, 0, 0)"), ("dark", "rgb(255, 255, 255)")])
def test_the_runners_of_a_question_have_the_colours_of_the_theme(visit, theme, first):
    page = visit(RACE + "&ask=winner", ".tw-guess button", color_scheme=theme).page
    assert page.locator(".tw-guess button svg").first.evaluate("mark => getComputedStyle(mark).fill") == first


def test_a_guessed_place_is_marked_and_measured(visit):
    page = (race := visit(RACE + "&ask=end&hide=start", ".tw-guess button", reduced_motion="reduce")).page
    page.mouse.click(*race.pixel(0, 0))
    page.get_by_role("button", name="Your guess: x").press("ArrowRight")
    page.get_by_role("button", name="This is my guess").click()
    until(lambda: "% of the map's diagonal" in told(race))
    assert race.ask("stage.picture.guides.at(-1).label") == "Your guess"
    assert abs(race.ask("stage.picture.series['guess x'][0][0]") - 0.04) < 0.02
    assert not page.locator(".tw-pin").is_visible()
    race.type("run-rate-exact", "0.0015")  # without a worksheet the question is asked only once
    until(lambda: not page.locator(".tw-guess").count())
    assert race.ask(LONGEST) > 1


def test_a_presentation_is_large_goes_by_keyboard_and_is_left_where_it_was(visit):
    page = (race := visit(RACE + "&present=on", ".st-key-leave button", reduced_motion="reduce")).page
    until(lambda: race.ask("stage.scale") > 1.3)
    chrome = [
        page.locator(part).first.is_visible() for part in (".stAppHeader", ".tw-buttons", ".tw-roster", ".tw-dial")
    ]
    assert chrome == [False] * 4
    seen = page.evaluate("() => document.querySelector('.tw-standings').getBoundingClientRect().bottom <= innerHeight")
    assert seen
    assert race.ask("stage.parts.moves.width / stage.parts.moves.clientWidth") > 1.3
    page.keyboard.press("2")
    until(lambda: page.locator(".tw-standings tbody tr").count() == 1)
    page.keyboard.press("ArrowLeft")
    step = race.ask("stage.picture.steps") - 1
    until(lambda: race.step == step)
    page.keyboard.press("Escape")
    until(page.locator(".tw-roster").is_visible)
    until(lambda: race.ask("stage.scale") == 1)
    assert "present" not in race.url
    assert race.step == step


def test_a_frame_of_800_by_500_holds_all_of_the_picture(visit):
    race = visit(RACE + "&embed=true", ".tw-standings tr", viewport={"width": 800, "height": 500})
    until(lambda: race.ask("stage.root.getBoundingClientRect().bottom <= innerHeight"))
    sizes = race.page.evaluate(
        "() => { const m = document.querySelector('.stMain'); return [m.scrollHeight, m.clientHeight, m.scrollWidth]; }"
    )
    assert sizes == [500, 500, 800]
    assert not race.page.locator(".st-key-headline").is_visible()
