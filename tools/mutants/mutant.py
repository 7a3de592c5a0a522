"""A mutant: one small change to one file."""

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple


class Edit(NamedTuple):
    """A possible change to a text: its line and column, its name, and a function that makes the new text."""

    line: int
    column: int
    name: str
    make: Callable[[], str]


class Mutant(NamedTuple):
    """A file with one change: its path from the root, its text before and after, and the change's line and name."""

    path: str
    before: str
    after: str
    line: int
    name: str

    @property
    def diff(self) -> str:
        """The lines that differ, as `diff` shows them."""
        found = unified_diff(self.before.splitlines(), self.after.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in list(found)[2:] if not line.startswith("@@"))

    @property
    def place(self) -> str:
        """The file and the line."""
        return f"{self.path}:{self.line}"

    def lines(self, sign: str) -> str:
        """The lines that were removed ("-") or added ("+"), without their indentation."""
        return "\n".join(line[1:].strip() for line in self.diff.splitlines() if line.startswith(sign))


def read(root: Path, path: str) -> str:
    """The text of a file of the project."""
    return (root / path).read_text(encoding="utf-8")
