"""The page Schedules in a real browser: knots on the curve of the rate can be dragged."""

import pytest

from tests.browser.conftest import PHONE, until

HIDES = """((first, key) => first && key && first.left < key.right && key.left < first.right
  && first.top < key.bottom && key.top < first.bottom)(
    ...[".tw-first", ".tw-key"].map((one) => document.querySelector(one)?.getBoundingClientRect()))"""
"""Whether the first line on the map lies over the names of the runners."""


def test_a_knot_is_dragged_on_the_curve_and_the_link_gives_the_same_rate(visit):
    page = visit("schedules", ".tw-cards")
    page.play(on=False)
    knot = page.page.locator(".tw-pin").nth(3)
    box = knot.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = page.paths()["rate"][0]
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x, y - 30, steps=4)
    page.page.mouse.up()
    page.when(f"stage.picture.series.rate[0][150] > {before[150]}")
    page.addressed("run1.schedule.k3")
    page.when("!location.href.includes('run1.schedule.k3=0.7&')")
    after = page.paths()["rate"]
    assert after[0][0] == before[0]
    again = visit("schedules?" + page.url.partition("?")[2], ".tw-cards")
    until(lambda: again.paths()["rate"] == after)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_nothing_is_wider_than_the_screen_and_every_schedule_has_its_card(visit, options):
    page = visit("schedules", ".tw-cards", **options)
    page.when(f"({HIDES}) === false")
    assert page.page.locator(".tw-cards img").count() == 14
    assert page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.page.evaluate("() => [...document.querySelectorAll('.tw-cards img')].every((i) => i.naturalWidth > 0)")
