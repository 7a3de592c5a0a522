"""Links under their former words: the same question, whichever name a word has; what is written has the new one."""

import re
from pathlib import Path

import pytest

from runs import codec
from runs.comparison import codec as comparison_codec
from runs.comparison.presets import PRESETS
from runs.ensemble import codec as ensemble_codec
from runs.link_words import FORMER, today
from ui.gallery.stories import ENSEMBLES, STORIES
from ui.worksheets.worksheet import LISTS, Worksheet, pairs, read_pairs

pytestmark = pytest.mark.plain


ROOT = Path(__file__).resolve().parents[2]
CODECS = {"race": codec, "compare": comparison_codec, "clouds": ensemble_codec}
LINK = re.compile(r"(?:[a-z0-9._]+=[^\s&\"'`<>(){}]*&)+[a-z0-9._]+=[^\s&\"'`<>(){}]*")
LATER = {new: old for old, new in FORMER.items()}
WHOLE = "v=1&landscape=logistic_regression&steps=30&noise=0.1&run1=gd&run1.rate=0.1"
"""A race on samples: everything that corrupts a gradient may stand in its link."""
VALUES = {
    "gradient.kind": "student", "gradient.freedom": "2.5", "gradient.batch": "4", "gradient.order": "drawn",
    "gradient.delay": "2", "gradient.rounding": "bits", "gradient.bits": "9",
}  # fmt: skip


def links() -> list[str]:
    """Every link in the documents and tests of the project, and those of all scenes and presets."""
    sources = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.py")]
    sources += [*(ROOT / "tests/golden/scripts").glob("*"), *(ROOT / "tools").glob("*.py")]
    found = {link for source in sources for link in LINK.findall(source.read_text("utf-8"))}
    found |= {codec.write(story.scene) for story in STORIES.values()}
    found |= {ensemble_codec.write(story.ensemble) for story in ENSEMBLES.values()}
    found |= {comparison_codec.write(make()) for make in PRESETS.values()}
    return sorted(found)


def renamed(link: str, words: dict[str, str]) -> str:
    """The link with these words exchanged, as names and as values."""
    parts = [part.partition("=") for part in link.split("&")]
    return "&".join(f"{words.get(name, name)}={words.get(text, text)}" for name, _, text in parts)


LINKS = links()
CHANGED = [link for link in LINKS if renamed(link, LATER) != link]


def test_there_are_links_with_words_that_have_changed():
    assert len(LINKS) > 100
    assert len(CHANGED) >= 8


@pytest.mark.parametrize("page", CODECS)
def test_every_link_reads_alike_under_old_and_new_words(page):
    for link in LINKS:
        new, old = renamed(link, dict(FORMER)), renamed(link, LATER)
        assert CODECS[page].read(old) == CODECS[page].read(new), link


@pytest.mark.parametrize("page", CODECS)
def test_what_is_written_has_the_new_words_alone(page):
    for link in CHANGED:
        (question, _) = vars_of(CODECS[page].read(renamed(link, LATER)))
        names = {part.partition("=")[0] for part in CODECS[page].write(question).split("&")}
        assert not names & set(FORMER)


def vars_of(reading):
    """The question and the remarks of a reading."""
    return tuple(getattr(reading, name) for name in reading.__slots__)


@pytest.mark.parametrize("word", VALUES)
def test_every_former_name_sets_what_the_new_one_sets(word):
    plain, new = codec.read(WHOLE), codec.read(f"{WHOLE}&{word}={VALUES[word]}")
    old = codec.read(f"{WHOLE}&{LATER[word]}={VALUES[word]}")
    assert old == new
    assert not new.remarks
    assert new.scene != plain.scene


def test_a_link_that_has_a_word_under_both_names_says_so():
    reading = codec.read(f"{WHOLE}&fog.batch=4&gradient.batch=8")
    assert reading.scene.gradient.batch == 4
    assert reading.remarks == ("'gradient.batch' appears twice in the link. The first one is used.",)


@pytest.mark.parametrize("word", [word for word in FORMER if "." in word])
@pytest.mark.parametrize("page", ["compare", "clouds"])
def test_what_varies_may_have_its_former_name(page, word):
    given = f"{WHOLE}&across={{}}&across1=1&across2=2"
    old, new = (CODECS[page].read(given.format(name)) for name in (word, today(word)))
    assert old == new
    assert vars_of(new)[0].across.what == today(word)


@pytest.mark.parametrize("word", FORMER)
@pytest.mark.parametrize("of", LISTS)
def test_a_worksheet_may_name_a_control_by_its_former_name(of, word):
    old, new = (read_pairs([("worksheet", "on"), (of, f"rate,{name}")]) for name in (word, today(word)))
    assert old == new
    assert not old.remarks
    assert getattr(old.worksheet, of) == ("rate", today(word))
    assert dict(pairs(old.worksheet))[of] == f"rate,{today(word)}"


def test_no_word_of_today_is_a_former_one():
    assert not set(FORMER) & set(FORMER.values())
    assert not set(FORMER) & {part for part, _ in pairs(Worksheet())}
