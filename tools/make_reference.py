"""Write docs/reference.md from the catalogue: `python -m tools.make_reference`.

The survey at its end takes half a minute. `--without-survey` keeps the last survey, if only texts have changed.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from core.records import Landscape, Optimizer
from runs import codec
from runs.catalog import LANDSCAPES, OPTIMIZERS
from studies import ancestry, arrivals, reference
from studies.reference import KINDS, Kind, Record

FILE = Path(__file__).resolve().parents[1] / "docs" / "reference.md"
SURVEY = "## Does it get there?"
ADDRESS = "http://localhost:8501/?"
"""The address at which `make run` serves the app by default."""

HEAD = f"""# Reference

This page lists every optimizer, landscape and schedule of the catalogue. `python -m tools.make_reference` makes it from
their records. The page *Reference* in the app shows the same, together with a picture of a run and the source of the
kernels. The links to races work if the app runs at `{ADDRESS.removesuffix("/?")}`.

- [Optimizers](#optimizers), their [family tree](#family-tree), and [the ones left out](#not-here)
- [Landscapes](#landscapes)
- [Schedules](#schedules)
- [Does it get there?](#does-it-get-there)
"""


def cell(text: str) -> str:
    """A text for a cell of a Markdown table, with all markup escaped."""
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>|~$" else letter for letter in text)


def anchor(kind: Kind, key: str) -> str:
    """The name of an entry's section in links."""
    return f"{kind}-{key}"


def link(kind: Kind, key: str) -> str:
    """An entry's name, leading to its section."""
    return f"[{cell(reference.REGISTRIES[kind][key].name)}](#{anchor(kind, key)})"


def row(cells: list[str]) -> str:
    """A row of a table."""
    return "| " + " | ".join(cells) + " |"


def table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    """The lines of a table, and an empty one."""
    yield from (row(head), row(["---"] * len(head)), *map(row, rows), "")


def overview(kind: Kind) -> Iterator[str]:
    """The overview of all entries of a kind."""
    costs = ["gradients per step"] if kind == "optimizer" else []
    rows = []
    for number, (key, record) in enumerate(reference.REGISTRIES[kind].items(), 1):
        cost = [str(record.evaluations)] if isinstance(record, Optimizer) else []
        rows.append([str(number), link(kind, key), record.family, str(record.source.year), *cost])
    yield from (f"## {kind.capitalize()}s", "")
    yield from table(["", "name", "family", "year", *costs], rows)


def limits(record: Optimizer) -> Iterator[str]:
    """The method on which an optimizer builds, what it becomes for certain values, and which others become it."""
    becomes, special = reference.becomes(record.key), reference.comes_from(record.key)
    if record.after:
        yield from (f"It builds on {link('optimizer', record.after)}.", "")
    if becomes:
        said = [f"{link('optimizer', found.special)} with {cell(found.condition)}" for found in becomes]
        yield from (f"It becomes {'; '.join(said)}.", "")
    if special:
        said = [f"{link('optimizer', found.general)} with {cell(found.condition)}" for found in special]
        yield from (f"It is the limit of {'; '.join(said)}.", "")


def peculiar(record: Record) -> Iterator[str]:
    """The facts that only this kind of entry has."""
    if isinstance(record, Optimizer):
        yield from limits(record)
    if isinstance(record, Landscape):
        for title, text in reference.peculiarities(record):
            yield from (f"{title}: {cell(text)}", "")


def section(kind: Kind, record: Record) -> Iterator[str]:
    """Everything about one entry."""
    source, file = cell(str(record.source)), reference.path(record)
    race = ADDRESS + codec.write(reference.scene(kind, record.key))
    yield from (f'<a id="{anchor(kind, record.key)}"></a>', "", f"### {cell(record.name)}", "")
    yield from (
        cell(record.lesson),
        "",
        "```math",
        record.formula,
        "```",
        "",
        f"*What to watch for.* {cell(record.watch)}",
        "",
    )
    yield from peculiar(record)
    if record.params:
        rows = [[p.symbol, reference.usual(p), reference.allowed(p), p.help] for p in record.params]
        yield from table(["parameter", "default", "allowed", "meaning"], [list(map(cell, cells)) for cells in rows])
    cited = f"[{source}]({record.source.url})" if record.source.url else source
    yield from (f"{cited} · [{cell(file)}](../{file}) · [race]({race})", "")


def family_tree() -> Iterator[str]:
    """The family tree as a list in lists."""
    yield from ("### Family tree", "", reference.TREE, "")
    for family, rows in ancestry.tree():
        yield f"- *{family}*"
        for branch in rows:
            how = f" with {cell(branch.joint.condition)}" if branch.joint else ""
            yield f"{'  ' * (branch.depth + 1)}- {link('optimizer', branch.key)}{how}"
    yield ""


def facts() -> str:
    """The page without the survey: the same text on every machine."""
    lines = [HEAD]
    for kind in KINDS:
        lines += overview(kind)
        if kind == "optimizer":
            lines += [*family_tree(), "### Not here", "", *(f"{text}\n" for text in reference.LEFT_OUT)]
        for record in reference.REGISTRIES[kind].values():
            lines += section(kind, record)
    return "\n".join(lines)


def survey() -> str:
    """The survey as one table, whose columns name landscapes by number, since so many names would not fit."""
    shares = arrivals.written()
    words = (
        f"{arrivals.MEANING} Columns are numbered as the [landscapes](#landscapes); – stands where there is no minimum."
    )
    head = [f"[{number}](#{anchor('landscape', key)})" for number, key in enumerate(LANDSCAPES, 1)]
    rows = []
    for method in OPTIMIZERS:
        found = [shares.get((method, land)) for land in LANDSCAPES]
        rows.append([link("optimizer", method), *("–" if share is None else str(share) for share in found)])
    return "\n".join([SURVEY, "", words, "", *table(["", *head], rows)])


def page() -> str:
    """The whole page."""
    return facts() + "\n" + survey()


def main() -> None:
    """Run the survey unless told otherwise, write the page, and print its path."""
    if "--without-survey" not in sys.argv[1:]:
        arrivals.FILE.write_text(arrivals.text(arrivals.table()), encoding="utf-8")
    FILE.write_text(page(), encoding="utf-8")
    print(f"{FILE} is written.")


if __name__ == "__main__":
    main()
