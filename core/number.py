"""Reads numbers as people write them: with a decimal comma, a true minus sign, powers of ten and grouped digits.

What Python's `float` reads has the same value here, bit for bit. Any other text is first rewritten as one that `float`
reads, so 1·10⁻³ is exactly 1e-3.

A comma is a decimal sign, except where it separates thousands: in 1,234,567 and 1,234.5. The comma of 1,234 could be
either. It is a decimal sign before a power of ten or where the caller knows it to be one. Elsewhere it separates
thousands, as on the pages, and `two_readings` says so. In a list a comma can also separate numbers: see `listed`.
"""

import re
from unicodedata import decimal

from core.numeral import exact

WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width characters -> the same characters in ASCII."""

INVISIBLE = frozenset("\ufeff\u200b\u200e\u200f\u2060")
"""Characters without width that are copied along with a text, such as a byte-order mark."""

ALIKE = str.maketrans({"–": "−", "﹣": "−", "\u2010": "-", "\u2011": "-", "’": "'", **dict.fromkeys("×⋅∙*x", "·")})
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−", "0123456789+--", " ")

OPENING = re.compile(r" *(\( *)?([+\-−] *)?")
CLOSING = {True: re.compile(r" *\) *"), False: re.compile(r" *")}
WORD = re.compile(r"(?i:infinity|inf|nan)|∞")
# In a text copied from a formula or a chart, a raised exponent stands on the line: (2.5·10−10).
UP = r"10 *(?:(?:\^|··) *(?:\( *([+\-−]? *[0-9]+) *\)|([+\-−]? *[0-9]+))|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
POWER = re.compile(rf"{UP}|10(?P<flat>−[0-9]+)")
EXPONENT = re.compile(rf" *(?:[eE] *([+\-−]? *[0-9]+)|· *(?:{UP}|10([+\-−][0-9]+)))")
G, T, D = "[1-9][0-9]{0,2}", "[0-9]{3}", "[0-9]+"
DIGITS = re.compile(
    rf"(?:(?P<whole>{G}(?:[ ']{T})+|{G}(?:,{T}){{2,}}|{G}(?:\.{T}){{2,}})|(?P<either>{G},{T})"
    rf"|{G}(?:[ ']{T})+[.,]{D}|{G}(?:,{T})+\.{D}|{G}(?:\.{T})+,{D})(?![0-9.,]|[ ']{T})"
    rf"|{D}\.[0-9]*|{D},{D}|{D}|[.,]{D}"
)
THOUSANDS = re.compile(rf"{G}(?:,{T})+")
GROUPED = re.compile(rf"(?<![0-9.,]){G}(?:[\u00a0\u2007\u2009\u202f]{T})+(?![0-9])")
"""A number in a list whose thousands stand apart. The spaces are those that do not end a line."""


class NotANumberError(ValueError):
    """The text is not a number. `why` is the end of a sentence, and names the character at fault and its place."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{text[:40]!r} is not a number: {why}.")
        self.why = why


def read_number(text: str, *, decimal_comma: bool = False) -> float:
    """The number that a text stands for, which may be infinite or NaN; NotANumberError with a sentence.

    `decimal_comma`: the comma of 1,234 is known to be a decimal sign.
    """
    try:
        return float(text)
    except ValueError:
        return float(_rewritten(text, decimal_comma)[0])


def two_readings(text: str, *, decimal_comma: bool = False) -> str:
    """A sentence that says how `read_number` reads a text with two possible readings; "" for any other text."""
    try:
        float(text)
    except ValueError:
        try:
            found, doubt = _rewritten(text, decimal_comma)
        except NotANumberError:
            return ""
        return doubt and f"{text.strip()[:40]!r} was read as {exact(float(found))}, {doubt}"
    return ""


