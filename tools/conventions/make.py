"""Write docs/conventions.md: what every argument of other libraries is here. `python -m tools.conventions.make`.

The arguments come from `libraries/signatures`, what they are from the presets in `libraries` and from
`tools.conventions`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.library import RATE, Library, Preset, Signatures, signatures
from core.param import complete
from runs.catalog import LIBRARIES, OPTIMIZERS
from tools.conventions.here import Answer, Chapter, Entry, of_method, of_runner, told
from tools.conventions.keras import KERAS
from tools.conventions.optax import OPTAX
from tools.conventions.pytorch import PYTORCH
from tools.conventions.tensorflow1 import TENSORFLOW1
from tools.make_reference import cell, link, table

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "conventions.md"
CHAPTERS: Mapping[str, Chapter] = {"pytorch": PYTORCH, "keras": KERAS, "optax": OPTAX, "tensorflow1": TENSORFLOW1}
SECTIONS = {"optimizers": "Optimizers", "schedulers": "Schedules", "clipping": "Clipping"}
GONE = "Not here, as the whole is not."

HEAD = """# Conventions of the libraries

This page goes through PyTorch, Keras, optax and the old optimizers of TensorFlow 1, argument by argument. It says what
each argument is in Thalweg: a parameter, another setting, or a sentence why not. `python -m tools.conventions.make`
makes it from the signatures that were read from the libraries' own sources (`libraries/signatures/`), from the presets
(`libraries/`), and from the rows in `tools/conventions/`. A test fails if an argument has no row.

*Defaults of a library* in the controls of a runner sets what the first table shows. "yours" stands where a library asks
for a value or where its default turns the method off; the value that you have set then stays.
[Decision 10](decisions/0010-what-is-left-out.md) says why some methods are left out.
"""
PROVEN = """\
Choices are named only where they differ from the default here. With ≈ a run differs from the library's in its numbers,
for a reason that the class below gives. All others of PyTorch, Keras and optax equal the library's run to a relative
1e-13 (`tests/ground/test_presets.py`). TensorFlow 1 is compared with its formulas."""


def kept(key: str) -> Signatures:
    """The arguments of a library as they are kept in the repository."""
    return signatures(str(ROOT / "libraries" / f"{key}.py"))


def presets(library: str, called: str) -> list[Preset]:
    """The presets that a class is made into, in the order of the library's record."""
    return [preset for preset in LIBRARIES[library].presets if preset.called == called]


def derived(found: list[Preset]) -> dict[str, list[Answer]]:
    """What the presets of a class say about its arguments."""
    answers: dict[str, list[Answer]] = {}
    for preset in found:
        for name, keys in preset.takes.items():
            rate = keys == (RATE,)
            answers.setdefault(name, []).append(of_runner(RATE) if rate else of_method(preset.method, *keys))
        for name, key in preset.left.items():
            answers.setdefault(name, []).append(of_method(preset.method, key))
        for name, value in preset.asked.items():
            chosen = f"{value} makes it {OPTIMIZERS[preset.method].name}, which is an optimizer of its own here."
            answers.setdefault(name, []).append(chosen)
    return {name: list(dict.fromkeys(one)) for name, one in answers.items()}


def rows(library: str, called: str, arguments: list[dict[str, Any]]) -> dict[str, list[Answer]]:
    """What each argument of a class is here: [] if nobody has said it."""
    chapter, said = CHAPTERS[library], derived(presets(library, called))
    entry = chapter.entries.get(called, Entry(""))
    names = [argument["name"] for argument in arguments]
    if entry.absent:
        return {name: [GONE] for name in names}
    own = {name: [answer] for name, answer in entry.rows.items()}
    everywhere = {name: [answer] for name, answer in chapter.everywhere.items()}
    return {name: said.get(name, []) + own.get(name, []) or everywhere.get(name, []) for name in names}


def default(argument: dict[str, Any]) -> str:
    """The default of an argument as Python shows it."""
    if "default" not in argument:
        return "asked for"
    value = argument["default"]
    return f"`{tuple(value) if isinstance(value, list) else value!r}`"


def about(library: str, called: str) -> Iterator[str]:
    """What a class is here."""
    entry = CHAPTERS[library].entries.get(called, Entry(""))
    if entry.about:
        yield from (cell(entry.about), "")
    for preset in presets(library, called):
        yield from (f"{link('optimizer', preset.method)}: {cell(preset.differs)}", "")


def linked(text: str) -> str:
    """A text whose links into the reference lead there."""
    return text.replace("](#", "](reference.md#")


def chapter(library: Library) -> Iterator[str]:
    """Everything about one library."""
    found = kept(library.key)
    yield from (f"## {library.name}", "", f"Read from version {found.version}, [its sources]({library.url}).", "")
    for section, classes in found.sections.items():
        if library.key == "keras" and section == "schedulers":
            yield from ("Keras gives a schedule to the optimizer in place of its rate.", "")
        yield from (f"### {SECTIONS[section]} of {library.name}", "")
        for called, arguments in classes.items():
            yield from (f"#### `{called}`", "", *about(library.key, called))
            answers = rows(library.key, called, arguments)
            lines = [
                [f"`{one['name']}`", default(one), " ".join(told(answer) for answer in answers[one["name"]])]
                for one in arguments
            ]
            yield from table(["argument", "default", "here"], lines)


def values(preset: Preset) -> str:
    """What a preset sets, in a cell: only what differs from our defaults, and what stays."""
    way = OPTIMIZERS[preset.method]
    ours = dict(zip((p.key for p in way.params), complete(way.params, {}), strict=True))
    shown = [f"η = {preset.rate:g}" if preset.rate is not None else "η yours"]
    for param in way.params:
        if param.key in preset.left.values():
            shown.append(f"{param.symbol} yours")
        elif param.key in preset.values:
            given = preset.values[param.key]
            number = param.read(given) if isinstance(given, str) else given
            if param.kind in ("choice", "switch"):
                shown += [] if number == ours[param.key] else [f"{param.symbol} {param.write(number)}"]
            else:
                shown.append(f"{param.symbol} = {number:g}")
    return cell(", ".join(shown)) + ("" if preset.exact else " ≈")


def overview() -> Iterator[str]:
    """All presets: a row for every method, a column for every library."""
    yield from ("## What a runner gets", "")
    heads, lines = ["optimizer", *(one.name for one in LIBRARIES.values())], []
    for key in OPTIMIZERS:
        found = [one.preset(key) for one in LIBRARIES.values()]
        if any(found):
            lines.append([link("optimizer", key), *("–" if one is None else values(one) for one in found)])
    yield from table(heads, lines)
    yield from (PROVEN, "")


def page() -> str:
    """The whole page."""
    papers = LIBRARIES["papers"]
    lines = [HEAD, *overview()]
    lines += [f"## {papers.name}", ""]
    for preset in papers.presets:
        lines += [f"- {link('optimizer', preset.method)}, {cell(preset.called)}: {cell(preset.differs)}"]
    lines += [""]
    for key in CHAPTERS:
        lines += chapter(LIBRARIES[key])
    return linked("\n".join(lines))


def main() -> None:
    """Write the page, and print its path."""
    FILE.write_text(page(), encoding="utf-8")
    print(f"{FILE} is written.")


if __name__ == "__main__":
    main()
