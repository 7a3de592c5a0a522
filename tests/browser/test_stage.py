"""What the stage does beyond playing, in a real browser: dials, ghosts, events, the axis of the path length."""

import re

import pytest

from tests.browser.conftest import until

EVENTFUL = "?v=1&landscape=rosenbrock&run1=momentum&run1.rate=0.002&run2=gd&run2.rate=0.001"
RATES = EVENTFUL + "&curve=rate"


def paused(visit, query=EVENTFUL):
    race = visit(query)
    race.play(on=False)
    race.page.keyboard.press("Home")
    race.at_step(0)
    return race


def test_a_dial_is_followed_while_it_is_dragged_and_the_page_follows_at_rest(visit):
    race = paused(visit, RATES)
    dial = race.page.locator(".tw-dial input").first
    box, mouse, before = dial.bounding_box(), race.page.mouse, race.rev()
    at = box["y"] + box["height"] / 2
    place = float(dial.input_value()) / float(dial.get_attribute("max") or 1)
    mouse.move(box["x"] + 8 + place * (box["width"] - 16), at)
    mouse.down()
    for k in range(1, 9):
        mouse.move(box["x"] + 8 + place * (box["width"] - 16) - 4 * k, at)
        if k == 4:
            race.drawn(before)
    race.drawn(before + 1)  # more than one picture during the drag
    mouse.up()
    shown = float(race.page.locator(".tw-dial output").first.inner_text())
    race.when(f"Math.abs(stage.picture.series.rate[0][0] / {shown} - 1) < 1e-6")
    until(lambda: (found := re.search(r"run1\.rate=([\d.e-]+)", race.url)) and float(found[1]) == shown)
    assert shown < 0.002


def test_a_dial_moves_by_key_and_the_playhead_stays(visit):
    race = paused(visit, RATES)
    race.page.locator(".tw-dial input").first.focus()
    race.page.keyboard.press("ArrowRight")
    race.when("stage.picture.series.rate[0][0] > 0.002")
    assert race.step == 0


def test_after_a_change_the_paths_of_before_stay_until_they_are_dismissed(visit):
    race = paused(visit)
    ghost, before, old = race.page.locator(".tw-ghost"), race.rev(), race.paths()["x"][0]
    assert not ghost.is_visible()
    race.type("run-rate-exact", "0.001")
    race.drawn(before)
    ghost.wait_for()
    assert race.ask("[...stage.ghosts.shown.series.x[0]]") == old
    ghost.click()
    ghost.wait_for(state="hidden")


def test_a_mark_of_the_time_line_goes_where_it_happened_and_says_what(visit):
    race = paused(visit)
    event = race.when("stage.picture.events[0]")
    mark = race.page.locator(f'.tw-event[aria-label*="Step {event["step"]},"]').first
    mark.click()
    race.when("stage.root.dataset.step > 0")
    told = race.page.locator(".tw-message")
    until(lambda: told.inner_text() in (mark.get_attribute("aria-label") or "") or "step" in told.inner_text())
    assert f"{race.step}" in told.inner_text()


def test_along_the_path_length_every_run_has_a_place_of_its_own(visit):
    race = paused(visit, EVENTFUL + "&against=length")
    assert race.page.get_by_text("path length", exact=True).count() >= 1
    chart = race.ask("stage.frames()[1]")
    box = race.page.locator(".tw-plot").bounding_box()
    race.page.mouse.click(box["x"] + chart["left"] + chart["width"] * 0.7, box["y"] + chart["top"] + 8)
    race.when("stage.root.dataset.step > 0")
    x, y = (race.paths()[axis][0] for axis in "xy")
    steps = [((x[i] - x[i - 1]) ** 2 + (y[i] - y[i - 1]) ** 2) ** 0.5 for i in range(1, len(x))]
    wanted = chart["x"][0] + 0.7 * (chart["x"][1] - chart["x"][0])
    assert sum(steps[: race.step]) == pytest.approx(wanted, abs=max(steps))
