r"""The lines of an algorithm as MathML: once with symbols, and once per coordinate with the numbers of the step.

Browsers render MathML without a library. The stage fills in the numbers at the playhead: `<mn data-of="m.x">` gets its
text from the series `m.x`.
"""

import re
from functools import lru_cache

from latex2mathml.converter import convert

from core.anatomy import Line
from core.numeral import exact
from studies.anatomy import Dissection

AXES = ("x", "y")
TIMES = r" \cdot "
OUTER = re.compile(r"<math[^>]*>")
POWER = re.compile("(?:(.+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
PLACE = re.compile(r"<mtext>@([^<]*)@</mtext>")


@lru_cache(maxsize=2048)
def mathml(latex: str, of: str = "") -> str:
    r"""LaTeX as a MathML element of the class `of`; `\text{@name@}` becomes a number that is filled in later.

    A formula takes a millisecond or two, and is cached. It contains placeholders, so other numbers need no conversion.
    """
    drawn = OUTER.sub(f'<math class="{of}">' if of else "<math>", convert(latex))
    return PLACE.sub(r'<mn data-of="\1"></mn>', drawn)


def number(value: float) -> str:
    """The exact value of a hyper-parameter, such as 0.9, or a power of ten where that is shorter."""
    # In a copied text a raised exponent stands on the line: 106 is not read as 10⁶, while 10−6 is read as 10⁻⁶.
    text = repr(value).removesuffix(".0").replace("-", "−") if 1.0 <= abs(value) < 1e16 else exact(value)
    power = POWER.fullmatch(text)
    if not power:
        return f"<mn>{text}</mn>"
    mantissa, up = power.groups()
    raised = f"<msup><mn>10</mn><mn>{up.translate(LOWERED)}</mn></msup>"
    return f"<mrow><mo>(</mo><mn>{mantissa}</mn><mo>·</mo>{raised}<mo>)</mo></mrow>" if mantissa else raised


def place(name: str) -> str:
    """The LaTeX placeholder of a number that is filled in at the playhead."""
    return rf"\text{{@{name}@}}"


def series_of(cut: Dissection, name: str, axis: int) -> str:
    """The name of the series for a value of the dissection. Values without coordinates have a single series."""
    return name if cut.values[name].shape[1] == 1 else f"{name}.{AXES[axis]}"


def symbols(cut: Dissection, line: Line) -> str:
    """The LaTeX of a line as the paper writes it, with symbols."""
    right = line.latex(cut.symbols, r"\,")
    return f"{line.symbol} = {right}" if right else line.symbol


def numbers(cut: Dissection, line: Line, axis: int) -> str:
    """The LaTeX of a line with placeholders for the numbers of one coordinate, and its result."""
    result = place(series_of(cut, line.key, axis))
    if not line.computed:
        return result
    texts = {name: place(name if name in cut.constants else series_of(cut, name, axis)) for name in line.names}
    return f"{line.latex(texts, TIMES)} = {result}"


def written(cut: Dissection, line: Line) -> str:
    """A line as three MathML elements: with symbols, and below that with the numbers of each coordinate."""
    rows = "".join(
        mathml(rf"{axis}\colon\;{{{numbers(cut, line, i)}}}", "tw-row") for i, axis in enumerate(AXES)
    )  # fmt: skip
    for key, value in cut.constants.items():
        rows = rows.replace(f'<mn data-of="{key}"></mn>', number(value))
    return mathml(symbols(cut, line)) + rows
