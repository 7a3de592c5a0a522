"""The course: every fact holds on its own runs and on no others, every answer is computed, every text can be read."""

import re
from dataclasses import replace

import numpy as np
import pytest

from runs.comparison.comparison import Comparison
from runs.ensemble.ensemble import Ensemble
from runs.run import Scene
from studies.course.chapter import Chapter, Step
from studies.course.marked_text import filled, pieces, spoken
from studies.course.measured import answer, best_rate, facts, given, tried, walked
from studies.course.question import Choose, Number, Place, Rate, Sketch
from studies.glossary.course import COURSE as TERMS
from studies.glossary.glossary import GLOSSARY, term_of
from ui.course.chapters import COURSE
from ui.gallery.stories import BY_KEY

STEPS = {f"{chapter.key} {i}": step for chapter in COURSE.values() for i, step in enumerate(chapter.steps, 1)}
MEASURED = {name: step for name, step in STEPS.items() if step.measure is not None}
OF_RUNS = {name: step for name, step in MEASURED.items() if not step.closed}
ASKING = {name: step for name, step in STEPS.items() if step.question is not None}
GRADE = 9.0
"""The highest grade of a chapter's text by the automated readability index."""
LONGEST = 26
"""The most words of a sentence."""


pytestmark = pytest.mark.compiled


def each(some: dict[str, Step]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("step", some.values(), ids=some)


chapters = pytest.mark.parametrize("chapter", COURSE.values(), ids=COURSE)


@each(MEASURED)
def test_what_a_step_says_is_true_and_every_field_is_filled(step: Step) -> None:
    found = facts(step)
    assert found.holds, found.words
    assert step.used == set(found.words), "fields without facts, or facts that nobody reads"
    assert not re.search(r"\b(inf|nan|None)\b|e[+-]\d", " ".join(found.words.values()))


def changed(step: Step) -> list[tuple]:
    """The arguments of the measurement with a setting undone, or with the runners exchanged."""
    own = len(walked(step.view.shown))
    if step.undone:
        return [(*walked(scene), *given(step)[own:]) for scene in step.undone]
    return [tuple(reversed(given(step)))]


@each(OF_RUNS)
def test_the_facts_depend_on_what_they_are_about(step: Step) -> None:
    assert len(given(step)) > 1 or step.undone, "one run alone needs a setting undone"
    for arguments in changed(step):
        assert step.measure is not None
        assert not step.measure(*arguments).holds


def seeded(shown: Scene | Ensemble) -> Scene | Ensemble:
    """The same with other random numbers."""
    if isinstance(shown, Ensemble):
        return replace(shown, base=replace(shown.base, seed=shown.base.seed + 1))
    return replace(shown, seed=shown.seed + 1)


@each(OF_RUNS)
def test_the_facts_hold_under_another_seed(step: Step) -> None:
    shown = step.view.shown
    own = () if isinstance(shown, Comparison) else walked(seeded(shown))
    assert step.measure is not None
    assert step.measure(*own, *(way for scene in step.also for way in walked(seeded(scene)))).holds


@each(ASKING)
def test_the_answer_is_computed_and_a_wrong_one_is_possible(step: Step) -> None:
    question, right = step.question, answer(step)
    match question:
        case Choose():
            assert right.value in range(len(question.options))
            assert len(set(question.options)) == len(question.options)
        case Number() | Rate():
            assert right.low <= right.value <= right.high
            assert np.isfinite(right.low)
            assert np.isfinite(right.high)
        case Place():
            assert right.high > 0
            assert np.all(np.isfinite(right.value))
        case Sketch():
            assert isinstance(right.value, tuple)
            assert max(right.value) <= 1 + 1e-9
            assert min(right.value) >= 0
            flat = float(np.mean(np.abs(np.array(right.value) - right.value[0])))
            assert flat > right.high, "a level line would count as right"
    if isinstance(question, Rate):
        assert right.low > 0 or right.high < len(question.rates) - 1
        assert best_rate(tried(step.view.shown, 1.0), question) == right.value, "it depends on the rate that is shown"


@chapters
def test_a_chapter_can_be_read_by_a_pupil(chapter: Chapter) -> None:
    """The automated readability index of Smith and Senter, 1967. It needs no list of syllables."""
    said = " ".join(
        spoken(filled(text, facts(step).words)) for step in chapter.steps for text in (*step.before, *step.later)
    )
    sentences = [one for one in re.split(r"(?<=[.!?:;])\s+", said) if re.search(r"[a-zA-Z]", one)]
    words = [word for word in re.findall(r"[\w'−.,-]+", said) if re.search(r"\w", word)]
    letters = sum(len(re.findall(r"\w", word)) for word in words)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43
    assert grade <= GRADE, f"grade {grade:.1f}"
    longest = max(sentences, key=lambda one: len(one.split()))
    assert len(longest.split()) <= LONGEST, longest


@chapters
def test_no_term_stands_before_its_explanation(chapter: Chapter) -> None:
    """The first mention of a term in a chapter is the one that explains it."""
    explained: set[str] = set()
    forms = {form: term.term for term in TERMS for form in (term.term, *term.aliases)}
    pattern = re.compile(
        r"\b(" + "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) + r")\b", re.IGNORECASE
    )
    names = {form.lower(): name for form, name in forms.items()}
    for step in chapter.steps:
        for text in (*step.before, *((step.question.ask,) if step.question else ()), *step.later):
            for piece in pieces(text):
                if piece.kind == "term":
                    assert term_of(piece.of) in GLOSSARY, f"[[{piece.of}]] is not in the glossary"
                    explained.add(term_of(piece.of))
                elif piece.kind == "text":
                    early = {names[found.lower()] for found in pattern.findall(piece.text)} - explained
                    assert not early, f"{step.title}: {early}"


@chapters
def test_a_chapter_refers_to_scenes_that_exist(chapter: Chapter) -> None:
    assert set(chapter.scenes) <= set(BY_KEY)
    texts = [text for step in chapter.steps for text in (*step.before, *step.later)]
    assert not any('Scene: "' in text for text in texts), "a scene that is named has no link"
    for piece in (piece for text in texts for piece in pieces(text) if piece.kind == "scene"):
        assert piece.of in chapter.scenes
        assert piece.text == BY_KEY[piece.of].title
    assert 4 <= chapter.minutes <= 8
    assert all(source.link.startswith("https://") for source in chapter.sources)


def test_the_chapters_are_those_of_the_course() -> None:
    places = [chapter.place for chapter in COURSE.values()]
    assert places == sorted(set(places))
    assert len({chapter.title for chapter in COURSE.values()}) == len(COURSE)
