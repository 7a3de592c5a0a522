"""Data that a visitor types in: a small table, its text in a link, and reading it from CSV."""

import csv
from collections.abc import Iterator
from io import StringIO

from core.param import Param, demand, shown

Table = tuple[tuple[float, ...], ...]
NO_TABLE: Table = ()

FEWEST, MOST = 2, 256
"""The number of rows of a table: a line needs two points, and more than 256 rows would not fit into a link."""

WIDEST = 12
"""The most characters of a number in a table, so that links stay short."""

LONGEST = 40_000
"""The most characters of CSV text that are read."""


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
        table = tuple(tuple(float(part) for part in row.split("~")) for row in text.split("_"))
    except ValueError:
        raise ValueError(f"The table contains something that is not a number: {text[:40]!r}.") from None
    check_table(table, columns)
    return table


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    # Spreadsheets in many European locales write 1,5;2,5, where the semicolon separates the columns.
    semicolon = ";" in text
    plain = text.replace(",", ".") if semicolon else text
    reader = csv.reader(StringIO(plain), delimiter=";" if semicolon else "\t" if "\t" in plain else ",")
    for parts in reader:
        cells = [part.strip() for part in parts]
        if any(cells) and not cells[0].startswith("#"):
            yield reader.line_num, cells


def read_csv(text: str, columns: tuple[Param, ...]) -> tuple[Table, tuple[str, ...]]:
    """The valid rows of a CSV text, and a sentence for each invalid one; ValueError if too few rows are left.

    Columns are separated by commas, tabs or semicolons; with semicolons, numbers may have a decimal comma. A first line
    without any number is a heading. Empty lines and lines that begin with # are skipped.
    """
    demand(len(text) <= LONGEST, f"The data have more than {LONGEST:,} characters and were not read.")
    good: list[tuple[float, ...]] = []
    bad: list[str] = []
    for place, (line, cells) in enumerate(_rows(text.replace("\0", ""))):
        try:
            values = tuple(float(cell) for cell in cells)
        except ValueError:
            if place > 0 or any(map(_is_number, cells)):
                bad.append(f"Line {line} is left out: {','.join(cells)[:40]!r} are not all numbers.")
            continue
        try:
            good.append(_check_row(values, columns))
        except ValueError as error:
            bad.append(f"Line {line} is left out: {error}")
    if len(good) > MOST:
        bad.append(f"Only the first {MOST} of the {len(good):,} rows are used.")
    problems = " ".join(bad[:3])
    demand(len(good) >= FEWEST, f"The data need at least {FEWEST} rows of {len(columns)} numbers. {problems}".strip())
    return tuple(good[:MOST]), tuple(bad)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
