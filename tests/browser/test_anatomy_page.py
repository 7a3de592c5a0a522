"""Anatomy in a real browser: the numbers in the formulas follow the playhead, and a reader can recompute them."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, until


def anatomy(visit, runner, **options):
    """The page of one runner of the opening scene."""
    return visit(f"anatomy?runner={runner}", beside=".tw-line [data-of]", **options)


def go(race, step):
    race.page.get_by_role("slider", name="Step", exact=True).fill(str(step))
    race.at_step(step)


def read(text):
    """A number as the page writes it."""
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    return float(
        re.sub(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "e" + m[1].translate(digits), text).replace("−", "-").strip("()")
    )


def numbers(race):
    """Every number that is shown, by the name of its series."""
    found = race.page.evaluate(
        "() => [...document.querySelectorAll('.tw-line [data-of]')].map((e) => [e.dataset.of, e.textContent])"
    )
    return {name: read(text) for name, text in found}


def test_a_reader_can_recompute_every_line_of_adam_at_any_step(visit):
    page = anatomy(visit, 4)
    for step in (0, 37, 12, 299):
        go(page, step)
        seen = until(lambda step=step: (n := numbers(page))["t"] == step + 1 and n)
        near = {"rel": 2e-3, "abs": 1e-12}
        for axis in "xy":
            n = {name.removesuffix(f".{axis}"): value for name, value in seen.items()}
            m, v = 0.9 * n["m_before"] + 0.1 * n["g"], 0.999 * n["v_before"] + 0.001 * n["g"] ** 2
            size = abs(n["m_before"]) + abs(n["g"])
            assert n["m"] == pytest.approx(m, abs=2e-3 * size)
            assert n["v"] == pytest.approx(v, **near)
            assert n["m_hat"] == pytest.approx(n["m"] / (1 - 0.9 ** n["t"]), **near)
            assert n["v_hat"] == pytest.approx(n["v"] / (1 - 0.999 ** n["t"]), **near)
            assert n["u"] == pytest.approx(n["m_hat"] / (n["v_hat"] ** 0.5 + 1e-8), **near)
            assert n["theta_next"] == pytest.approx(n["theta"] - n["rate"] * n["u"], abs=2e-3)
            parts = n["momentum_part"] + n["gradient_part"]
            size = abs(n["momentum_part"]) + abs(n["gradient_part"])
            assert parts == pytest.approx(-n["rate"] * n["u"], abs=2e-3 * size)


def test_keys_move_by_a_step_both_ways_and_the_view_keeps_the_walker_in_its_middle(visit):
    page = anatomy(visit, 4)
    go(page, 20)
    first = page.page.locator(".tw-anatomy").inner_text()
    for key, step in (("ArrowRight", 21), ("ArrowLeft", 20), ("ArrowLeft", 19), ("ArrowRight", 20)):
        page.page.keyboard.press(key)
        page.at_step(step)
        x, y = (page.ask(f"stage.picture.series.{axis}[0][{step}]") for axis in "xy")
        frame = page.ask("stage.frames()[0]")
        assert sum(frame["x"]) / 2 == pytest.approx(x, abs=1e-9)
        assert sum(frame["y"]) / 2 == pytest.approx(y, abs=1e-9)
    assert page.page.locator(".tw-anatomy").inner_text() == first
    assert "Step 21" in first
    page.page.get_by_role("button", name="Show the whole map").click()
    whole = page.when("Object.keys(stage.plot.zoom).length === 0 && [...stage.frames()[0].x, ...stage.frames()[0].y]")
    assert whole[0] <= -2 < 2 <= whole[1]
    assert whole[2] <= -1 < 3 <= whole[3]
    page.page.keyboard.press("ArrowRight")
    page.at_step(21)
    assert page.ask("[...stage.frames()[0].x, ...stage.frames()[0].y]") == whole


def test_after_its_last_step_the_run_has_no_numbers(visit):
    page = anatomy(visit, 1)
    page.page.locator(".tw-bar").get_by_role("button", name="To the end").click()
    page.at_step(300)
    expect(page.page.locator(".tw-now")).to_contain_text("ends at θ₃₀₀")
    assert set(page.page.locator(".tw-line [data-of]").all_text_contents()) == {"–"}
    page.page.keyboard.press("ArrowLeft")
    until(lambda: numbers(page)["rate"] == 0.0025)


def test_arrows_are_switched_on_and_off_and_say_how_long_they_are(visit):
    page = anatomy(visit, 4)
    go(page, 20)
    arrow = page.page.get_by_role("button", name="−m momentum", exact=True)
    assert arrow.get_attribute("aria-pressed") == "false"
    arrow.click()
    expect(arrow).to_have_attribute("aria-pressed", "true")
    scale = page.page.get_by_role("button", name="true to scale", exact=True)
    scale.click()
    expect(scale).to_have_attribute("aria-pressed", "true")


def test_another_rate_changes_the_numbers_and_keeps_the_step(visit):
    page = anatomy(visit, 4)
    go(page, 20)
    before, rev = numbers(page), page.rev()
    page.type("run-rate-exact", "0.02")
    page.drawn(rev)
    after = until(lambda: (n := numbers(page))["rate"] == 0.02 and n)
    assert page.step == 20
    assert after["theta_next.x"] != before["theta_next.x"]
    page.addressed("run4.rate=0.02")
    page.addressed("runner=4")


def test_on_a_phone_nothing_is_wider_than_the_screen(visit):
    page = anatomy(visit, 4, **PHONE)
    wide = page.page.evaluate("() => document.scrollingElement.scrollWidth")
    assert wide <= 390
    boxes = [box.bounding_box() for box in page.page.locator(".tw-anatomy, .tw-plot, .tw-bar, .tw-standings").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    page.page.evaluate("() => document.querySelector('.tw-standings').scrollIntoView({ block: 'end' })")
    boxes = [box.bounding_box() for box in page.page.locator(".tw-anatomy, .tw-plot, .tw-bar, .tw-standings").all()]
    spans = sorted((box["y"], box["y"] + box["height"]) for box in boxes)
    assert all(below[0] >= above[1] - 1 for above, below in pairwise(spans))


def frame(race):
    """The ranges of the map, once all of the latest picture is drawn."""
    race.when("!stage.stale && !stage.source.busy && stage.pins.held < 0")
    return race.ask("[...stage.frames()[0].x, ...stage.frames()[0].y]")


def choose(race, name):
    box = race.page.locator(".st-key-landscape input").first
    box.click()
    box.fill(name)
    race.page.get_by_role("option", name=name, exact=True).click()


MOVES = {
    "typing x": (lambda race: race.type("x", "0.5"), "x=0.5"),
    "another landscape": (lambda race: choose(race, "Ravine"), "landscape=ravine"),
    "typing y": (lambda race: race.type("y", "-0.75"), "y=-0.75"),
}


@pytest.mark.parametrize("move", MOVES)
def test_the_view_goes_where_the_walker_goes_and_a_copied_link_shows_the_same(visit, move):
    page = anatomy(visit, 4)
    before = frame(page)
    act, told = MOVES[move]
    act(page)
    page.addressed(told)
    page.when(f"stage.picture.query.includes({told!r})")
    now = frame(page)
    assert now != before
    x, y = (page.ask(f"stage.picture.series.{axis}[0][stage.clock.step]") for axis in "xy")
    assert [sum(now[:2]) / 2, sum(now[2:]) / 2] == pytest.approx([x, y], abs=1e-9)
    fresh = visit("anatomy?" + page.url.split("?")[1], beside=".tw-line [data-of]")
    assert frame(fresh) == pytest.approx(now, rel=1e-9)


def test_the_view_stands_still_while_the_start_is_dragged_and_then_follows(visit):
    page = anatomy(visit, 4)
    go(page, 0)
    before = frame(page)
    left, top = page.pixel(*page.start())
    page.page.mouse.move(left, top)
    page.page.mouse.down()
    page.page.mouse.move(left + 40, top + 30, steps=4)
    page.when("stage.pins.held >= 0 && stage.picture.moving && !stage.source.busy && !stage.draft && !stage.stale")
    assert page.ask("[...stage.frames()[0].x, ...stage.frames()[0].y]") == before
    page.page.mouse.up()
    page.when("!stage.source.busy && !stage.picture.moving")
    now = frame(page)
    x, y = (page.ask(f"stage.picture.series.{axis}[0][0]") for axis in "xy")
    assert [sum(now[:2]) / 2, sum(now[2:]) / 2] == pytest.approx([x, y], abs=1e-9)
    assert now != before
