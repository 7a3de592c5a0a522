"""The lines of an algorithm with the numbers of one step, for paper."""

import re

from core.number import short
from pictures.still.still import step_of
from stage.payload import Picture

PLACE = re.compile(r'(?P<before>[+−·]</mo>)?<mn data-of="(?P<name>[^"]+)"></mn>')
DIGITS = 4


def filled(picture: Picture, run: int, mathml: str, step: int) -> str:
    """MathML with the numbers of a step in their places; a negative one after an operator is in brackets."""

    def number(found: re.Match[str]) -> str:
        row = picture.series[found["name"]][run]
        told = short(float(row[step]), DIGITS) if step < len(row) else "–"
        before = found["before"] or ""
        return f"{before}<mn>({told})</mn>" if before and re.search("[−·]", told) else f"{before}<mn>{told}</mn>"

    return PLACE.sub(number, mathml)


def in_numbers(picture: Picture, at: int | None = None) -> tuple[tuple[str, str], ...]:
    """Each line of a picture's algorithm at a step: the explanation, and the line as MathML ("": a heading)."""
    step = step_of(picture, at)
    return tuple((one.lead, filled(picture, one.run, one.mathml, step)) for one in picture.formulas)
