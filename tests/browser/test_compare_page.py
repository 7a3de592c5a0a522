"""The page Compare in a real browser: panes in step, captions, links, and the way to the race and back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from runs import codec
from runs.comparison import codec as comparison_codec
from runs.comparison.edit import first_comparison, separated
from tests.browser.conftest import PHONE, Race, until
from tests.hand import with_start_in_pane


class Compare(Race):
    """The page that compares, in a browser."""

    def rested(self, beside: str = ".tw-caption") -> None:
        """Wait until every pane has its caption and the page has finished its run."""
        super().rested(beside)

    def still(self) -> "Compare":
        self.play(on=False)
        self.page.keyboard.press("Home")
        self.at_step(0)
        return self

    @property
    def captions(self) -> list[str]:
        return [text.split("\n")[0] for text in self.page.locator(".tw-caption").all_inner_texts()]

    def comparison(self) -> Any:
        """The comparison in the address bar."""
        return comparison_codec.read(urlsplit(self.url).query).comparison

    def at(self, pane: int, x: float, y: float) -> tuple[float, float]:
        """Where a point of a pane is on the screen."""
        f = self.ask(f"stage.frames()[{pane}]")
        box = self.page.locator(".tw-plot").bounding_box()
        assert box
        across, up = (x - f["x"][0]) / (f["x"][1] - f["x"][0]), (y - f["y"][0]) / (f["y"][1] - f["y"][0])
        return box["x"] + f["left"] + across * f["width"], box["y"] + f["top"] + (1 - up) * f["height"]

    def drag(self, pane: int, begin: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*self.at(pane, *begin))
        mouse.down()
        mouse.move(*self.at(pane, *end), steps=4)
        mouse.up()


@pytest.fixture
def compare(visit: Callable[..., Race]) -> Callable[..., Compare]:
    """Opens the page by its own address."""
    return lambda query="", **options: Compare(visit(f"compare{query}", ".tw-caption", **options).page)


def headings(page: Page) -> list[str]:
    return page.locator(".tw-heading").all_inner_texts()


def test_a_newcomer_sees_nine_panes_in_step_with_the_best_and_the_diverged_marked(compare):
    found = compare(reduced_motion="no-preference")
    found.when("stage.root.dataset.step > 0")  # it plays by itself
    assert sorted(headings(found.page)) == sorted(["η 0.01", "η 0.08", "η 0.15", "γ 0", "γ 0.9", "γ 0.99"])
    assert len(found.captions) == 9
    assert found.page.locator(".tw-corner b").all_inner_texts() == ["fewest steps"]
    assert found.page.locator(".tw-caption b").count() == 1
    found.still()
    found.page.get_by_role("slider", name="Step", exact=True).fill("150")
    found.at_step(150)
    assert len(found.paths()["loss"]) == 9
    assert all(run[0] == pytest.approx(-4.5) for run in found.paths()["x"])
    panes = found.ask("stage.places.slice(0, 9)")
    plot, bar, last = (found.page.locator(part).last.bounding_box() for part in (".tw-plot", ".tw-bar", ".tw-caption"))
    assert all(plot["y"] + p["top"] + p["height"] < bar["y"] for p in panes)
    assert last["y"] + last["height"] <= bar["y"] + bar["height"] <= 800


def test_a_link_gives_the_same_picture(compare):
    comparison = with_start_in_pane(separated(first_comparison()), 4, -3.0, 0.5)
    found = compare("?" + comparison_codec.write(comparison))
    starts = list(zip(*(found.paths()[axis] for axis in "xy"), strict=True))
    assert [(x[0], y[0]) for x, y in starts] == [pytest.approx(run.start) for run in comparison.runs()]
    assert found.comparison() == comparison
    found.page.reload()
    found.drawn(0)
    found.rested()
    assert list(zip(*(found.paths()[axis] for axis in "xy"), strict=True)) == starts


def test_what_varies_is_typed_and_every_caption_follows(compare):
    found = compare().still()
    before, captions = found.rev(), found.captions
    found.type("across-typed", "0.02, 0.05")
    found.drawn(before)
    expect(found.page.locator(".tw-caption")).to_have_count(6)
    assert found.captions[0] != captions[0]
    until(lambda: found.comparison().across.values == (0.02, 0.05))
    assert found.comparison().down == first_comparison().down


def test_a_pin_moves_the_start_of_all_panes_or_of_its_own(compare):
    found = compare().still()
    found.drag(4, (-4.5, 1.2), (-2.0, -1.0))
    until(lambda: len({run.start for run in found.comparison().runs()}) == 1 and found.comparison().base.start[0] > -3)
    x, y = found.comparison().base.start
    assert (x, y) == pytest.approx((-2.0, -1.0), abs=0.1)
    assert all(run[0] == pytest.approx(x) for run in found.paths()["x"])
    found.rested()
    found.page.get_by_text("A start for each").click()
    until(lambda: found.comparison().starts)
    found.rested()
    found.drag(0, (x, y), (1.0, 1.5))
    until(lambda: len(set(found.comparison().starts)) == 2)
    assert found.comparison().starts[1:] == ((x, y),) * 8


def test_one_click_opens_a_pane_in_the_race_and_one_click_there_comes_here(compare):
    found = compare().still()
    pane = first_comparison().scenes()[3]
    found.page.locator(".tw-pick").nth(3).click()
    found.when("!location.href.includes('/compare')")
    race = Race(found.page)
    race.rested()
    assert codec.read(urlsplit(race.url).query).scene == pane
    assert race.page.locator(".tw-roster li").count() == 1
    race.page.get_by_role("button", name="Side by side").click()
    found.addressed("/compare")
    found.rested()
    until(lambda: found.comparison().base == pane)
    assert dict(parse_qsl(urlsplit(found.url).query))["across"] == "rate"


def test_on_a_phone_rows_and_columns_have_headings_the_star_its_words_and_nothing_overflows(compare):
    found = compare(**PHONE)
    assert sorted(headings(found.page)) == sorted(["η 0.01", "η 0.08", "η 0.15", "γ 0", "γ 0.9", "γ 0.99"])
    star = found.page.locator(".tw-corner b")
    expect(star).to_have_text("fewest steps")
    assert star.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") >= 12
    assert star.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert found.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    boxes = [box.bounding_box() for box in found.page.locator(".tw-caption").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    assert boxes[0]["y"] == boxes[2]["y"] < boxes[8]["y"]
