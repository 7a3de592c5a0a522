"""A chapter as the browser gets it: its steps with their pictures and questions, and apart from it each answer.

Nothing of an answer is part of the chapter: whoever asks for the answer of a step gets what is right and what the text
says about it. A formula of a step that asks comes with its answer.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.number import short
from studies.course import measured
from studies.course.chapter import Chapter, Step, View
from studies.course.question import Choose, Number, Place, Question, Rate, Sketch
from studies.glossary.glossary import GLOSSARY
from studies.glossary.term import Term
from ui.course import prose, shown


def chapter(of: Chapter) -> dict[str, Any]:
    """A chapter without its answers and without its teacher's notes."""
    return {
        "key": of.key, "place": of.place, "title": of.title, "asks": of.asks, "leaves": of.leaves,
        "minutes": of.minutes, "steps": [step(one) for one in of.steps], "terms": terms(of),
        "sources": [asdict(source) for source in of.sources],
    }  # fmt: skip


def step(of: Step) -> dict[str, Any]:
    """A step: its text as HTML, its picture, and its question."""
    found: dict[str, Any] = {
        "title": of.title,
        "text": prose.paragraphs(of.before, measured.facts(of).words),
        "formulas": "" if of.question else formulas(of),
        "shown": shown.before(of),
        "switches": [asdict(one) for one in of.switches],
        "still": of.view.at is not None,
        "bare": of.view.bare,
    }
    return found if of.question is None else found | {"question": question(of.question, of.view)}


def question(of: Question, view: View) -> dict[str, Any]:
    """The question of a view without its answer."""
    more: dict[str, Any] = {}
    match of:
        case Choose():
            more = {"options": [prose.sentence(option) for option in of.options]}
        case Number():
            more = {"unit": of.unit}
        case Sketch():
            way = measured.walked(view.shown)[of.runner]
            top = short(measured.ends(way)[0], 2) if measured.heights(way)[0] == 1.0 else ""  # the start is no secret
            more = {"columns": measured.COLUMNS, "steps": way.run.steps, "top": top}
        case Rate():
            more = {"goal": of.goal, "rates": of.rates}
    return {"kind": type(of).__name__.lower(), "ask": prose.sentence(of.ask), **more}


def answer(of: Step) -> dict[str, Any]:
    """What is right in the question of a step, what the text says about it, and the picture that belongs to it.

    `links` are the pictures for each rate that could be chosen. `within` is the share of the map's diagonal at which a
    place counts as right.
    """
    right, words, asked = measured.answer(of), measured.facts(of).words, of.question
    found: dict[str, Any] = {
        "value": right.value, "low": right.low, "high": right.high,
        "why": prose.paragraphs(of.later[:1], words),
        "after": prose.paragraphs(of.later[1:], words),
        "formulas": formulas(of),
    }  # fmt: skip
    if isinstance(asked, Rate):
        found["links"] = [shown.both(of, asked, i, int(float(str(right.value)))) for i in range(len(asked.rates))]
    if isinstance(asked, Place):
        found["within"] = asked.within
    if isinstance(asked, Sketch):
        found["ends"] = [short(loss, 2) for loss in measured.ends(measured.walked(of.view.shown)[asked.runner])]
    return found


def formulas(of: Step) -> str:
    """The displayed formulas of a step."""
    return "".join(map(prose.formula, of.formulas))


def terms(of: Chapter) -> Mapping[str, Any]:
    """What the chapter's popovers say, by the names of the terms: the sentences, a link, and a thumbnail's place."""
    named = prose.terms(text for one in of.steps for text in texts(one))
    return {name: explained(GLOSSARY[name]) for name in sorted(named)}


def explained(term: Term) -> dict[str, str]:
    """What is said of a term: its sentences, a link, and the place of its thumbnail."""
    return {"says": " ".join(term.sentences), "link": term.link, "picture": term.pictured.replace(".", "/")}


def texts(of: Step) -> tuple[str, ...]:
    """All texts of a step in the order in which they are read."""
    return (*of.before, *asked(of), *of.later)


def asked(of: Step) -> tuple[str, ...]:
    """The texts of a step's question."""
    if of.question is None:
        return ()
    return (of.question.ask, *(of.question.options if isinstance(of.question, Choose) else ()))


def notes(of: Chapter) -> dict[str, Any]:
    """What only a teacher reads, who has asked for it in the link."""
    return asdict(of.notes)
