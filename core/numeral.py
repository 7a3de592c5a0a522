"""Writes numbers for people: with a true minus sign, and as a power of ten where that is shorter.

`core.number` reads what is written here. The browser has the same two forms in stage/js/number.js, and one table of
cases tests both (tests/numerals.json). Files for machines do not use them: there a number has all digits, as `repr`.
"""

from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite, isnan
from string import Formatter
from typing import Any

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALL, LARGE = -3, 5
"""The powers of ten from 0.001 to 999,999: a round number between them is written without one."""


def short(value: float, digits: int = 3) -> str:
    """A measured number, rounded to so many digits, without zeros at its end: 0.5, −12.3, 5.19·10⁻¹³."""
    if not isfinite(value):
        return "–" if isnan(value) else "∞" if value > 0 else "−∞"
    # Ties are rounded up, as in the browser; Python's own formats round them to the even digit. A number that is
    # written without a power of ten keeps its whole part.
    number = Decimal(abs(value))
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(number)
    if rounded.adjusted() == digits:
        rounded = number.to_integral_value(ROUND_HALF_UP)
    return _written(value < 0, rounded, digits)


def exact(value: float) -> str:
    """A number that somebody has set, with all its digits: 0.05, 9.99·10⁻⁴, 10⁻⁸."""
    if not isfinite(value):
        return short(value)
    number = Decimal(repr(abs(float(value)))).normalize()
    return _written(value < 0, number, max(len(number.as_tuple().digits) - 1, LARGE))


def _written(negative: bool, number: Decimal, largest: int) -> str:
    """A number that is not negative, with its sign, as a power of ten if that is above `largest` or below SMALL."""
    if not number:
        return "0"
    power, sign = number.adjusted(), "−" if negative else ""
    if SMALL <= power <= largest:
        return f"{sign}{number.normalize():f}"
    mantissa = f"{number.scaleb(-power).normalize():f}"
    return f"{sign}{'' if mantissa == '1' else f'{mantissa}·'}10{str(power).translate(RAISED)}"


class _Sentence(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.endswith("g"):
            return exact(value) if format_spec == "g" else short(value, int(format_spec[1:-1]))
        return super().format_field(value, format_spec)


def sentence(template: str, **facts: Any) -> str:
    """A template with its facts filled in, as `str.format` does, but with numbers as they are written here.

    {loss:.3g} is a measured number of three digits, and {rate:g} a number that somebody has set.
    """
    return _Sentence().format(template, **facts)
