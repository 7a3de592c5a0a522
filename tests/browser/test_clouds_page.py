"""The clouds page in a real browser: it is drawn and plays, follows a drag, and its link gives the same clouds."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from runs import edit
from runs.ensemble import codec as ensemble_codec
from runs.ensemble.ensemble import first_ensemble
from tests.browser.conftest import Race, until

FEW = replace(first_ensemble(), base=edit.with_steps(first_ensemble().base, 100), walkers=200)
SAYS = "one of 200 runs"


class Clouds(Race):
    """The page of clouds."""

    def rested(self, beside: str = ".js-plotly-plot .bars") -> None:
        """Wait until the histogram below the stage is there too and the page has finished its run."""
        super().rested(beside)

    def ensemble(self):
        """The ensemble in the address bar."""
        return ensemble_codec.read(urlsplit(self.url).query).ensemble


def test_clouds_are_drawn_and_follow_a_hand_and_their_link_gives_them_again(visit):
    found = Clouds(visit(f"clouds?{ensemble_codec.write(FEW)}", ".js-plotly-plot .bars").page)
    found.when("stage.root.dataset.step > 0")
    found.play(on=False)
    # The clouds' module is fetched only when a picture needs it.
    found.when("!!stage.overlay.clouds")
    assert SAYS in found.page.locator(".tw-stage").inner_text()
    mouse, (x, y) = found.page.mouse, FEW.base.start
    mouse.move(*found.pixel(x, y))
    mouse.down()
    mouse.move(*found.pixel(x - 0.8, y + 0.6), steps=4)
    mouse.up()
    until(lambda: found.ensemble().base.start != (x, y))
    found.rested()
    expect(found.page.locator(".tw-stage")).to_contain_text(SAYS, use_inner_text=True)
    before, ensemble = found.paths(), found.ensemble()
    assert before["x"][0][0] == before["x"][1][0] == pytest.approx(ensemble.base.start[0])
    found.page.reload()
    found.drawn(0)
    found.rested()
    assert found.ensemble() == ensemble
    assert found.paths() == before
