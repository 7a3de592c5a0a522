"""The text of the course as HTML: paragraphs with explained terms and coloured symbols, and displayed formulas.

Every element carries `data-spoken`, how it is read aloud. A symbol carries `data-hue`: what it has one colour with
(SYMBOLS of `studies/course/marked_text.py`). A term carries `data-term`, its name in the glossary.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

from pictures.mathml import mathml
from stage.routes import base
from studies.course.chapter import Formula
from studies.course.marked_text import SYMBOLS, Piece, filled, pieces, rows, spoken
from studies.glossary.glossary import term_of

INNER = re.compile(r"^<math>(?:<mrow>)?(.*?)(?:</mrow>)?</math>$", re.DOTALL)

SINGLE = re.compile(r"<(mi|msub)>((?:(?!</\1>).)*</\1>)")


def _drawn(latex: str) -> str:
    """The MathML of a symbol without what is around it."""
    return INNER.sub(r"\1", mathml(latex))


@lru_cache(1)
def _hues() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern for the MathML of every symbol that has a colour, the longest first, and the hue of each."""
    found = {_drawn(latex): hue for latex, (_, hue) in SYMBOLS.items() if hue}
    longest = sorted(found, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), found


def _marked(drawn: str, hue: str) -> str:
    """A symbol that says which colour it has. A row around a single element would change the spaces beside it."""
    single = SINGLE.fullmatch(drawn)
    return f'<{single[1]} data-hue="{hue}">{single[2]}' if single else f'<mrow data-hue="{hue}">{drawn}</mrow>'


@lru_cache(maxsize=512)
def coloured(latex: str) -> str:
    """A formula as MathML, in which every symbol that has a colour says which."""
    pattern, hues = _hues()
    return pattern.sub(lambda found: _marked(found[0], hues[found[0]]), mathml(latex))


def _piece(piece: Piece) -> str:
    if piece.kind == "text":
        return escape(piece.text)
    if piece.kind == "term":
        attributes = f'class="tl-term" aria-haspopup="dialog" data-term="{escape(term_of(piece.of))}"'
        return f'<button type="button" {attributes}>{escape(piece.text)}</button>'
    if piece.kind == "scene":
        return f'<a href="{base()}/scenes?story={piece.of}">{escape(piece.text)}</a>'
    if piece.kind == "page":
        return f'<a href="{base()}/{piece.of}">{escape(piece.text)}</a>'
    return f'<span class="tl-inline">{coloured(piece.text)}</span>'


def _tagged(table: list[list[str]]) -> Iterable[tuple[str, list[str]]]:
    """The rows of a table with the tag of their cells."""
    return ((("th", "td")[i > 0], row) for i, row in enumerate(table))


def paragraph(text: str, facts: Mapping[str, str]) -> str:
    """One paragraph or table, its fields filled in."""
    whole = filled(text, facts)
    if table := rows(whole):
        drawn = ("".join(f"<{tag}>{sentence(cell)}</{tag}>" for cell in row) for tag, row in _tagged(table))
        lines = "".join(f"<tr>{row}</tr>" for row in drawn)
        return f'<table class="tl-table" data-spoken="{escape(spoken(whole))}">{lines}</table>'
    return f'<p data-spoken="{escape(spoken(whole))}">{"".join(map(_piece, pieces(whole)))}</p>'


def paragraphs(texts: Iterable[str], facts: Mapping[str, str]) -> str:
    """Some paragraphs, one after the other."""
    return "".join(paragraph(text, facts) for text in texts)


def formula(of: Formula) -> str:
    """A displayed formula."""
    return f'<div class="tl-formula" data-spoken="{escape(of.spoken)}">{coloured(of.latex)}</div>'


def sentence(text: str) -> str:
    """A short text that may hold terms and formulas, such as an answer that can be chosen."""
    return "".join(map(_piece, pieces(text)))


def terms(texts: Iterable[str]) -> set[str]:
    """The names of the glossary that some texts explain."""
    return {term_of(piece.of) for text in texts for piece in pieces(text) if piece.kind == "term"}
