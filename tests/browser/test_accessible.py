"""Accessibility of every page: axe's rules for WCAG 2.2 A and AA, keyboard use, reduced motion, and screen readers.

Each page is opened once, with all that unfolds in it, for every test here.
"""

import re
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import DESKTOP, Race, until

RULES, COLOURS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], ["color-contrast"]
NARROW = ViewportSize(width=390, height=844)
LOOKS = [(DESKTOP, "light", RULES), (DESKTOP, "dark", COLOURS), (NARROW, "dark", RULES), (NARROW, "light", COLOURS)]
"""Every size in every scheme. What is not about colours is the same in both schemes, and is looked at once a size."""


class Place(NamedTuple):
    """A page: its address, what is there when it is, has it a stage, does that play by itself, and what shows more.

    Each entry of `more` is a button and what is there when it has been pressed.
    """

    query: str
    ready: str
    staged: bool = True
    plays: bool = True
    more: tuple[tuple[str, str], ...] = ()


STAGE = ".tw-stage[data-still]"
SIDEBAR = '[data-testid="stSidebar"][data-collapsed="{}"]'
SCHEME = "getComputedStyle(document.querySelector('.stApp')).colorScheme"
PLACES = {
    "race": Place(
        "",
        ".tw-roster li",
        more=(
            (".st-key-takeaway-read button", ".stCode .token"),
            ("button[title^='Save a picture']", ".tw-menu:popover-open"),
        ),
    ),
    "space": Place("?v=1&landscape=himmelblau&run1=gd&run1.rate=9&run2=adam&steps=1e9&view=both", ".tw-space"),
    "compare": Place("compare", ".tw-caption"),
    "clouds": Place(
        "clouds",
        ".stPlotlyChart .main-svg",
        more=((".st-key-ensemble-sweep [role='radiogroup'] button", ".st-key-clouds-sweep .main-svg"),),
    ),
    "maps": Place("maps", ".tw-map[data-size='256']", staged=False),
    "network": Place(
        "network?network=softmax&epochs=4&run1=adam&run2=gd&sweep=on", ".tn-part[data-done='true']", staged=False
    ),
    "anatomy": Place("anatomy", ".tw-anatomy math", plays=False),
    "schedules": Place("schedules", ".tw-cards"),
    "learn": Place("learn", ".tl-path", staged=False),
    "scenes": Place("scenes", ".tw-story", staged=False),
    "reference": Place(
        "reference?entry=optimizer.adam",
        ".stCode .token",
        staged=False,
        more=((".st-key-reference-tree label", ".st-key-tree img"),),
    ),
}


@pytest.fixture(scope="module")
def visitor(stay):
    """One visitor for all pages, who prefers reduced motion."""
    return stay()


@pytest.fixture(scope="module", params=PLACES)
def place(request, visitor, server) -> tuple[Race, Place]:
    """The visitor at one of the pages, as it is when it is opened."""
    found = PLACES[request.param]
    visitor.page.set_viewport_size(DESKTOP)
    visitor.page.emulate_media(color_scheme="light")
    visitor.page.goto(f"{server}/{found.query}")
    visitor.rested(found.ready)
    if found.staged:
        visitor.page.wait_for_selector(STAGE, state="attached")
    return visitor, found


def resize(race: Race, found: Place, size: ViewportSize) -> None:
    """Set the size of the window; on a phone the names of the pages and the sidebar are then folded away."""
    race.page.set_viewport_size(size)
    narrow = size is NARROW
    links = race.page.get_by_test_id("stTopNavLink")
    expect(links).to_have_count(0) if narrow else links.first.wait_for(state="attached")
    if found.staged:
        race.page.wait_for_selector(SIDEBAR.format(str(narrow).lower()), state="attached")


def test_nothing_moves_by_itself(place):
    race, found = place
    race.when("document.getAnimations().every((one) => one.playState !== 'running')")
    if found.staged:
        last = race.ask("stage.picture.steps")
        if found.plays:
            race.at_step(last)
        before = race.step
        race.frames(6)
        assert race.step == before
        assert not race.ask("stage.clock.playing")
        assert race.page.get_by_role("slider", name="Step", exact=True).is_enabled()


