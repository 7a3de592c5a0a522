"""The clouds page in a real browser: it is drawn and plays, follows a drag, and its link gives the same clouds."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from runs import crowd_codec, edit
from runs.crowd import first_crowd
from tests.browser.conftest import Race, until

FEW = replace(first_crowd(), base=edit.with_steps(first_crowd().base, 100), walkers=200)
SAYS = "one of 200 runs"


class Clouds(Race):
    """The page of clouds."""

    def rested(self, beside: str = ".js-plotly-plot .bars") -> None:
        """Wait until the histogram below the stage is there too and the page has finished its run."""
        super().rested(beside)

    def crowd(self):
        """The ensemble in the address bar."""
        return crowd_codec.read(urlsplit(self.url).query).crowd


def test_clouds_are_drawn_and_follow_a_hand_and_their_link_gives_them_again(visit):
    found = Clouds(visit(f"clouds?{crowd_codec.write(FEW)}", ".js-plotly-plot .bars").page)
    until(lambda: found.step > 0)
    found.play(on=False)
    # The clouds' module is fetched only when a picture needs it.
    until(lambda: found.ask("!!stage.overlay.crowd"))
    assert SAYS in found.page.locator(".tw-stage").inner_text()
    mouse, (x, y) = found.page.mouse, FEW.base.start
    mouse.move(*found.pixel(x, y))
    mouse.down()
    mouse.move(*found.pixel(x - 0.8, y + 0.6), steps=4)
    mouse.up()
    until(lambda: found.crowd().base.start != (x, y))
    found.rested()
    until(lambda: SAYS in found.page.locator(".tw-stage").inner_text())
    assert found.paths()["x"][0][0] == found.paths()["x"][1][0] == pytest.approx(found.crowd().base.start[0])
    before, crowd = found.paths(), found.crowd()
    found.page.reload()
    found.drawn(0)
    found.rested()
    assert found.crowd() == crowd
    assert found.paths() == before
