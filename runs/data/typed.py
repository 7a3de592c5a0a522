"""Data that a visitor types in: a small table, its text in a link, and reading it from CSV."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from core.number import read_number, two_readings
from core.param import Param, demand, shown

Table = tuple[tuple[float, ...], ...]
NO_TABLE: Table = ()

FEWEST, MOST = 2, 256
"""The number of rows of a table: a line needs two points, and more than 256 rows would not fit into a link."""

WIDEST = 12
"""The most characters of a number in a table, so that links stay short."""

LONGEST = 40_000
"""The most characters of CSV text that are read."""

SEPARATORS = "\t;, "
TRIED = 50
"""So many lines show what separates the columns."""

DECIMAL = re.compile(r"[^,]*,[^,.]*")
"""A number whose comma is a decimal sign, if it has only one reading."""

NO_CHARACTERS = {0: None, 0xFEFF: None}
"""What `csv` does not read, and the byte-order mark at the beginning of a file."""


def check_table(table: Table, columns: tuple[Param, ...]) -> None:
    """Raise ValueError with a sentence unless the table is empty or valid for a landscape with these columns."""
    demand(isinstance(table, tuple), "Typed-in data must be a tuple of rows.")
    if table == NO_TABLE:
        return
    demand(columns, "This landscape is not made of data, so you cannot type any in.")
    demand(FEWEST <= len(table) <= MOST, f"A table must have {FEWEST} to {MOST} rows, not {len(table)}.")
    for number, row in enumerate(table, 1):
        try:
            demand(isinstance(row, tuple), "a row must be a tuple of numbers.")
            _check_row(row, columns)
        except ValueError as error:
            raise ValueError(f"Row {number} of the data: {error}") from None


def _check_row(row: tuple[float, ...], columns: tuple[Param, ...]) -> tuple[float, ...]:
    names = ", ".join(p.key for p in columns)
    demand(len(row) == len(columns), f"a row must have {len(columns)} numbers ({names}), not {len(row)}.")
    checked = tuple(p.check(value) for p, value in zip(columns, row, strict=True))
    for value in checked:
        demand(len(_number(value)) <= WIDEST, f"{shown(value)} has too many digits: {WIDEST} characters at most.")
    return checked


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def write_table(table: Table) -> str:
    """A table as text for a link, such as "1~2.5_3~-4", in which no character has to be quoted."""
    return "_".join("~".join(map(_number, row)) for row in table)


def read_table(text: str, columns: tuple[Param, ...]) -> Table:
    """A table from a link's text; ValueError with a sentence."""
    demand(text.count("_") < MOST, f"A table must have {FEWEST} to {MOST} rows.")
    try:
        table = tuple(tuple(map(read_number, row.split("~"))) for row in text.split("_"))
    except ValueError as error:
        raise ValueError(f"The table cannot be read: {error}") from None
    check_table(table, columns)
    return table


Row = tuple[int, list[str]]
"""The number of a line of a CSV text, and the texts of its cells."""


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(StringIO(text), delimiter=separator, skipinitialspace=separator == " ")
    for parts in reader:
        cells = [part.strip() for part in parts]
        if separator == " " and cells and not cells[-1]:
            cells.pop()  # spaces at the end of the line
        if any(cells) and not cells[0].startswith("#"):
            yield reader.line_num, cells


def _separated(text: str, width: int) -> tuple[str, list[Row]]:
    """What separates the columns, and the rows.

    Of tabs, semicolons, commas and spaces it is the one by which the most lines at the beginning are rows of `width`
    numbers, or the first of these if several are equal. So a decimal comma is one wherever it separates no columns.
    """

    def fitting(separator: str) -> tuple[int, bool]:
        rows = islice(_rows(text, separator), TRIED)
        return sum(len(cells) == width and all(map(_is_number, cells)) for _, cells in rows), separator in text

    separator = max(SEPARATORS, key=fitting)
    return separator, list(_rows(text, separator))


def _commas(separator: str, rows: list[Row]) -> tuple[bool, str]:
    """Whether a comma before three digits is a decimal sign, and a sentence if nothing in the table says so.

    It is what the other commas of the numbers are. If they do not tell, it is one unless commas separate the columns.
    """
    inside = [cell for _, cells in rows for cell in cells if "," in cell and _is_number(cell)]
    clear = [cell for cell in inside if not two_readings(cell)]
    if clear or not inside:
        return any(map(DECIMAL.fullmatch, clear)), ""
    return separator != ",", two_readings(inside[0], decimal_comma=separator != ",")


def read_csv(text: str, columns: tuple[Param, ...]) -> tuple[Table, tuple[str, ...]]:
    """The valid rows of a CSV text, and a sentence for each invalid one; ValueError if too few rows are left.

    Columns are separated by tabs, semicolons, commas or spaces, and numbers are whatever `core.number` reads. A first
    line without any number is a heading. Empty lines and lines that begin with # are skipped, and so is a byte-order
    mark. If the commas of the numbers have two possible readings, the first sentence says how they were read.
    """
    demand(len(text) <= LONGEST, f"The data have more than {LONGEST:,} characters and were not read.")
    separator, rows = _separated(text.translate(NO_CHARACTERS), len(columns))
    decimal, said = _commas(separator, rows)
    good: list[tuple[float, ...]] = []
    bad: list[str] = []
    for place, (line, cells) in enumerate(rows):
        if place == 0 and not any(map(_is_number, cells)):
            continue
        try:
            good.append(_check_row(tuple(read_number(cell, decimal_comma=decimal) for cell in cells), columns))
        except ValueError as error:
            bad.append(f"Line {line} is left out: {error}")
    if len(good) > MOST:
        bad.append(f"Only the first {MOST} of the {len(good):,} rows are used.")
    problems = " ".join(bad[:3])
    demand(len(good) >= FEWEST, f"The data need at least {FEWEST} rows of {len(columns)} numbers. {problems}".strip())
    return tuple(good[:MOST]), (*([said] if said else []), *bad)


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except ValueError:
        return False
    return True
