"""The page Scenes in a real browser: all cards are visible and lead to their races."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from runs import codec
from studies.story import told
from tests.browser.conftest import PHONE, until
from ui.gallery.stories import ALL_STORIES, GALLERY, STORIES

PICTURES = "[...document.querySelectorAll('.tw-story > img')]"


def gallery(visit, **options):
    """The page of scenes with all its cards, opened by its address."""
    race = visit("scenes", ".tw-story", staged=False, **options)
    expect(race.page.locator(".tw-story")).to_have_count(len(ALL_STORIES))
    return race


def card(race, key):
    title = STORIES[key].title
    return race.page.locator(".tw-story").filter(has=race.page.get_by_role("heading", name=title, exact=True))


def opened(race, scene, story):
    """Wait for the race of this scene with its story: in the address, and drawn."""
    query = f"{codec.write(scene)}&story={story}"
    until(lambda: urlsplit(race.url).query == query)
    race.drawn(0)
    race.rested()
    assert race.page.locator(".tw-standings tbody tr").count() == len(scene.runners)
    assert race.ask("stage.picture.steps") == scene.steps


@pytest.mark.parametrize("options", [{}, PHONE, {"color_scheme": "dark"}], ids=["desk", "phone", "dark"])
def test_every_picture_is_drawn_and_nothing_is_wider_than_the_window(visit, options):
    race = gallery(visit, **options)
    race.when(f"{PICTURES}.every((image) => image.complete && image.naturalWidth > 0)")
    wide = race.page.viewport_size["width"]
    boxes = race.page.evaluate(f"() => {PICTURES}.map((image) => image.getBoundingClientRect().toJSON())")
    assert len(boxes) == len(ALL_STORIES)
    least = 90 if options == PHONE else 200
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= wide and box["width"] > least for box in boxes)
    columns = len({round(box["x"]) for box in boxes})
    assert columns == 1 if options == PHONE else columns >= 3


def test_a_press_anywhere_on_a_card_opens_its_race(visit):
    race = gallery(visit)
    card(race, "starving").locator("img").click(force=True)
    opened(race, STORIES["starving"].scene, "starving")
    expect(race.page.locator(".st-key-story")).to_contain_text(STORIES["starving"].question)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_the_way_back_leads_to_the_card(visit, options):
    race = gallery(visit, **options)
    card(race, "starving").locator("img").click(force=True)
    opened(race, STORIES["starving"].scene, "starving")
    race.page.go_back()
    link = card(race, "starving").get_by_role("link", name=STORIES["starving"].title)
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_the_twin_has_a_link_of_its_own(visit):
    race = gallery(visit)
    twin = STORIES["turned_ravine"].twin
    assert twin
    card(race, "turned_ravine").get_by_role("link", name=f"The same {twin.says}").click()
    opened(race, twin.scene, "turned_ravine")


def test_the_answer_unfolds_without_leaving_the_page(visit):
    race = gallery(visit)
    found, claim = card(race, "rescue"), told(STORIES["rescue"]).text
    assert not found.get_by_text(claim).is_visible()
    found.get_by_text("Answer", exact=True).click()
    found.get_by_text(claim).wait_for()
    assert urlsplit(race.url).path == "/scenes"


def test_the_contents_lead_down_the_page(visit):
    race = gallery(visit)
    last = list(GALLERY)[-1]
    heading = race.page.get_by_role("heading", name=last, exact=True)
    assert heading.bounding_box()["y"] > 800
    race.page.get_by_role("navigation", name="Chapters").get_by_role("link", name=last, exact=True).click()
    until(lambda: 0 <= heading.bounding_box()["y"] < 800)


def test_on_a_phone_the_scenes_are_a_list_with_filters_by_chapter(visit):
    race = gallery(visit, **PHONE)
    tall = race.page.evaluate("() => [...document.querySelectorAll('.tw-story')].map((card) => card.offsetHeight)")
    assert max(tall) < 844 / 4
    filters, heads = race.page.get_by_role("navigation", name="Chapters"), race.page.locator(".tw-chapter h2:visible")
    for chapter in list(GALLERY)[1::3]:
        filters.get_by_role("link", name=chapter, exact=True).click()
        expect(heads).to_have_text([chapter])
        expect(race.page.locator(".tw-story:visible")).to_have_count(len(GALLERY[chapter]))
        expect(heads).to_be_in_viewport()
        expect(filters).to_be_in_viewport()
    filters.get_by_role("link", name="All", exact=True).click()
    expect(heads).to_have_text(list(GALLERY))
