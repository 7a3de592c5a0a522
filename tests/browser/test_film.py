"""The images and films that a visitor exports, made by a real browser."""

import re
import struct
from xml.etree import ElementTree as ET

from playwright.sync_api import expect

SVG = "{http://www.w3.org/2000/svg}"


def saved(race, kind):
    """What the browser downloads when this kind is chosen: name and bytes."""
    race.page.get_by_role("button", name="Save a picture or a film").click()
    with race.page.expect_download() as coming:
        race.page.get_by_role("button", name=kind).click()
    expect(race.page.locator(".tw-menu:popover-open")).to_have_count(0)
    return coming.value.suggested_filename, coming.value.path().read_bytes()


def still(visit, query="", step=120):
    race = visit(query)
    race.play(on=False)
    race.ask(f"stage.clock.seek({step})")
    race.at_step(step)
    race.when("!stage.stale")
    return race


def test_a_drawing_stands_alone_and_says_title_settings_and_permalink(visit):
    race = still(visit)
    name, data = saved(race, "Drawing (SVG)")
    assert name == "thalweg-rosenbrock-step-120.svg"
    root = ET.fromstring(data)
    said = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for words in ("Rosenbrock", "300 steps", "step 120 of 300", "Gradient descent", "η 0.001", "run1=gd"):
        assert words in said
    images = [image.get("href") for image in root.iter(f"{SVG}image")]
    assert len(images) == 2
    assert all(href and href.startswith("data:image/png") for href in images)
    assert len(list(root.iter(f"{SVG}path"))) > 20
    assert b"http://www.w3.org" in data
    assert b"<script" not in data


def test_a_picture_is_twice_as_fine_as_the_screen_and_holds_what_moves(visit):
    race = still(visit, "?v=1&view=both")
    name, data = saved(race, "Picture (PNG)")
    assert name == "thalweg-rosenbrock-step-120.png"
    width, height = struct.unpack(">II", data[16:24])
    size = race.ask("stage.size")
    assert abs(width - 2 * size["width"]) <= 2
    assert height > 2 * size["height"]
    assert len(data) > 100_000


def test_a_film_is_recorded_with_progress_and_can_be_cancelled(visit):
    race = still(visit, "?v=1&steps=20", 20)
    page = race.page
    name, data = saved(race, "Film of the race")
    assert re.fullmatch(r"thalweg-rosenbrock\.(mp4|webm)", name)
    assert data[4:8] == b"ftyp" if name.endswith("mp4") else data[:4] == b"\x1aE\xdf\xa3"
    assert len(data) > 20_000
    assert race.step == 20  # where it was: the film has a playhead of its own
    page.get_by_role("button", name="Save a picture or a film").click()
    page.get_by_role("button", name="Film of the race").click()
    race.when("document.querySelector('.tw-menu progress')?.value > 0")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".tw-menu:popover-open")).to_have_count(0)