FOCUSED = "document.activeElement?.ariaLabel ?? document.activeElement?.textContent"


def test_the_first_stop_of_the_keyboard_leads_to_play(place):
    race, found = place
    race.page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); }")
    race.page.keyboard.press("Tab")
    assert race.page.evaluate(FOCUSED) == "Skip to main content"
    if not found.staged:
        assert race.page.get_by_role("button", name="Play", exact=True).count() == 0
        return
    race.page.keyboard.press("Enter")
    assert race.page.evaluate(FOCUSED) == "Play"
    race.page.keyboard.press("Enter")
    race.when("stage.clock.playing")
    race.page.keyboard.press("Enter")
    race.when("!stage.clock.playing")
    assert race.page.evaluate("() => location.hash") == ""


UNFOLD = """() => {
  const closed = document.querySelectorAll(":is(.stExpander, .tw-story) details:not([open]) > summary");
  for (const one of closed) one.click();
  return closed.length === 0;
}"""


def unfold(race: Race, found: Place) -> None:
    """Open everything that unfolds on the page."""
    until(lambda: race.page.evaluate(UNFOLD))
    race.rested(found.ready)
    for button, shown in found.more:
        race.page.locator(button).first.click()
        race.rested(shown)


FAULTS = """async (rules) => {
  const found = [], run = (context, only) => axe.run(context, { runOnly: only, resultTypes: ["violations"] });
  for (const { id, nodes } of (await run(document, rules)).violations)
    for (const { html, target, failureSummary } of nodes) {
      const path = [target].flat(2), // through the shadow trees, from the outside in
        element = path.reduce((tree, one) => (tree?.shadowRoot ?? tree)?.querySelector(one), document);
      if (id === "target-size" && element) {
        // It may lie below the playback bar of a phone: whoever wants it scrolls, or gets to it by the keyboard.
        element.scrollIntoView({ block: "center" });
        if ((await run({ include: [{ fromShadowDom: path }] }, [id])).violations.length === 0) continue;
      }
      found.push([id, html.slice(0, 200), failureSummary]);
    }
  return found;
}"""


def faults(race: Race, rules: list[str]) -> list[tuple[str, str, str]]:
    """What axe finds: rule, element, why."""
    if not race.page.evaluate("() => 'axe' in window"):
        race.page.evaluate(AXE_SCRIPT)
    return race.page.evaluate(FAULTS, rules)


def test_axe_finds_nothing_in_any_look(place):
    race, found = place
    unfold(race, found)
    for size, scheme, rules in LOOKS:
        resize(race, found, size)
        race.page.emulate_media(color_scheme=scheme)
        race.when(f"{SCHEME} === {scheme!r}")
        race.rested(found.ready)
        left: list[Any] = []

        def clear(left=left, rules=rules) -> bool:
            left[:] = faults(race, rules)
            return not left

        # Colours change over a moment, and some pages are drawn again.
        until(clear, told=lambda size=size, scheme=scheme, left=left: f"{size}, {scheme}: {left}")


CONTROLS = """[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
  .filter((one) => !one.closest("[role=radiogroup], [role=tablist], [data-tag], [role=group]:has([role=combobox])"))"""
