"""What the stage says belongs to what it shows: events, forks, and a server that is away."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

RESTS = "?v=1&landscape=himmelblau&x=0.5&y=-1&steps=300&run1=gd&run1.rate=0.01"
LONG = "?v=1&landscape=rastrigin&x=4.3&y=-3.7&steps=300&run1=momentum&run1.rate=0.02"
FULL = "?v=1&landscape=bowl&" + "&".join(f"run{i}=gd&run{i}.rate={0.01 * i}" for i in range(1, 9))
OF_THE_PICTURE = """(() => {
  const said = stage.parts.panel.querySelector(".tw-message").textContent;
  return said === "" || stage.picture.events.some(({ text }) => said.includes(text));
})()"""


def at_its_end(visit, query, **device):
    race = visit(query, **device)
    race.at_step(300)
    return race


def test_a_sentence_does_not_outlive_its_picture(visit):
    race = at_its_end(visit, RESTS)
    said, dial = race.page.locator(".tw-message"), race.page.locator(".tw-dial input").first
    expect(said).to_contain_text("Convergence")
    box = dial.bounding_box()
    middle = box["y"] + box["height"] / 2
    race.page.mouse.move(box["x"] + box["width"] / 2, middle)
    race.page.mouse.down()
    race.page.mouse.move(box["x"] + 4, middle)
    race.when("stage.picture.moving && stage.draft")
    assert race.ask(OF_THE_PICTURE)
    expect(said).to_be_empty()
    expect(race.page.locator(".tw-event")).to_have_count(0)
    race.when("stage.picture.moving && !stage.draft")  # while the hand rests, everything is drawn
    assert race.ask(OF_THE_PICTURE)
    race.page.mouse.up()
    race.when("!stage.picture.moving")
    assert race.ask(OF_THE_PICTURE)


def test_a_sentence_does_not_outlive_its_picture_that_a_key_or_the_sidebar_changes(visit):
    race = at_its_end(visit, RESTS)
    expect(race.page.locator(".tw-message")).to_contain_text("Convergence")
    race.page.locator(".tw-dial input").first.press("Home")
    expect(race.page.locator(".tw-status")).to_have_text(["hardly moving, arrived at step 23 before"])
    assert race.ask(OF_THE_PICTURE)


def test_the_button_that_forks_offers_the_last_step_that_means_something(visit):
    race = at_its_end(visit, RESTS.replace("0.01", "0.0001"))
    race.page.get_by_role("button", name="Fork at step 299", exact=True).click()
    expect(race.page.locator(".tw-roster li")).to_have_count(2)
    race.addressed("run2.at=299")
    expect(race.page.get_by_role("alert").filter(visible=True)).to_have_count(0)


def test_where_all_places_are_taken_no_button_asks_for_more(visit):
    race = at_its_end(visit, FULL)
    fork = race.page.locator(".tw-fork")
    expect(fork).to_have_text("No fork: all 8 places are taken")
    expect(fork).to_be_disabled()
    fork.click(force=True)
    assert race.ask("stage.source.seq") == 0
    roster = race.page.locator(".tw-roster")
    expect(roster.get_by_role("button", name="Add a runner")).to_be_disabled()
    expect(roster.locator("p")).to_have_text("All 8 places are taken.")


def test_at_either_end_the_buttons_that_lead_there_are_off_and_say_so(visit):
    race = at_its_end(visit, RESTS)
    off = race.page.locator('.tw-bar [aria-disabled="true"]')
    for key, title in (("End", "This is the last step"), ("Home", "This is the start")):
        race.page.keyboard.press(key)
        expect(off).to_have_count(2)
        assert [one.get_attribute("title") for one in off.all()] == [title] * 2
    race.page.keyboard.press("ArrowRight")
    expect(off).to_have_count(0)
    out = race.page.get_by_role("button", name="Zoom out")
    for _ in range(4):
        if out.is_enabled():
            out.click()
    expect(out).to_be_disabled()
    assert race.ask("stage.plot.isWidest(stage.picture, stage.frames())")
    race.page.get_by_role("button", name="Show the whole map").click()
    expect(out).to_be_enabled()


@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
def test_an_event_can_be_read_to_its_end(visit, device):
    race = at_its_end(visit, LONG, **device)
    mark, said = race.page.locator(".tw-event").last, race.page.locator(".tw-said")
    mark.tap() if device else mark.click()
    expect(said).to_contain_text("longest are marked")
    race.page.keyboard.press("Escape")  # what explains the mark may lie above the sentence
    room = race.ask("stage.parts.table.offsetTop")
    said.tap() if device else said.click()
    assert said.evaluate("(one) => one.scrollHeight <= one.clientHeight")
    assert race.ask("stage.parts.table.offsetTop") == room


def test_a_picture_that_does_not_come_is_told_until_it_does(visit):
    race = at_its_end(visit, RESTS)
    lost = race.page.locator(".tw-lost")
    race.page.route("**/picture/**", lambda _: None)  # it is never answered
    race.page.locator(".tw-pin").first.press("ArrowRight")
    expect(lost).to_contain_text("The server is not responding.")
    assert not race.page.locator(".tw-error").is_visible()
    race.page.unroute("**/picture/**")
    expect(lost).to_be_empty()


def test_a_socket_that_is_closed_is_told_until_it_is_open(visit):
    race = visit(RESTS, locale="en-GB")  # a tab of its own, since what is added to it stays
    race.page.add_init_script("""
      window.sockets = [];
      window.WebSocket = class extends WebSocket {
        constructor(...given) { super(...given); sockets.push(this); }
      };
    """)
    race.page.reload()
    race.drawn(0)
    race.rested()
    lost = race.page.locator(".tw-lost")
    race.page.route("**/_stcore/**", lambda route: route.abort())
    race.page.evaluate("() => sockets.forEach((socket) => socket.close())")
    expect(lost).to_contain_text("The connection to the server is lost.")
    race.page.unroute("**/_stcore/**")
    expect(lost).to_be_empty()


def test_the_dials_say_whose_number_they_turn(visit):
    race = at_its_end(visit, RESTS + "&run2=adam&run2.rate=0.1")
    owner = race.page.locator(".tw-owner")
    expect(owner).to_have_text("Gradient descent")
    race.page.locator(".tw-standings").get_by_role("button", name="Adam").click()
    expect(owner).to_have_text("Adam")
