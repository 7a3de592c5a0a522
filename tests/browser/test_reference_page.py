"""The reference in a real browser: reading, searching, the way to a race and back."""

from urllib.parse import parse_qs, urlsplit

import pytest

from runs import codec
from runs.catalog import LANDSCAPES
from studies import reference
from tests.browser.conftest import PHONE, Race, until


class Reader:
    """A visitor of the reference, who came from the race or by its address."""

    def __init__(self, race: Race, address: str = "") -> None:
        self.race, self.page = race, race.page
        if address:
            self.page.goto(address)
        else:
            self.to("Reference")
        until(lambda: self.name)

    def to(self, title: str) -> None:
        """Another page of the same visit."""
        self.page.get_by_test_id("stTopNavLink").filter(has_text=title).first.click()

    @property
    def name(self) -> str:
        found = self.page.locator("h3")
        return found.first.inner_text() if found.count() else ""

    def kind(self, label: str) -> None:
        self.page.get_by_role("radio", name=label).or_(self.page.get_by_role("button", name=label)).first.click()

    def choose(self, kind: str, name: str) -> None:
        box = self.page.locator(f".st-key-reference-entry-{kind} input")
        box.click()
        box.fill(name)
        self.page.get_by_role("option", name=name, exact=True).click()
        until(lambda: self.name == name)

    def entry(self) -> str:
        """The entry in the address bar."""
        return parse_qs(urlsplit(self.race.url).query).get("entry", [""])[0]


def test_an_entry_is_read_with_its_formula_its_picture_and_its_source(visit):
    reader = Reader(visit())
    reader.choose("optimizer", "Nesterov")
    until(lambda: reader.page.locator(".stMain .katex-display").count())
    assert reader.page.locator(".katex-error").count() == 0
    picture = reader.page.locator("[data-testid='stImage'] img").first
    until(lambda: picture.evaluate("image => image.complete && image.naturalWidth > 0"))
    until(lambda: "def step(theta" in reader.page.locator(".stCode").inner_text())
    assert "What to watch" in reader.page.locator(".stMain").inner_text()


def test_searching_leaves_the_entries_that_mention_the_words(visit):
    reader = Reader(visit())
    box = reader.page.locator(".st-key-reference-search input")
    box.fill("kingma")
    box.press("Enter")
    until(lambda: "Optimizers: 2" in reader.page.locator(".stMain").inner_text())
    assert reader.name == "Adam"
    box.fill("no such word")
    box.press("Enter")
    until(lambda: "mentions" in reader.page.locator(".stMain").inner_text())
    until(lambda: reader.name == "")


def test_the_link_of_an_entry_opens_its_race_beside_the_reference(visit):
    reader = Reader(visit())
    reader.kind("Landscapes")
    until(lambda: reader.name == min(land.name for land in LANDSCAPES.values()))
    reader.choose("landscape", "Himmelblau")
    with reader.page.context.expect_page() as opened:
        reader.page.get_by_role("link", name="Open in the race").click()
    beside = Race(opened.value)
    beside.drawn(0)
    query = urlsplit(beside.url).query
    assert codec.read(query).scene == reference.scene("landscape", "himmelblau")
    names = until(lambda: beside.page.locator(".tw-standings .tw-name").all_inner_texts())
    assert sorted(names) == ["Adam", "Gradient descent", "Momentum", "RMSProp"]
    assert reader.name == "Himmelblau"


def test_back_leads_from_entry_to_entry_and_then_to_the_race_as_it_was(visit):
    race = visit()
    race.type("x", "0.4")
    until(lambda: "x=0.4" in race.url)
    reader = Reader(race)
    first = reader.name
    reader.choose("optimizer", "Lion")
    until(lambda: reader.entry() == "optimizer.lion")
    reader.choose("optimizer", "Newton")
    until(lambda: reader.entry() == "optimizer.newton")
    for name in ("Lion", first):
        reader.page.go_back()
        until(lambda name=name: reader.name == name)
    reader.to("Race")
    race.drawn(0)
    until(lambda: "x=0.4" in race.url)


@pytest.mark.parametrize("kind", reference.KINDS)
def test_nothing_is_wider_than_a_phone(kind, visit, server):
    reader = Reader(visit(**PHONE), f"{server}/reference")
    reader.kind(f"{kind.capitalize()}s")
    first = min((record.name for record in reference.REGISTRIES[kind].values()), key=str.casefold)
    until(lambda: reader.name == first)
    if kind == "optimizer":
        reader.page.get_by_text("Family tree").click()
        until(lambda: reader.page.locator("[data-testid='stImage'] img").count() == 2)
    page = reader.page.locator(".stMain")
    assert page.evaluate("page => page.scrollWidth") <= 390
    parts = reader.page.locator(".stMainBlockContainer > .stVerticalBlock > *")
    assert parts.evaluate_all("parts => Math.max(...parts.map((part) => part.getBoundingClientRect().right))") <= 390
