"""The landscape in three dimensions in a real browser: our paths must match Plotly's camera."""

import json
import math

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PATIENCE, PHONE

SPACE = "stage.overlay.space"


def seen(visit, query, **options):
    """A page whose surface is drawn, paused at step 40."""
    race = visit(query, **options)
    race.when(f"!!{SPACE}?.camera()")
    race.play(on=False)
    race.ask("stage.clock.seek(40)")
    race.at_step(40)
    return race


def turned(race):
    """Turn the surface by the mouse; the position of the eye before and after."""
    race.page.locator(".tw-space").scroll_into_view_if_needed()
    box = race.page.locator(".tw-space").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = eye(race)
    race.page.mouse.move(x, y)
    race.page.mouse.down()
    race.page.mouse.move(x + 60, y, steps=3)
    race.page.mouse.up()
    race.when(f"{SPACE}.seen !== {json.dumps(before)}")
    return before, rest(race)


def eye(race):
    return race.ask(f"{SPACE}.seen")


def rest(race):
    """The camera once it has stopped, since it follows the pointer with a delay."""
    last = ""
    while (now := eye(race)) != last:
        last = now
        race.frames(24)
    return now


def spots(race):
    """Where the paths of a run lie in space, in pixels of the plot."""
    return race.ask("stage.overlay.lines.filter((l) => l.inSpace).map((l) => [...l.points].slice(0, 80))")


def test_what_plotly_keeps_to_itself_is_where_we_look_for_it(visit):
    race = seen(visit, "?v=1&view=both")
    camera = race.ask(f"{SPACE}.camera()")
    assert {name: len(camera[name]) for name in ("model", "view", "projection", "scale")} == {
        "model": 16, "view": 16, "projection": 16, "scale": 3,
    }  # fmt: skip
    # The camera that Plotly makes public stands where its matrices say: at the same distance from the middle.
    public = race.ask(f"{SPACE}.box.layout.scene.camera")
    back = [-sum(camera["view"][4 * k + i] * camera["view"][12 + i] for i in range(3)) for k in range(3)]
    assert back == pytest.approx([public["eye"][axis] for axis in "xyz"], abs=1e-3)
    assert all(math.isfinite(v) for line in spots(race) for v in line)


def test_paths_lie_on_the_surface_and_turn_with_it_and_the_camera_stays_across_changes(visit):
    race = seen(visit, "?v=1&view=both")
    here = race.ask(
        "(() => { const f = stage.overlay.frames.at(-1), l = stage.overlay.lines.find((l) => l.inSpace);"
        " return [f.left, f.width, f.top, f.height, ...l.points.slice(0, 2)]; })()"
    )
    left, width, top, height, x, y = here
    assert left < x < left + width
    assert top < y < top + height
    before = spots(race)
    _, camera = turned(race)
    assert spots(race) != before
    assert race.start() == (-1.2, 1.0)  # rotating the surface does not set the start
    rev = race.rev()
    race.type("x", "0.5")
    race.drawn(rev)
    race.when("!stage.stale")
    assert rest(race) == camera


def test_a_surface_alone_takes_the_place_of_the_map_and_its_lenses(visit):
    race = seen(visit, "?v=1&view=surface")
    assert race.page.locator(".tw-pin").count() == 0
    assert race.ask("stage.overlay.lines.filter((l) => l.map && !l.inSpace).length") == 0
    before = eye(race)
    race.page.get_by_role("button", name="Zoom in").click()
    race.when(f"{SPACE}.seen !== {json.dumps(before)}")
    height = f"{SPACE}.box.layout.scene.camera.eye.z - {SPACE}.first.z"
    race.when(f"{height} < 0")
    for key, more in (("ArrowUp", "z"), ("ArrowRight", "x")):  # the focus is on the button still
        place = f"{SPACE}.box.layout.scene.camera.eye.{more}"
        before = race.ask(place)
        race.page.keyboard.press(key)
        race.when(f"{place} > {before}")
    race.page.get_by_role("button", name="Show the whole map").click()
    race.when(f"{height} === 0")
    last = race.page.locator(".tw-standings tbody tr").last.bounding_box()
    assert last["y"] + last["height"] <= 800


def test_on_a_phone_map_and_surface_stack_and_nothing_is_wider_than_the_screen(visit):
    race = seen(visit, "?v=1&view=both", **PHONE)
    places = race.ask("stage.places.map((p) => [p.left, p.top, p.width])")
    assert places[4][1] > places[0][1]
    assert places[1][1] > places[4][1]
    assert all(left >= 0 and left + width <= 390 for left, _, width in places)
    assert race.page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_without_webgl_one_sentence_stands_there_and_the_map_stays(browser, server):
    context = browser.new_context(viewport=DESKTOP)
    context.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        " return kind.includes('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(f"{server}/?v=1&view=both")
    expect(page.locator(".tw-error")).to_contain_text("no WebGL")
    expect(page.locator(".tw-pin")).to_have_count(1)
    expect(page.get_by_role("radio", name="Show the surface in 3D")).to_have_attribute("aria-disabled", "true")
    map_width = "document.querySelector('.tw-stage').stage.places[0].width"
    assert page.evaluate(f"() => {map_width} / document.querySelector('.tw-plot').clientWidth") > 0.45
    page.get_by_role("radio", name="Show map and surface").click(force=True)  # it is off
    expect(page.locator(".tw-lost")).to_contain_text("no WebGL")
    context.close()


def test_the_buttons_above_the_map_choose_between_map_and_surface_by_mouse_and_keyboard(visit):
    race = visit("?v=1")
    group = race.page.get_by_role("radiogroup", name="Map or surface")
    group.get_by_role("radio", name="Show map and surface").click()
    race.addressed("view=both")
    race.when(f"!!{SPACE}?.camera()")
    race.page.keyboard.press("ArrowRight")  # round to the first
    race.page.keyboard.press("Enter")
    race.addressed("view=map")
    race.when("stage.picture.view === 'map'")
    expect(group.get_by_role("radio", name="Show the map")).to_be_checked()
    assert race.page.locator(".stSidebar").get_by_text("View", exact=True).count() == 0
