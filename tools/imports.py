"""Reads the project's files and their imports, for the architecture test and for `make quick`."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = {".git", ".venv", ".cache", ".hypothesis", "node_modules", "__pycache__", ".pytest_cache", ".ruff_cache"}


class File(NamedTuple):
    """A file of the project: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @property
    def floor(self) -> str:
        """The top-level folder that contains the file, or the file's own name if it is at the root."""
        return self.path.split("/")[0].removesuffix(".py")

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its syntax tree."""
        return parsed(self)


@cache
def parsed(file: File) -> tuple[ast.AST, ...]:
    """Every node of a file's syntax tree. It is cached, since a dozen rules need it."""
    return tuple(ast.walk(ast.parse(file.text, file.path)))


def imports(file: File) -> Iterator[str]:
    """Every module that the file imports anywhere in it, as a dotted name; `from a import b` counts as a.b too."""
    for node in file.nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def project_files(root: Path = ROOT) -> list[File]:
    """Every text file of the project that no tool has generated."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in names:
            path = Path(folder, name)
            try:
                found.append(File(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue  # A picture or an array of numbers.
    return sorted(found)
