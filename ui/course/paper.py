"""A chapter as a page to print: its text, a still picture and a QR code for every step, space to write, the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from core.number import exact, short
from pictures.registry import PAGES
from pictures.still.numbers import in_numbers
from pictures.still.still import still
from runs.run import Scene
from stage.payload import Picture
from studies.course import measured
from studies.course.chapter import Chapter, Step, View
from studies.course.question import Choose, Number, Place, Question, Rate, Sketch
from ui.course import prose
from ui.course.shown import question_of

STYLE = Path(__file__).with_name("paper.css")
LOSSES = ("loss", "gap")
LINES = 3
"""The number of lines to write on below a question."""
THOUSAND = 1000
CODE = "<!--code {}-->"
"""Where the QR code of a step goes: it depends on the address of the server."""
NOTES = '<div class="line"></div>' * LINES
WITH, WITHOUT = "With the answers on a last page", "Without the answers"


def picture(view: View) -> Picture:
    """What the stage shows of a view."""
    return PAGES[view.page].make(question_of(view), False)


def charts(view: View) -> tuple[str, ...]:
    """The charts of a step: those of a race as in a chapter on the screen (stage/js/board.js), else all."""
    return (*LOSSES, view.shown.curve) if view.page == "race" and isinstance(view.shown, Scene) else ()


def figure(step: Step, *, bare: bool) -> str:
    """The still picture of a step; `bare`: as long as its question is open."""
    seen, at = picture(step.view), step.view.at
    hidden = bare and isinstance(step.question, Rate)  # the rates would tell the right one
    drawn = still(seen, at=at, bare=bare, named=not hidden, only=charts(step.view))
    lines = () if bare else in_numbers(seen, at)
    numbers = "".join(
        f"<div><p>{escape(lead)}</p>{line}</div>" if line else f'<p class="apart">{escape(lead)}</p>'
        for lead, line in lines
    )
    return f"<figure>{drawn}</figure>" + (f'<div class="numbers">{numbers}</div>' if numbers else "")


def formulas(step: Step) -> str:
    """The displayed formulas of a step."""
    return "".join(f'<div class="formula">{prose.formula(one)}</div>' for one in step.formulas)


def asked(question: Question) -> str:
    """A question with what can be chosen or filled in, and lines for a reason."""
    match question:
        case Choose():
            inner = "".join(f"<li>{prose.sentence(option)}</li>" for option in question.options)
        case Rate():
            inner = "".join(f"<li>η = {exact(rate)}</li>" for rate in question.rates)
        case Number():
            inner = ""
        case Place():
            inner = "<p>Mark the place with a cross on the map.</p>"
        case Sketch():
            inner = "<p>Draw the curve into the chart of the loss.</p>"
    listed = f"<ul>{inner}</ul>" if isinstance(question, Choose | Rate) else inner
    return f'<div class="question"><p>{prose.sentence(question.ask)}</p>{listed}<p>Why?</p>{NOTES}</div>'


def figures(value: float) -> str:
    """A number as the text of the course writes it."""
    return f"{value:,.0f}" if abs(value) >= THOUSAND else short(value)


def right(step: Step) -> str:
    """What is right in the question of a step, as HTML."""
    found, question = measured.answer(step), step.question
    match question, found.value:
        case Choose(), float(index):
            return prose.sentence(question.options[int(index)])
        case Rate(), float(index):
            return f"η = {exact(question.rates[int(index)])}"
        case Number(), float(value):
            told, low, high = map(figures, (value, found.low, found.high))
            return escape(f"{told} {question.unit}".strip() + f" (between {low} and {high} counts as right)")
        case Place(), (float(x), float(y)):
            return f"At ({short(x)}, {short(y)})."
    return "The curve in the chart of the loss."


def section(step: Step, number: int) -> str:
    """A step: its text and code, its picture, its question."""
    question = step.question
    text = prose.paragraphs(step.before, measured.facts(step).words) + ("" if question else formulas(step))
    return (
        f'<section><h2><i>{number}</i>{escape(step.title)}</h2><div class="words"><div>{text}</div>'
        f'{CODE.format(number)}</div><div class="seen">{figure(step, bare=question is not None)}'
        f"{asked(question) if question else ''}</div></section>"
    )


def answered(step: Step, number: int) -> str:
    """The answer to the question of a step."""
    later = prose.paragraphs(step.later, measured.facts(step).words)
    return (
        f'<section><h2><i>{number}</i>{escape(step.title)}</h2><p class="is">{right(step)}</p>{later}{formulas(step)}'
        f"{figure(step, bare=False)}</section>"
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """A chapter on paper but for its codes: its steps, and its answers."""

    steps: str
    answers: str


@lru_cache(maxsize=16)
def parts(chapter: Chapter) -> Parts:
    """The parts of a chapter, which take a second or two."""
    numbered = list(enumerate(chapter.steps, 1))
    return Parts(
        "".join(section(step, n) for n, step in numbered),
        "".join(answered(step, n) for n, step in numbered if step.question is not None),
    )


def page(chapter: Chapter, code: Callable[[int], str], *, answers: bool) -> str:
    """A chapter as an HTML page. `code` gives the QR code of a step as SVG; `answers`: with a last page of answers."""
    made = parts(chapter)
    steps = made.steps
    for n in range(1, len(chapter.steps) + 1):
        steps = steps.replace(CODE.format(n), f'<div class="code">{code(n)}Open step {n}</div>')
    sources = "".join(f"<li>{escape(one.title)}: {escape(one.link)}</li>" for one in chapter.sources)
    other = f'<a href="?answers={"off" if answers else "on"}">{WITHOUT if answers else WITH}</a>'
    told = f'<section class="answers"><h1>Answers</h1>{made.answers}</section>' if answers else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(chapter.title)}: Thalweg</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE.read_text("utf-8")}</style></head><body>'
        f'<p class="screen">Print this page, or save it as PDF, with your browser (Ctrl+P). {other}</p>'
        f'<header><p class="about">Thalweg · chapter {chapter.place} · {chapter.minutes} minutes</p>'
        f'<h1>{escape(chapter.title)}</h1><p class="asks">{escape(chapter.asks)}</p>'
        f'<p class="name">Name <span></span> Date <span></span></p></header><main>{steps}'
        f'<section class="end"><h2>Still broken</h2><p>{escape(chapter.leaves)}</p>'
        f"{f'<h3>Sources</h3><ul>{sources}</ul>' if sources else ''}</section></main>{told}</body></html>"
    )
