"""What a teacher's link does to the stage, in a real browser: locks, a guess first, a presentation, a frame."""

from playwright.sync_api import expect

RACE = "?v=1&landscape=rosenbrock&run1=momentum&run1.rate=0.002&run2=gd&run2.rate=0.001"
LONGEST = "Math.max(...Object.values(stage.picture.series).flatMap((rows) => rows.map((row) => row.length)))"


def test_nothing_of_the_answer_is_there_before_the_guess_and_a_moved_knob_asks_anew(visit):
    sheet = "&worksheet=on&ask=winner&hide=loop,fork&lock=speed,step"
    page = (race := visit(RACE + sheet, ".tw-guess button")).page
    hidden = [page.locator(f".tw-{name}").is_visible() for name in ("loop", "fork", "standings", "event")]
    assert hidden == [False] * 4
    assert page.locator(".tw-speed").is_disabled()
    assert (race.ask("stage.picture.steps"), race.ask(LONGEST), race.ask("stage.parts.bar.inert")) == (0, 1, True)
    page.locator(".tw-guess").get_by_role("button", name="Gradient descent").click()
    for words in ("Not this time.", "Momentum is ahead"):
        expect(page.locator(".tw-guess")).to_contain_text(words)
    last = race.ask("stage.picture.steps")
    assert race.step == last > 0
    page.keyboard.press("ArrowLeft")  # locked
    assert race.ask("[stage.clock.t, stage.clock.playing]") == [last, False]
    page.keyboard.press("Space")
    race.when("stage.clock.playing")
    assert page.locator(".tw-standings").is_visible()
    page.locator(".tw-dial input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tw-guess")).to_contain_text("Which runner")
    race.when(f"{LONGEST} === 1")


def test_the_runners_of_a_question_have_the_colours_of_the_theme(visit):
    page = visit(RACE + "&ask=winner", ".tw-guess button").page
    mark = page.locator(".tw-guess button svg").first
    for theme, first in (("light", "rgb(0, 0, 0)"), ("dark", "rgb(255, 255, 255)"), ("light", "rgb(0, 0, 0)")):
        page.emulate_media(color_scheme=theme)
        expect(mark).to_have_css("fill", first)


def test_a_guessed_place_is_marked_and_measured(visit):
    page = (race := visit(RACE + "&ask=end&hide=start", ".tw-guess button")).page
    page.mouse.click(*race.pixel(0, 0))
    page.get_by_role("button", name="Your guess: x").press("ArrowRight")
    page.get_by_role("button", name="This is my guess").click()
    expect(page.locator(".tw-guess")).to_contain_text("% of the map's diagonal")
    assert race.ask("stage.picture.guides.at(-1).label") == "Your guess"
    assert abs(race.ask("stage.picture.series['guess x'][0][0]") - 0.04) < 0.02
    assert not page.locator(".tw-pin").is_visible()
    race.type("run-rate-exact", "0.0015")  # without a worksheet it is asked once
    expect(page.locator(".tw-guess")).to_have_count(0)
    assert race.ask(LONGEST) > 1


def test_a_presentation_is_large_goes_by_keyboard_and_is_left_where_it_was(visit):
    page = (race := visit(RACE + "&present=on", ".st-key-leave button")).page
    race.when("stage.scale > 1.3")
    chrome = [
        page.locator(part).first.is_visible() for part in (".stAppHeader", ".tw-buttons", ".tw-roster", ".tw-dial")
    ]
    assert chrome == [False] * 4
    seen = page.evaluate("() => document.querySelector('.tw-standings').getBoundingClientRect().bottom <= innerHeight")
    assert seen
    assert race.ask("stage.parts.moves.width / stage.parts.moves.clientWidth") > 1.3
    page.keyboard.press("2")
    expect(page.locator(".tw-standings tbody tr")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    step = race.ask("stage.picture.steps") - 1
    race.at_step(step)
    page.keyboard.press("Escape")
    page.locator(".tw-roster").wait_for()
    race.when("stage.scale === 1")
    assert "present" not in race.url
    assert race.step == step


def test_a_frame_of_800_by_500_holds_all_of_the_picture(visit):
    race = visit(RACE + "&embed=true", ".tw-standings tr", viewport={"width": 800, "height": 500})
    race.when("stage.root.getBoundingClientRect().bottom <= innerHeight")
    sizes = race.page.evaluate(
        "() => { const m = document.querySelector('.stMain'); return [m.scrollHeight, m.clientHeight, m.scrollWidth]; }"
    )
    assert sizes == [500, 500, 800]
    assert not race.page.locator(".st-key-headline").is_visible()
