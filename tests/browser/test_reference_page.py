"""The reference in a real browser: reading, searching, the way to a race and back."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from runs import codec
from runs.catalog import LANDSCAPES
from studies import reference
from tests.browser.conftest import PHONE, Race, until


def to(race: Race, title: str) -> None:
    """Another page of the same visit."""
    race.page.get_by_test_id("stTopNavLink").filter(has_text=title).first.click()


class Reader:
    """A visitor of the reference."""

    def __init__(self, race: Race) -> None:
        self.race, self.page = race, race.page
        until(lambda: self.name)

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


@pytest.fixture
def read(visit: Callable[..., Race]) -> Callable[..., Reader]:
    """Opens the page by its own address."""
    return lambda **options: Reader(visit("reference", ".stMain h3", staged=False, **options))


def test_an_entry_is_read_with_its_formula_its_picture_and_its_source(read):
    reader = read()
    reader.choose("optimizer", "Nesterov")
    reader.page.locator(".stMain .katex-display").first.wait_for()
    assert reader.page.locator(".katex-error").count() == 0
    picture = reader.page.locator("[data-testid='stImage'] img").first
    until(lambda: picture.evaluate("image => image.complete && image.naturalWidth > 0"))
    expect(reader.page.locator(".stCode")).to_contain_text("def step(theta")
    assert "What to watch" in reader.page.locator(".stMain").inner_text()


def test_searching_leaves_the_entries_that_mention_the_words(read):
    reader = read()
    box = reader.page.locator(".st-key-reference-search input")
    box.fill("kingma")
    box.press("Enter")
    expect(reader.page.locator(".stMain")).to_contain_text("Optimizers: 2", use_inner_text=True)
    assert reader.name == "Adam"
    box.fill("no such word")
    box.press("Enter")
    expect(reader.page.locator(".stMain")).to_contain_text("mentions", use_inner_text=True)
    until(lambda: reader.name == "")


def test_the_link_of_an_entry_opens_its_race_beside_the_reference(read):
    reader = read()
    reader.kind("Landscapes")
    until(lambda: reader.name == min(land.name for land in LANDSCAPES.values()))
    reader.choose("landscape", "Himmelblau")
    link = reader.page.get_by_role("link", name="Open in the race")
    expect(link).to_have_attribute("href", re.compile("himmelblau"))  # the title changes before it
    with reader.page.context.expect_page() as opened:
        link.click()
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
    race.addressed("x=0.4")
    to(race, "Reference")
    reader = Reader(race)
    first = reader.name
    reader.choose("optimizer", "Lion")
    until(lambda: reader.entry() == "optimizer.lion")
    reader.choose("optimizer", "Newton")
    until(lambda: reader.entry() == "optimizer.newton")
    for name in ("Lion", first):
        reader.page.go_back()
        until(lambda name=name: reader.name == name)
    to(race, "Race")
    race.drawn(0)
    race.addressed("x=0.4")


def test_nothing_is_wider_than_a_phone(read):
    reader = read(**PHONE)
    for kind in reference.KINDS:
        reader.kind(f"{kind.capitalize()}s")
        first = min((record.name for record in reference.REGISTRIES[kind].values()), key=str.casefold)
        until(lambda first=first: reader.name == first)
        if kind == "optimizer":
            reader.page.get_by_text("Family tree").click()
            reader.page.locator(".st-key-tree img").wait_for()
        reader.race.rested(".stMain h3")
        page = reader.page.locator(".stMain")
        assert page.evaluate("page => page.scrollWidth") <= 390, kind
        parts = reader.page.locator(".stMainBlockContainer > .stVerticalBlock > *")
        right = "parts => Math.max(...parts.map((part) => part.getBoundingClientRect().right))"
        assert parts.evaluate_all(right) <= 390, kind
