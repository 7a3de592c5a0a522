"""Finds the tests that a change can affect, and their distance from the change in files.

A file of the project depends on another one in four cases:

- it imports it;
- it scans a package for its modules (`pkgutil`), as the catalogue does;
- it names it in a string: a module (`"core.engine.surveyor"`), a file (`"app.py"`, `"../pages/"`) or, if the file is
  not Python, just the name of the file or its folder (`"golden"`);
- it reads all files, as the architecture test does.

A test also depends on every `conftest.py` above it. If a file that is not Python is named nowhere, the Python files of
the nearest folder above it depend on it, except those at the root.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from tools.imports import File, imports


def texts(file: File) -> Iterator[str]:
    """The strings in a file that may name something: those without a space."""
    for node in file.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value.split()) == 1:
            yield node.value


def modules(paths: Iterable[str]) -> dict[str, str]:
    """The path of every module, by its dotted name."""
    return {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path
        for path in paths
        if path.endswith(".py")
    }


def homes(path: str, python: Mapping[str, list[str]]) -> list[str]:
    """The Python files of the nearest folder above a file that has any; none if that is the root."""
    for folder in list(PurePosixPath(path).parents)[:-1]:
        if found := python.get(str(folder)):
            return found
    return []


class Names:
    """The project's paths by the names under which a string may refer to them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.by_name, self.by_folder = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        self.met: dict[str, set[str]] = {}
        for path in paths:
            folder, _, name = path.rpartition("/")
            self.by_name[name].append(path)
            self.by_folder[folder.rpartition("/")[2]].append(path)

    def of(self, text: str) -> set[str]:
        """The paths that a string names: a file by its name or the end of its path, or everything in a folder."""
        if text not in self.met:
            words = [word for word in text.split("/") if word not in ("", ".", "..")]
            files = self.by_name.get(words[-1], []) if words else []
            folder = self.by_folder.get(words[-1], []) if words else []
            # For Python files a folder's name alone is too common a word, so it must contain a slash.
            self.met[text] = {path for path in files if path.split("/")[-len(words) :] == words}
            self.met[text] |= {path for path in folder if "/" in text or not path.endswith(".py")}
        return self.met[text]


def needs(files: Sequence[File], paths: Iterable[str]) -> dict[str, set[str]]:
    """The direct dependencies of each Python file. `paths` are those of all files."""
    every, found = set(paths), dict[str, set[str]]()
    known, names, folders = modules(every), Names(every), defaultdict[str, list[str]](list)
    for path in known.values():
        folders[str(PurePosixPath(path).parent)].append(path)
    for file in files:
        imported, said = set(imports(file)), set(texts(file))
        own = {known[name] for name in imported | said if name in known}
        own |= set().union(*(names.of(text) for text in said))
        if "pkgutil" in imported:
            own |= {path for name in imported for path in folders.get(name.replace(".", "/"), [])}
        own |= {f"{folder}/conftest.py" for folder in PurePosixPath(file.path).parents} & every
        found[file.path] = own - {file.path}
    for path in every - set(known.values()) - set().union(*found.values()):
        for home in homes(path, folders):
            found[home].add(path)
    for file in files:
        if "tools.imports.project_files" in imports(file):
            found[file.path] |= every - {file.path}
    return found


def distances(changed: Iterable[str], needed: Mapping[str, set[str]]) -> dict[str, int]:
    """The distance in files from a change to each file that it can affect; 0 for the changed files."""
    users = defaultdict[str, set[str]](set)
    for path, others in needed.items():
        for other in others:
            users[other].add(path)
    found = dict.fromkeys(changed, 0)
    edge = list(found)
    while edge:
        further = {user: found[path] + 1 for path in edge for user in users[path] if user not in found}
        found |= further
        edge = list(further)
    return found


def is_test(path: str) -> bool:
    """Whether this is a test file that `make test` runs."""
    if path.startswith("tests/engines/"):  # `make browsers` alone runs these.
        return False
    return path.startswith("tests/") and path.rpartition("/")[2].startswith("test_") and path.endswith(".py")