def listed(text: str) -> tuple[list[str], str]:
    """The texts of the numbers in a list, and a sentence if the list has two possible readings, else "".

    Semicolons, spaces and commas separate numbers. A comma between two digits does not, in these cases: semicolons are
    there; or spaces are there, and no number has a point or two commas; or the number behind the comma would begin with
    a useless zero, as in 0,01.
    """
    text = GROUPED.sub(lambda number: re.sub(r"\s", "", number[0]), text.translate(WIDE))
    semicolons, zero = ";" in text, re.search(",0[0-9]", text) is not None
    ends = r",(?=[\s;]|$)" if semicolons else r"(?<![0-9]),|,(?![0-9])"
    texts = [one for one in re.split(rf"[;\s]+|{ends}", text) if one]
    inside = [one for one in texts if "," in one]
    thousands = all(THOUSANDS.fullmatch(one) for one in inside)
    single = all(one.count(",") == 1 for one in inside) and not any("." in one for one in texts)
    together = semicolons or zero or len(texts) > 1
    if not inside or (thousands and together and not semicolons):
        return texts, ""
    if semicolons or (single and together):
        points = [one.replace(",", ".") for one in texts]
        certain = not thousands if semicolons else zero
        return points, "" if certain else f"The commas were read as decimal signs: {'; '.join(points)[:80]}."
    said = f"{text.strip()[:40]!r} was read as two numbers. Write a semicolon behind a number that has a decimal comma."
    return [part for one in texts for part in one.split(",")], said if single else ""


def _letters(text: str) -> tuple[str, list[int]]:
    """The text in the few characters that the patterns know, and the place of each of them in the text."""
    kept = [(place, char) for place, char in enumerate(text, 1) if char not in INVISIBLE]
    plain = "".join(char for _, char in kept).translate(WIDE).translate(ALIKE)
    return "".join(map(_letter, plain)), [place for place, _ in kept]


def _letter(char: str) -> str:
    return " " if char.isspace() else str(decimal(char)) if char.isdecimal() else char


def _rewritten(text: str, decimal_comma: bool) -> tuple[str, str]:
    """The text as `float` reads it, and the end of a sentence if it has two possible readings."""
    letters, places = _letters(text)
    opening = OPENING.match(letters)
    bracket, sign = opening.groups() if opening else (None, None)
    number, at, doubt = _unsigned(letters, opening.end() if opening else 0, decimal_comma)
    closing = CLOSING[bracket is not None].match(letters, at)
    if number and closing:
        at = closing.end()
        if at == len(letters):
            return (sign or "").translate(RAISED) + number, doubt
    while letters[at : at + 1] == " ":
        at += 1
    if at < len(letters):
        place = places[at]
        raise NotANumberError(text, f"the character {text[place - 1]!r} at place {place} does not belong there")
    raise NotANumberError(text, "it ends too early" if letters.strip() else "it is empty")


def _unsigned(letters: str, at: int, decimal_comma: bool) -> tuple[str, int, str]:
    """The number that begins at this place as `float` reads it, "" if there is none; where it ends; the doubt."""
    if found := WORD.match(letters, at):
        return found[0].replace("∞", "inf"), found.end(), ""
    if found := POWER.match(letters, at):
        return f"1{_exponent(found)}", found.end(), "a power of ten." if found["flat"] else ""
    digits = DIGITS.match(letters, at)
    if not digits:
        return "", at, ""
    power = EXPONENT.match(letters, digits.end())
    by_comma = decimal_comma or power is not None
    number, doubt = _with_point(digits, by_comma), ""
    if digits["either"] and not power:
        point = digits[0].replace(",", ".")
        thousands = f"with a comma between thousands. For a decimal sign, write {point}."
        doubt = "with a decimal comma." if by_comma else thousands
    return number + (_exponent(power) if power else ""), (power or digits).end(), doubt


def _with_point(digits: re.Match[str], by_comma: bool) -> str:
    """Digits without their separators of thousands, and with a decimal point."""
    text = digits[0]
    if digits["whole"] or (digits["either"] and not by_comma):
        return re.sub(r"[^0-9]", "", text)
    point = max(text.rfind("."), text.rfind(","))
    return text if point < 0 else re.sub(r"[^0-9]", "", text[:point]) + "." + text[point + 1 :]


def _exponent(power: re.Match[str]) -> str:
    return "e" + next(filter(None, power.groups())).translate(RAISED)