"""What can be got to. Of what belongs together (a group of choices, a box with its arrow) one part has the focus."""
STOP = """(round) => {
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  for (const one of CONTROLS) one.dataset.shown = "yes";
  const at = document.activeElement, canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  if (at === document.body) return null;
  const again = at.dataset.walked === `${round}`, pen = canvas.getContext("2d", { willReadFrequently: true });
  at.dataset.walked = round;
  // The luminance of colours laid over one another, the first one at the bottom.
  const light = (...colours) => {
    for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((x) => (x / 255 <= 0.04045 ? x / 3294.6 : ((x / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const around = [];
  for (let one = at; one; one = one.parentElement) around.push(one);
  const ringed = around.slice(0, 5).findLast((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && one.getBoundingClientRect().width > 4;
  }) ?? around.slice(0, 5).flatMap((one) => [...one.children]).find((one) =>
    getComputedStyle(one).outlineStyle === "solid" && parseFloat(getComputedStyle(one).outlineWidth) >= 2);
  const name = `${at.tagName} ${at.getAttribute("aria-label") ?? at.textContent.slice(0, 40)}`;
  if (!ringed) return { name, again, contrast: 0, seen: false };
  const papers = [];
  for (let one = ringed; (one = one.parentElement); ) papers.unshift(getComputedStyle(one).backgroundColor);
  const lights = [light("white", ...papers), light("white", ...papers, getComputedStyle(ringed).outlineColor)];
  const contrast = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
  const { x, y, width, height } = ringed.getBoundingClientRect();
  const seen = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].some(([across, down]) => {
    const hit = document.elementFromPoint(x + across * width, y + down * height);
    return hit && (ringed.contains(hit) || hit.contains(at));
  });
  return { name, again, contrast, seen };
}""".replace("CONTROLS", CONTROLS)
"""Where the focus is, and how that is seen, once every transition has come to its end: the buttons above a picture or a
text show themselves a moment after the focus has come, and hide a moment after it has gone."""
MOST = 400
ROUNDS = 5
LEFT_OUT = """() => [...document.querySelectorAll("[data-shown]:not([data-walked])")]
  .map((one) => one.outerHTML.slice(0, 200))"""
"""What was there at some stop of the walk, and nobody got to it."""


def walked(race: Race, number: int) -> list[dict[str, Any]]:
    """The stops of a round by the Tab key, up to the first that this round has met before."""
    stops: list[dict[str, Any]] = []
    while not (stops and stops[-1]["again"]) and len(stops) < MOST:
        race.page.keyboard.press("Tab")
        stops += filter(None, [race.page.evaluate(STOP, number)])  # After the last one the focus is nowhere at first.
    return stops


def test_the_keyboard_gets_everywhere_and_shows_where_it_is(place):
    race, found = place
    resize(race, found, NARROW if found.query == "compare" else DESKTOP)
    race.page.mouse.move(0, 0)  # Under the pointer buttons show themselves that the keyboard need not reach.
    race.page.keyboard.press("Escape")
    left: list[str] = []
    for number in range(ROUNDS):  # What the page draws anew behind the walk has no mark: the next round meets it.
        stops = walked(race, number)
        assert [stop for stop in stops if stop["contrast"] < 3] == []
        assert [stop["name"] for stop in stops if not stop["seen"]] == []
        left = race.page.evaluate(LEFT_OUT)
        if not left:
            break
    assert left == []


def test_a_listener_hears_who_runs_who_leads_and_what_a_change_does(visitor, server):
    race = visitor
    race.page.set_viewport_size(DESKTOP)
    race.page.goto(f"{server}/schedules")
    race.page.wait_for_selector(STAGE, state="attached")
    heard = race.page.locator(".tw-live")
    assert heard.get_attribute("aria-live") == "polite"
    expect(heard).to_have_text(re.compile(r"^Step 300 of 300\. 1\. "))
    first = heard.text_content() or ""
    for place, row in enumerate(race.page.locator(".tw-standings tbody tr").all(), 1):
        name, note = (row.locator(part).inner_text() for part in (".tw-name", ".tw-note"))
        assert f"{place}. {name} {note}, loss " in first
    picture = race.page.get_by_role("img", name="Paths of the runners on the landscape. Step 300")
    assert first in (picture.get_attribute("aria-label") or "")
    race.page.get_by_role("slider", name="η, all runners").press("ArrowLeft")
    expect(heard).not_to_have_text(re.compile(f"^({re.escape(first)})?$"))
    race.page.get_by_role("slider", name="Step", exact=True).press("Home")
    expect(heard).to_have_text(re.compile(r"^Step 0 of 300\."))
