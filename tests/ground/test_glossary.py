"""The glossary: two plain sentences a term, one form for one term, links that lead somewhere."""

import re

import pytest

from runs.catalog import LANDSCAPES, OPTIMIZERS, SCHEDULES
from studies.glossary.course import COURSE
from studies.glossary.glossary import GLOSSARY, explained, records, term_of
from studies.glossary.term import Term

pytestmark = pytest.mark.plain


KINDS = {"landscape": LANDSCAPES, "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
LONGEST = 22
"""The most words of a sentence."""


@pytest.mark.parametrize("term", GLOSSARY.values(), ids=GLOSSARY)
def test_a_term_has_two_plain_sentences_and_a_link_that_leads_somewhere(term: Term) -> None:
    for sentence in term.sentences:
        assert not re.search(r"[.!?] [A-Z]", sentence), "this is more than one sentence"
        assert len(sentence.split()) <= LONGEST
    if term.link:
        found = re.fullmatch(r"reference\?entry=(\w+)\.(\w+)", term.link)
        assert found is not None
        assert found[2] in KINDS[found[1]]
    assert (term.pictured == "") == (term.picture == term.link == "")
    if term.pictured:
        kind, _, key = term.pictured.partition(".")
        assert key in KINDS[kind]


@pytest.mark.parametrize(
    ("term", "aliases", "sentences"),
    [(" a", (), ("A.", "B.")), ("a", ("",), ("A.", "B.")), ("a", (), ("A", "B.")), ("a", (), ("A.", "b."))],
)
def test_what_is_no_term_is_refused(term: str, aliases: tuple[str, ...], sentences: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=term):
        Term(term, aliases, sentences)


def test_the_help_of_a_page_is_the_text_of_the_glossary() -> None:
    first, second = GLOSSARY["escape"].sentences
    assert explained("escape") == f"**Escape**: {first} {second}"
    assert explained("escape", "diverged").startswith(f"**Escape**: {first} {second}\n\n**Diverged**: ")


def test_a_term_is_found_by_every_form():
    assert term_of("Mini-batches") == "mini-batch"
    assert term_of("zigzag") == "zig-zag"
    assert term_of("weather") == ""


def test_the_stage_reads_its_terms_as_they_are_here() -> None:
    assert [Term(**one) for one in records()] == [term for term in GLOSSARY.values() if term not in COURSE]
