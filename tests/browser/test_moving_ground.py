"""A landscape that moves: the map never shows the old ground as if it were the present one, and has one star."""

import pytest

from tests.browser.test_axes import settled

LINK = "landscape=moving_bowl&x=-2&y=1.5&steps=300&run1=gd&run1.rate=0.05"
OPACITY = "Number(getComputedStyle(stage.parts.ground).opacity)"
STARS = """stage.plot.element.data.filter((t) => t.mode === "markers").flatMap((t) => t.x).length"""


@pytest.mark.parametrize("page", ["?", "anatomy?"], ids=["race", "anatomy"])
def test_the_ground_of_the_start_fades_and_the_only_star_is_that_of_the_playhead(visit, page):
    race = settled(visit(page + LINK, beside=".tw-stage[data-still]"))
    slider = race.page.get_by_role("slider", name="Step", exact=True)
    slider.fill("0")
    race.at_step(0)
    race.when(f"{OPACITY} === 1")
    slider.fill("150")
    race.at_step(150)
    race.when(f"{OPACITY} < 0.5")
    assert race.ask(STARS) == 0
    assert race.ask("stage.overlay.guides.length") == 1
    assert race.ask("stage.picture.panes[0].title") == "Moving bowl, ground of step 0"


def test_ground_that_stays_does_not_fade_and_keeps_its_star(visit):
    race = settled(visit())
    assert race.step == 300
    assert race.ask(OPACITY) == 1
    assert race.ask(STARS) == 1
    assert race.ask("stage.picture.panes[0].title") == "Rosenbrock"
