"""The page Maps in a real browser: a hand points, drags, zooms and goes back, on a phone and by keys too."""

from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import expect

from runs import edit
from runs.ground import Ground, landscape
from runs.map import codec as map_codec
from runs.map.edit import of_settings, with_methods
from runs.map.map import Map, first_map
from tests.browser.conftest import PHONE, Race, until

SHORT = Map(edit.with_steps(first_map().base, 150))
READY = ".tw-map[data-size='256']"
OVER = ".tw-map-over"


class Maps(Race):
    """The page of maps."""

    def words(self) -> dict[str, str]:
        """The words in the address bar."""
        return dict(parse_qsl(urlsplit(self.url).query))

    def fine(self, after: int) -> None:
        """Wait for a fine map that is newer than `after`."""
        self.when(f"stage?.received > {after} && stage.map.n === 256 && !stage.source.busy")

    def place(self, u: float, v: float, which: int = 0) -> tuple[float, float]:
        """The pixel of the window at these shares of a map."""
        x, y, size = self.page.evaluate(
            "([which]) => { const { over, frames } = document.querySelector('.tw-map').stage, frame = frames[which],"
            "{ left, top } = over.getBoundingClientRect();"
            "return [left + frame.left, top + frame.top, frame.size]; }",
            [which],
        )
        return x + u * size, y + (1 - v) * size

    def told(self) -> str:
        """What is said of the cell."""
        return self.page.locator(".tw-map-readout").inner_text()


def opened(visit, **context) -> Maps:
    found = Maps(visit(f"maps?{map_codec.write(SHORT)}", READY, staged=False, **context).page)
    found.fine(0)
    return found


def test_a_hand_points_turns_a_dial_drags_the_cross_and_zooms(visit):
    found = opened(visit)
    mouse = found.page.mouse
    mouse.move(*found.place(0.3, 0.7))
    until(lambda: "minimum" in found.told())
    found.when("stage.path && stage.path.link.includes('x=-2.')")  # the run of the cell is drawn
    dial = found.page.locator(".tw-dial input").first
    before = found.ask("stage.received")
    dial.focus()
    dial.press("ArrowLeft")
    found.fine(before)
    until(lambda: found.words()["run1.rate"] != "0.013")
    cross, (x, y) = found.page.locator(".tw-map-cross").first, found.place(0.75, 0.25)
    before = found.ask("stage.received")
    cross.drag_to(found.page.locator(OVER), target_position=found.page.evaluate(
        "([x, y]) => { const { left, top } = document.querySelector('.tw-map-over').getBoundingClientRect();"
        "return { x: x - left, y: y - top }; }", [x, y],
    ))  # fmt: skip
    until(lambda: (found.words()["x"], found.words()["y"]) == ("2.5", "-2.5"))
    found.fine(before)
    before = found.ask("stage.received")
    mouse.move(*found.place(0.5, 0.5))
    mouse.down()
    mouse.move(*found.place(0.75, 0.75), steps=3)
    mouse.up()
    found.fine(before)
    until(lambda: "left" in found.words())
    assert abs(float(found.words()["right"]) - 2.5) < 0.1
    mouse.wheel(0, -200)
    found.when("stage.map.sides[0].high - stage.map.sides[0].low < 2.4 && stage.map.n === 256 && !stage.source.busy")
    found.page.go_back()
    found.page.go_back()
    until(lambda: "left" not in found.words())
    found.when("stage.map.sides[0].low === -5 && stage.map.n === 256")


def test_two_methods_share_pointer_and_zoom_and_have_a_cross_each(visit):
    question = with_methods(of_settings(Map(edit.with_steps(first_map().base, 60))), 1)
    found = Maps(visit(f"maps?{map_codec.write(question)}", READY, staged=False).page)
    found.fine(0)
    page, words = found.page, found.words()
    assert page.evaluate("document.querySelector('.tw-map').stage.frames.length") == 2
    page.mouse.move(*found.place(0.4, 0.6, 1))
    until(lambda: "Momentum: " in found.told() and "; Gradient descent (dashed): " in found.told())
    found.when("stage.path && stage.path.tracks.length === 2")
    before, cross = found.ask("stage.received"), page.locator(".tw-map-cross").nth(1)
    cross.focus()
    cross.press("ArrowRight")
    found.fine(before)
    until(lambda: found.words()["run2.rate"] != words["run2.rate"])
    assert found.words()["run1.rate"] == words["run1.rate"]
    page.mouse.move(*found.place(0.4, 0.6, 1))
    page.mouse.wheel(0, -200)
    found.when("stage.map.sides[0].high < stage.map.sides[0].whole[1] && stage.map.n === 256 && !stage.source.busy")
    assert page.evaluate("document.querySelector('.tw-map').stage.scenes.every((one) => one.sides === one.map.sides)")
    page.locator(".tw-map-over").focus()
    page.keyboard.press("Backspace")
    found.when("stage.map.sides[0].high === stage.map.sides[0].whole[1] && !stage.source.busy")


def test_keys_move_from_cell_to_cell_zoom_ten_decades_and_open_the_race(visit):
    found = opened(visit)
    page, over = found.page, found.page.locator(OVER)
    over.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".tw-map .tw-live")).to_contain_text("steps")
    for _ in range(34):
        page.keyboard.press("+")
    found.when("stage.map.sides[0].high - stage.map.sides[0].low < 1e-9 && stage.map.n === 256 && !stage.source.busy")
    for _ in range(40):
        page.keyboard.press("+")
    until(lambda: "as near as float64 can see" in found.told())
    page.keyboard.press("0")
    found.when("stage.map.sides[0].low === -5 && stage.map.n === 256 && !stage.source.busy")
    page.keyboard.press("ArrowRight")
    x = found.words().get("x")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tw-roster li")
    assert Maps(page).words()["x"] != x


def test_two_fingers_zoom_on_a_phone_and_nothing_is_wider_than_the_window(visit):
    found = opened(visit, **PHONE)
    page = found.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    client, before = page.context.new_cdp_session(page), found.ask("stage.received")
    (x, y) = found.place(0.5, 0.5)

    def touch(kind: str, apart: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for apart in (30, 40, 60):
        touch("touchMove", apart)
    touch("touchEnd", 60)
    found.fine(before)
    found.when("stage.map.sides[0].high - stage.map.sides[0].low < 6")


def test_a_mark_is_the_best_setting_and_a_click_goes_there(visit):
    base = of_settings(first_map()).base
    scene = edit.with_steps(edit.on_ground(base, Ground(landscape("bowl")), (-1.6, 0.8)), 60)
    question = Map(edit.with_rate(scene, 0, 0.05), ("rate", "method.momentum"))
    found = Maps(visit(f"maps?{map_codec.write(question)}", READY, staged=False).page)
    found.fine(0)
    mark = found.page.locator(".tw-map-marks .tw-map-mark")
    expect(mark).to_have_accessible_name(
        "Go there: Fastest on a quadratic with μ = 1 and λ = 10: η = 4/(√λ + √μ)², γ = ((√κ − 1)/(√κ + 1))². In the "
        "long run every step leaves 0.5195 of the error."
    )
    mark.press("Enter")
    until(lambda: abs(float(found.words()["run1.rate"]) - 4 / (10**0.5 + 1) ** 2) < 1e-5)
    assert abs(float(found.words()["run1.momentum"]) - ((10**0.5 - 1) / (10**0.5 + 1)) ** 2) < 1e-5
    assert found.ask("stage.map.n") == 256
