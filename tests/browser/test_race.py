"""The race in a real browser: what a visitor does with it, step by step."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, until


def still(visit, query="", **options):
    """The race, paused at its beginning."""
    race = visit(query, **options)
    race.play(on=False)
    race.page.keyboard.press("Home")
    race.at_step(0)
    return race


def test_a_newcomer_sees_four_methods_race_and_the_whole_picture_without_scrolling(visit):
    race = visit(reduced_motion="no-preference")
    race.when("stage.clock.playing || stage.root.dataset.step === '300'")  # it plays; a slow machine looks late
    names = race.page.locator(".tw-standings .tw-name").all_inner_texts()
    assert sorted(names) == ["Adam", "Gradient descent", "Momentum", "RMSProp"]
    last = race.page.locator(".tw-standings tbody tr").last.bounding_box()
    assert last["y"] + last["height"] <= 800
    race.at_step(300)
    race.when("!stage.clock.playing")
    assert race.page.locator(".tw-standings .tw-name").first.inner_text() == "Momentum"


def test_buttons_and_keys_move_the_playhead(visit):
    race = still(visit)
    press = race.page.keyboard.press
    for key, step in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 300), ("Home", 0)):
        press(key)
        race.at_step(step)
    press("Space")
    race.when("stage.root.dataset.step > 3")
    press("Space")
    race.when("!stage.clock.playing")
    press("Home")
    for name, step in (("One step forward", 1), ("To the end", 300), ("One step back", 299), ("To the start", 0)):
        race.page.get_by_role("button", name=name).click()
        race.at_step(step)


def test_scrubbing_moves_map_curves_and_standings_together(visit):
    race = still(visit)
    scrub = race.page.get_by_role("slider", name="Step", exact=True)
    scrub.fill("150")
    race.at_step(150)
    losses = race.paths()["loss"]
    shown = race.page.locator(".tw-standings tbody tr").first
    expect(shown).to_contain_text(f"{min(run[150] for run in losses):.4g}"[:4])
    assert "150 / 300" in race.page.locator(".tw-step").inner_text()


def test_speed_goes_from_a_tenth_to_a_hundred_and_the_loop_repeats(visit):
    race = still(visit)
    speeds = race.page.locator(".tw-speed option").all_inner_texts()
    assert (speeds[0], speeds[-1]) == ("0.1×", "100×")
    race.page.locator(".tw-speed").select_option("100")
    race.page.get_by_role("button", name=re.compile("loop|Repeat", re.IGNORECASE)).click()
    race.play(on=True)
    race.at_step(300)
    race.when("stage.root.dataset.step < 300")


def test_a_click_on_the_map_sets_the_start_to_that_very_point(visit):
    race = still(visit)
    before = race.rev()
    race.page.mouse.click(*race.pixel(0.4, 2.2))
    race.drawn(before)
    until(lambda: race.start() != (-1.2, 1.0))
    x, y = race.start()
    f = race.ask("stage.frames()[0]")
    assert abs(x - 0.4) <= 4 / f["width"]
    assert abs(y - 2.2) <= 4 / f["height"]
    paths = race.paths()
    assert all(run[0] == pytest.approx(x, rel=1e-6) for run in paths["x"])
    assert all(run[0] == pytest.approx(y, rel=1e-6) for run in paths["y"])


def test_the_pin_is_dragged_live_and_ends_where_it_is_let_go(visit):
    race = still(visit)
    mouse, before = race.page.mouse, race.rev()
    mouse.move(*race.pixel(-1.2, 1.0))
    mouse.down()
    for k in range(1, 11):
        mouse.move(*race.pixel(-1.2 + 0.2 * k, 1.0 + 0.1 * k))
        if k == 5:
            race.drawn(before)
    race.drawn(before + 1)  # more than one picture during the drag
    assert "x=" not in race.url
    mouse.up()
    until(lambda: race.start() == pytest.approx((0.8, 2.0), abs=0.01))
    race.when("/x=0[.](8|79)/.test(location.href)")


def test_the_pin_moves_by_arrow_keys(visit):
    race = still(visit)
    race.page.locator(".tw-pin").focus()
    race.page.keyboard.press("ArrowRight")
    until(lambda: race.start()[0] > -1.2)
    assert race.step == 0


def test_a_change_of_rate_keeps_zoom_playhead_and_speed(visit):
    race = still(visit)
    race.page.locator(".tw-speed").select_option("5")
    race.page.get_by_role("slider", name="Step", exact=True).fill("120")
    race.page.get_by_role("button", name="Zoom in").click()
    near = race.when("((f) => f[1] - f[0] < 3.9 && f)(stage.frames()[0].x)")
    race.page.keyboard.press("ArrowRight")  # the focus is on the button still
    zoomed = race.when(f"((f) => f[0] > {near[0] + 0.1} && f)(stage.frames()[0].x)")
    assert zoomed[1] - zoomed[0] == pytest.approx(near[1] - near[0])
    before, paths = race.rev(), race.paths()
    race.type("run-rate-exact", "0.0005")
    race.drawn(before)
    until(lambda: race.paths()["x"][0] != paths["x"][0])
    assert race.paths()["x"][1:] == paths["x"][1:]
    assert race.step == 120
    assert race.ask("stage.clock.speed") == 5
    assert race.ask("stage.frames()[0].x") == zoomed
    assert "run1.rate=0.0005" in race.url


def test_the_permalink_gives_the_same_picture_after_reload_and_to_somebody_else(visit):
    race = still(visit, "?v=1&curve=rate")
    race.type("run-rate-exact", "0.0007")
    race.addressed("run1.rate=0.0007")
    race.when("Math.abs(stage.picture.series.rate[0][0] - 0.0007) < 1e-9")
    paths, query = race.paths(), race.url.split("/", 3)[3]
    race.page.reload()
    race.drawn(0)
    assert race.paths() == paths
    assert visit(query).paths() == paths


def test_copy_link_puts_the_permalink_on_the_clipboard(visit):
    race = still(visit, permissions=["clipboard-read", "clipboard-write"])
    race.page.get_by_role("button", name="Copy link").click()
    race.page.get_by_text("Copied").first.wait_for()
    link = race.page.evaluate("() => navigator.clipboard.readText()")
    paths = race.paths()
    assert visit(link.split("/", 3)[3]).paths() == paths


def test_back_returns_to_the_scene_before(visit):
    race = still(visit)
    first, before = race.paths(), race.rev()
    race.page.mouse.click(*race.pixel(1.0, -0.5))
    race.drawn(before)
    race.addressed("x=")
    race.page.go_back()
    until(lambda: race.paths() == first)


def test_a_switch_of_theme_keeps_the_playhead_and_recolours_the_picture(visit):
    race = still(visit, color_scheme="light", reduced_motion="no-preference")
    race.page.get_by_role("slider", name="Step", exact=True).fill("77")
    paper = race.ask("stage.look.paper")
    race.page.locator('[data-testid="stMainMenu"] button').click()
    race.page.get_by_role("menuitemradio", name="Dark").click()
    race.when(f"stage.look.paper !== {paper!r}")
    assert race.step == 77
    assert not race.ask("stage.clock.playing")


def test_runners_are_added_hidden_and_removed_from_the_list(visit):
    race = still(visit)
    for name, left in (("Add a runner", 5), ("Duplicate", 6), ("Remove", 5), ("Remove", 4)):
        before = race.rev()
        race.page.locator(".tw-roster-actions").get_by_role("button", name=name).click()
        if name == "Add a runner":
            race.page.get_by_role("dialog").get_by_role("button", name="AdaBelief").click()
        race.drawn(before)
        expect(race.page.locator(".tw-roster li")).to_have_count(left)
    race.page.get_by_role("button", name="Hide Gradient descent").click()
    race.when("stage.picture.tracks[0].hidden")
    race.page.get_by_role("button", name="Adam η").click()
    race.when("stage.picture.tracks[3].selected")


def test_a_row_of_the_standings_opens_its_runners_controls(visit):
    race = still(visit)
    race.page.locator(".tw-standings .tw-name", has_text="RMSProp").click()
    race.page.locator(".st-key-run-rho").wait_for()


def test_on_a_phone_it_fits_and_a_thumb_can_use_it(visit):
    race = still(visit, **PHONE)
    assert race.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    tops = [race.page.locator(part).bounding_box()["y"] for part in (".tw-plot", ".tw-panel", ".tw-standings")]
    assert tops == sorted(tops)
    for button in race.page.locator(".tw-bar button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 40
    before = race.rev()
    race.page.touchscreen.tap(*race.pixel(0.5, 2.0))
    race.drawn(before)
    assert race.ask("stage.picture.pins[0]")["x"] == pytest.approx(0.5, abs=0.03)
