r"""The text of the course: sentences with fields, terms of the glossary, and formulas.

    [[Gradient descent]] reaches the valley after {steps} steps at $\eta$ = {rate}.

Empty lines separate paragraphs, and line breaks mean nothing. `{steps}` is a field, which a measurement fills in.
`[[term]]` or `[[term|as it stands here]]` is explained in a popover.
`((key|title))` leads to a scene of the gallery.
`$\eta$` is a symbol of SYMBOLS; any other formula says how it is spoken: `$x^2 + y^2$(x squared plus y squared)`.
A paragraph that begins with `||` is a table, in which `||` begins a row and ` | ` parts the cells; the first row is
its head.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from core.param import demand

SYMBOLS: Mapping[str, tuple[str, str]] = MappingProxyType({
    r"\eta": ("eta", "rate"),
    r"\gamma": ("gamma", "momentum"),
    r"\beta_1": ("beta one", "momentum"),
    r"\beta_2": ("beta two", "beta2"),
    r"\varepsilon": ("epsilon", "epsilon"),
    r"\lambda": ("lambda", ""),
    r"\theta": ("theta", "path"),
    r"\theta_t": ("theta t", "path"),
    r"\nabla f": ("the gradient", "gradient"),
    r"g_t": ("g t", "gradient"),
    r"v_t": ("v t", "memory"),
    r"m_t": ("m t", "memory"),
    r"\hat m_t": ("m hat t", "memory"),
    r"\hat v_t": ("v hat t", "memory"),
    r"B": ("B", "batch"),
    r"\sigma": ("sigma", "noise"),
    r"x": ("x", ""),
    r"y": ("y", ""),
    r"t": ("t", ""),
})  # fmt: skip
"""Symbols that may stand in a sentence: how each is spoken, and what it has one colour with ("" for nothing)."""

Kind = Literal["text", "term", "formula", "scene", "page"]
_ROW, _CELL = "||", " | "
_PARTS = re.compile(
    r"\[\[(?P<term>[^\]|]+)(?:\|(?P<shown>[^\]]+))?\]\]|\(\((?P<page>/?)(?P<scene>[a-z_0-9]+)\|(?P<title>[^)]+)\)\)"
    r"|\$(?P<latex>[^$]+)\$(?:\((?P<spoken>[^()]*)\))?"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence: plain text, a term as it stands here, or a formula in LaTeX.

    `of` is the term as the glossary has it or one of its forms, what a symbol has one colour with, or the key of a
    scene, or the address of a page; `spoken` is how the part is read aloud.
    """

    kind: Kind
    text: str
    spoken: str
    of: str = ""


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, each on one line."""
    return tuple(" ".join(one.split()) for one in re.split(r"\n\s*\n", text) if one.strip())


def pieces(text: str) -> Iterator[Piece]:
    """The parts of a text in their order, without empty ones; ValueError for a formula of which nothing says how it is
    spoken.
    """
    end = 0
    for found in _PARTS.finditer(text):
        if plain := text[end : found.start()]:
            yield Piece("text", plain, plain)
        end = found.end()
        if term := found["term"]:
            shown = found["shown"] or term
            yield Piece("term", shown, shown, term)
        elif scene := found["scene"]:
            yield Piece("page" if found["page"] else "scene", found["title"], found["title"], scene)
        else:
            latex = found["latex"]
            spoken, of = SYMBOLS.get(latex, ("", ""))
            spoken = found["spoken"] or spoken
            demand(spoken, f"${latex}$ is not in SYMBOLS, so the text must say how it is spoken.")
            yield Piece("formula", latex, spoken, of)
    if plain := text[end:]:
        yield Piece("text", plain, plain)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its fields filled in. Braces within formulas stay as they are."""
    return re.sub(r"\$[^$]*\$|\{([a-z_0-9]+)\}", lambda found: found[0] if found[1] is None else facts[found[1]], text)


def rows(text: str) -> list[list[str]]:
    """The rows of a paragraph that is a table, the head first, each with its cells; [] for any other."""
    if not text.startswith(_ROW):
        return []
    return [[cell.strip() for cell in row.split(_CELL)] for row in text.split(_ROW)[1:]]


def spoken(text: str) -> str:
    """The text as it is read aloud; a table row by row."""
    if table := rows(text):
        return " ".join(", ".join(map(spoken, row)) + "." for row in table)
    return "".join(piece.spoken for piece in pieces(text))


def fields(text: str) -> set[str]:
    """The names of the fields in a text."""
    return {found[1] for found in re.finditer(r"\$[^$]*\$|\{([a-z_0-9]+)\}", text) if found[1] is not None}
