"""The playhead in links: copied, printed, in the address bar, opened, forged, and shown on another site's page."""

import pytest
from playwright.sync_api import expect

PAGES = {
    "": ".tw-roster li", "compare": ".tw-caption", "clouds": ".tw-stage", "anatomy": ".tw-line [data-of]",
    "schedules": ".tw-stage",
}  # fmt: skip
"""The pages with a stage, and what is beside it."""
QUESTION = {"clouds": "walkers=64"}
COPIED = "() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }"


def copied(race):
    """The text that Copy link copies."""
    race.page.evaluate(COPIED)
    race.page.get_by_role("button", name="Copy link").click()
    return race.page.wait_for_function("window.copied").json_value()


def named(race, step):
    """Wait until the address bar names this step, or none."""
    race.when(f"new URLSearchParams(location.search).get('step') === {'null' if step is None else repr(str(step))}")


@pytest.fixture
def opened(visit):
    """Opens one of the pages under a link."""

    def open_page(page, query=""):
        asked = "&".join(filter(None, (QUESTION.get(page, ""), query)))
        return visit(f"{page}?{asked}" if asked else page, beside=PAGES[page], reduced_motion="no-preference")

    return open_page


def settled(race, step):
    """Wait until the playhead rests at this step, a while after the page was opened."""
    race.at_step(step)
    race.frames(10)
    assert (race.step, race.ask("stage.clock.playing")) == (step, False)


@pytest.mark.parametrize("page", PAGES)
def test_a_copied_link_opens_at_the_step_where_the_playhead_rests_and_does_not_play(opened, visit, page):
    race = opened(page)
    race.play(on=False)
    race.ask("stage.clock.seek(37)")
    race.at_step(37)
    link = copied(race)
    assert "step=37" in link.partition("?")[2].split("&")
    named(race, 37)
    other = visit(f"{page}?{link.partition('?')[2]}", beside=PAGES[page], reduced_motion="no-preference")
    settled(other, 37)
    expect(other.page.locator(".tw-error")).to_be_hidden()
    expect(other.page.get_by_test_id("stAlert")).to_have_count(0)
    named(other, 37)
    other.play(on=True)
    assert "step=" not in copied(other)


FORGED = ["abc", "-3", "1e9", "", "37.5", "301"]


@pytest.mark.parametrize("text", FORGED)
def test_a_forged_step_gets_a_sentence_and_is_ignored(visit, text):
    race = visit(f"?v=1&landscape=bowl&steps=300&run1=gd&run1.rate=0.02&step={text}")
    said = f"step in the link: it must be a whole number from 0 to 300, not “{text}”. It is ignored."
    expect(race.page.locator(".tw-error")).to_have_text(said)
    race.at_step(300)  # it has played to its end, as it does without


def test_on_anatomy_the_address_bar_holds_the_step_and_a_reload_shows_it_again(opened):
    race = opened("anatomy")
    settled(race, 10)
    named(race, None)  # where the page opens by itself no link has to name the step
    race.page.keyboard.press("ArrowRight")
    named(race, 11)
    race.page.reload()
    race.drawn(0)
    settled(race, 11)
    race.page.keyboard.press("End")
    named(race, 300)
    race.page.keyboard.press("Home")
    named(race, 0)


def test_the_address_bar_is_not_written_while_a_race_plays_and_names_no_step_at_its_end(visit):
    race = visit("?v=1&landscape=bowl&steps=200&run1=gd&run1.rate=0.02")
    race.page.evaluate("""() => {
      window.written = [];
      for (const how of ["pushState", "replaceState"]) {
        const own = history[how].bind(history);
        history[how] = (state, title, url) => { window.written.push(String(url)); own(state, title, url); };
      }
    }""")
    race.at_step(200)
    race.frames(60)
    assert [url for url in race.page.evaluate("window.written") if "step=" in url.replace("steps=", "")] == []
    named(race, None)
    race.ask("stage.clock.seek(90)")
    named(race, 90)
    race.play(on=True)
    named(race, None)


def test_the_step_stays_when_a_setting_is_changed_and_comes_back_with_the_history(visit):
    race = visit("?v=1&landscape=bowl&steps=200&run1=gd&run1.rate=0.02&step=50")
    settled(race, 50)
    before = race.rev()
    race.type("run-rate-exact", "0.03")
    race.drawn(before)
    race.rested()
    race.addressed("run1.rate=0.03")
    named(race, 50)
    assert race.step == 50
    race.page.go_back()
    race.when("location.href.includes('run1.rate=0.02')")
    race.rested()
    settled(race, 50)
