"""Equal axes in a real browser: what is perpendicular looks perpendicular, and the button travels in the link."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

UNITS = "stage.frames().filter((f) => !f.chart).map((f) => [f.width / (f.x[1] - f.x[0]), f.height / (f.y[1] - f.y[0])])"
DRAWN = """(() => {
  const { xaxis, yaxis } = stage.plot.element._fullLayout;
  return [xaxis._length / (xaxis.range[1] - xaxis.range[0]), yaxis._length / (yaxis.range[1] - yaxis.range[0])];
})()"""
LARGE = {"viewport": {"width": 1920, "height": 1080}}


def settled(race):
    """Plotly has drawn the latest picture."""
    race.when("!stage.stale && !stage.source.busy")
    return race


@pytest.mark.parametrize("device", [{}, LARGE, PHONE], ids=["1280", "1920", "390"])
@pytest.mark.parametrize("page", ["", "anatomy?runner=4", "compare"], ids=["race", "anatomy", "compare"])
def test_a_unit_is_as_long_in_x_as_in_y(visit, page, device):
    race = settled(visit(page, beside=".tw-stage[data-still]", **device))
    for across, up in [*race.ask(UNITS), race.ask(DRAWN)]:
        assert across == pytest.approx(up, rel=1e-6)


def test_the_button_stretches_the_map_and_the_link_says_so(visit):
    race = settled(visit())
    button = race.page.get_by_role("button", name="Equal axes")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert "axes=" not in race.url
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    race.addressed("axes=stretched")
    settled(race)
    assert race.ask("stage.frames()[0].x") == [-2, 2]
    again = settled(visit("?" + race.url.split("?")[1]))
    expect(again.page.get_by_role("button", name="Equal axes")).to_have_attribute("aria-pressed", "false")
    assert again.ask("stage.frames()[0].x") == [-2, 2]
    again.page.get_by_role("button", name="Equal axes").click()
    again.addressed("axes=equal")


def test_anatomy_has_no_button_for_it(visit):
    race = visit("anatomy?runner=4&axes=stretched", beside=".tw-line [data-of]")
    expect(race.page.get_by_role("button", name="Equal axes")).to_have_count(0)


def test_zooming_out_never_leaves_the_ground(visit):
    race = settled(visit())
    out = race.page.get_by_role("button", name="Zoom out")
    for _ in range(6):
        if out.is_enabled():
            out.click()
            settled(race)
    expect(out).to_be_disabled()
    (across, up), *_ = race.ask(UNITS)
    assert across == pytest.approx(up, rel=1e-6)
    x, y = race.ask("[stage.frames()[0].x, stage.frames()[0].y]")
    assert x[0] >= -8 - 1e-9
    assert x[1] <= 8 + 1e-9
    assert y[0] >= -7 - 1e-9
    assert y[1] <= 9 + 1e-9
