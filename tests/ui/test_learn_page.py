"""The page Learn and the way back to it, run by Streamlit's own test harness."""

import json

import pytest

from tests.ui.visitor import address, go, visit
from ui.course.chapters import COURSE
from ui.gallery.stories import BY_KEY

KEY = "gradient_descent"


def told(at):
    """The texts of HTML that the page draws itself."""
    return " ".join(str(one.proto) for one in at.get("html"))


def test_the_page_tells_the_browser_which_chapters_there_are_and_where_to_ask():
    [part] = [one.proto for one in visit(page="learn").get("bidi_component") if one.proto.component_name == "learn"]
    file, name, data = json.loads(part.json)
    assert (file.rpartition("/")[2], name) == ("learn.js", "learn")
    assert [one["key"] for one in data["chapters"]] == list(COURSE)
    assert data["lessons"].startswith("/lesson/")
    assert data["glossary"].startswith("/glossary/")
    assert "thalweg-stage" in data["handed"]["element"]
    for one in data["chapters"]:
        assert one["steps"] == len(COURSE[one["key"]].steps) >= one["questions"] >= 3
        assert all(title == BY_KEY[link.rpartition("=")[2]].title for title, link in one["scenes"])


@pytest.mark.parametrize("page", ["race", "clouds", "anatomy"])
def test_who_comes_from_a_chapter_finds_the_way_back(page):
    at = visit(f"chapter={KEY}", page)
    assert f"./learn?chapter={KEY}" in told(at)
    assert address(at)["chapter"] == KEY
    assert "./learn" not in told(visit(page=page))
    assert "./learn" not in told(visit(f"chapter={KEY}&worksheet=on", page))


def test_a_chapter_that_does_not_exist_is_a_sentence():
    assert "there is no chapter called 'nowhere'" in visit("chapter=nowhere").warning[0].value


def test_the_browser_alone_keeps_the_chapter_of_the_page_learn():
    at = go(visit(f"chapter={KEY}", "learn"), "race")
    assert "chapter" not in address(at)
    back = go(visit(f"chapter={KEY}"), "learn")
    assert "chapter" not in address(back)
