"""The stage's modules as they are served: one file for what every page needs, and one for each part loaded on demand.

The modules of the stage name each other, so that as they are they would be fetched in four rounds of requests. They
travel together instead: each becomes a function, called once, that returns what the module exports. Nothing in it is
renamed or moved, and nothing is left out but the comments that document it. Their lines stay, empty, so an error's
stack shows the lines and names of the source. What is not ours is imported by the address that the server has told,
`import(served(address))`, and no part of any file.
"""

import re
from collections.abc import Iterable, Mapping

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) (\w+))", re.MULTILINE)
DEMAND = re.compile(r'\bimport\("\./(\w+)\.js"\)')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DOCUMENTED = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/$", re.MULTILINE | re.DOTALL)
STRANGE = re.compile(r"^(?:import\b(?!\()|export\b).*|\bimport\((?!\"\./\w+\.js\"\)|served\().*", re.MULTILINE)

ENTRY = "main"
DOORS = ("embedded", "chooser", "learn", "map", "network")
"""The modules that none of ours imports: pages of other sites ask for the first, a dialog and pages of ours for the
others."""


def bundled(scripts: Mapping[str, str]) -> dict[str, str]:
    """Files to serve by name, from modules by name (no ".js").

    main.js holds the module `main` and whatever it imports. A module that is imported on demand has a file of its own
    name, with what it needs and main.js does not hold; the rest comes from main.js. ValueError where a module is
    missing, would have to stand in two files, or imports or exports in a form that is not understood.
    """
    needs = {name: [found[2] for found in IMPORT.finditer(script)] for name, script in scripts.items()}
    files = {ENTRY: _order(ENTRY, needs)}
    demanded = [*(door for door in DOORS if door in scripts), *_demands(files[ENTRY], scripts)]
    while demanded:
        part = demanded.pop(0)
        if part not in files:
            own = [name for name in _order(part, needs) if name not in files[ENTRY]]
            if not own or any(name in held for name in own for held in files.values()):
                raise ValueError(
                    f"The module {part}.js, which is imported on demand, or one that it needs is served already."
                )
            files[part] = own
            demanded += _demands(own, scripts)
    return {f"{file}.js": _file(file, files[file], scripts, needs) for file in files}


def _order(start: str, needs: Mapping[str, list[str]]) -> list[str]:
    """The modules that one needs, each after those it needs itself. ValueError where one is missing, or in a circle."""
    found = list[str]()

    def find(name: str, path: tuple[str, ...]) -> None:
        if name not in needs:
            raise ValueError(f"There is no module {name}.js.")
        if name in path:
            raise ValueError(f"The modules {', '.join(path)} need each other.")
        if name not in found:
            for need in needs[name]:
                find(need, (*path, name))
            found.append(name)

    find(start, ())
    return found


def _demands(modules: Iterable[str], scripts: Mapping[str, str]) -> list[str]:
    """The modules that these import on demand. Types are imported by the same words, but in comments."""
    return [part for name in modules for part in DEMAND.findall(COMMENT.sub("", scripts[name]))]


def exports(script: str) -> list[str]:
    """The names that a module exports, in their order."""
    return EXPORT.findall(script)


def undocumented(script: str) -> str:
    """A module without the comments that take whole lines and document something. The lines stay, empty."""
    return DOCUMENTED.sub(lambda found: "\n" * found[0].count("\n"), script)


def _file(file: str, modules: list[str], scripts: Mapping[str, str], needs: Mapping[str, list[str]]) -> str:
    """One file: what it takes from main.js, its modules, and what it exports."""
    taken = sorted({need for name in modules for need in needs[name] if need not in modules})
    return "".join([
        f'import {_braces(map(_scope, taken))} from "./{ENTRY}.js";\n' if taken else "",
        *(_module(name, scripts) for name in modules),
        f"export const {_braces(exports(scripts[file]))} = {_scope(file)};\n",
        f"export {_braces(map(_scope, modules))};\n",
    ])  # fmt: skip


def _module(name: str, scripts: Mapping[str, str]) -> str:
    """A module as a constant that holds what it exports: the lines of its source, between a first and a last one."""

    def taken(found: re.Match[str]) -> str:
        listed, module = found.groups()
        for one in filter(None, (part.split(" as ")[0].strip() for part in listed.split(","))):
            if one not in exports(scripts[module]):
                raise ValueError(f"The module {module}.js does not export {one}, which {name}.js imports.")
        return f"const {{{listed.replace(' as ', ': ')}}} = {_scope(module)};"

    code = EXPORT.sub("", IMPORT.sub(taken, undocumented(scripts[name])))
    if strange := STRANGE.search(COMMENT.sub("", code)):
        raise ValueError(f"This form of import or export is not understood: {strange[0]}.")
    return f"const {_scope(name)} = (() => {{\n{code}\nreturn {_braces(exports(scripts[name]))}; }})();\n"


def _scope(module: str) -> str:
    """What the constant of a module is called: no name of the stage begins like this."""
    return f"${module}"


def _braces(names: Iterable[str]) -> str:
    return f"{{ {', '.join(names)} }}"
