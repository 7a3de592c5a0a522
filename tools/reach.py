"""Which tests a change can reach, and over how many files: what imports it, looks its folder through, or names it.

Four things make a file depend on another one of the project:

- it imports it;
- it looks a package through for its modules (`pkgutil`), as the catalogue does;
- it names it in a text: a module (`"core.engine.surveyor"`), a file (`"app.py"`, `"../pages/"`), or, of what is not
  Python, the name of a file or folder alone (`"golden"`);
- it reads all files, as the rules of the house do.

A test depends on every `conftest.py` above it too, and what is not Python and is named nowhere belongs to the Python
files of the nearest folder above it that has some, short of the root.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from tools.imports import File, imports


def texts(file: File) -> Iterator[str]:
    """The texts in a file that may name something: those without a space."""
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
    """The Python files of the nearest folder above that has any, short of the root."""
    for folder in list(PurePosixPath(path).parents)[:-1]:
        if found := python.get(str(folder)):
            return found
    return []


class Names:
    """The project's paths by what a text may call them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.by_name, self.by_folder = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        self.met: dict[str, set[str]] = {}
        for path in paths:
            folder, _, name = path.rpartition("/")
            self.by_name[name].append(path)
            self.by_folder[folder.rpartition("/")[2]].append(path)

    def of(self, text: str) -> set[str]:
        """What a text names: a file by its name or the end of its path, a folder for all that is in it."""
        if text not in self.met:
            words = [word for word in text.split("/") if word not in ("", ".", "..")]
            files = self.by_name.get(words[-1], []) if words else []
            folder = self.by_folder.get(words[-1], []) if words else []
            # The name of a folder alone is too common a word for Python files: with a slash it is a path.
            self.met[text] = {path for path in files if path.split("/")[-len(words) :] == words}
            self.met[text] |= {path for path in folder if "/" in text or not path.endswith(".py")}
        return self.met[text]


def needs(files: Sequence[File], paths: Iterable[str]) -> dict[str, set[str]]:
    """What each Python file depends on without a file between; `paths` are those of all files."""
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
    """How many files lie between each file that a change can reach and the change, 0 for what has changed itself."""
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
    """Is this a file of tests that `make test` runs?"""
    return path.startswith("tests/") and path.rpartition("/")[2].startswith("test_") and path.endswith(".py")
