"""The stage's modules as they are served: one file, without what only a reader of the source needs.

Thirty small modules are thirty requests, one after the other as each names the next, and compress badly one by one.
So they travel as one module, in which each is a function that returns what it exports: names do not meet. What is
loaded on demand stays a module of its own, and takes what it imports from that one.
"""

import re
from collections import Counter
from collections.abc import Mapping
from graphlib import TopologicalSorter

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) (\w+))", re.MULTILINE)
LAZY = re.compile(r'import\("\./(\w+)\.js"\)')
TEXT = re.compile(
    r'("(?:[^"\\\n]|\\.)*"'
    r"|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^`{}]|`[^`]*`|\{[^{}]*\})*\})*`)"  # a template, which may hold plain ones
)


def plain(script: str) -> str:
    """A script without comments and indentation. No string of the stage holds what begins a comment; a test looks."""
    script = re.sub(r"/\*.*?\*/ ?", "", script, flags=re.DOTALL)
    return re.sub(r"(?:^|(?<= ))//[^\n]*$|^\s+| +$", "", script, flags=re.MULTILINE).lstrip()


SHORTER = (
    (re.compile(r" ?([{}()=<>,;:?&|\[\]!*]+) ?"), r"\1"),
    (re.compile(r"(?<![+-]) ([+/%-])(=?) ?(?![+/-])"), r"\1\2"),
    (re.compile(r"(?<=[;{},(\[=:?&|>])\n|\n(?=[}).?:&|\]])"), ""),
    (re.compile(r";(?=})"), ""),
    (re.compile(r"\bconst\b"), "let"),
)


def tight(script: str) -> str:
    """A plain script without spaces and ends of lines around signs, except in texts.

    Every statement of the stage ends with a semicolon, so a line may end wherever none can begin.
    """
    parts = TEXT.split(script)
    for i in range(0, len(parts), 2):
        for long, short in SHORTER:
            parts[i] = long.sub(short, parts[i])
    return "".join(parts)


def plain_style(style: str) -> str:
    """A stylesheet without comments and spaces."""
    style = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)).strip()
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", lambda found: found[1] or "", style)


Shared = Mapping[tuple[str, str], str]
"""What an export (module, name) is called in the one file: by its own name, unless two modules use that."""


def _shared(bare: Mapping[str, str]) -> Shared:
    exports = [(name, exported) for name, script in bare.items() for exported in EXPORT.findall(script)]
    often = Counter(exported for _, exported in exports)
    return {(name, one): one if often[one] == 1 else f"${name}_{one}" for name, one in exports}


def _names(match: re.Match[str], shared: Shared) -> list[tuple[str, str]]:
    """What an import takes: (name in the one file, name in the module). ValueError if that is not exported."""
    found = [part.split(" as ") for part in re.sub(r"\s+", " ", match[1]).strip(" ,").split(", ")]
    if missing := [names[0] for names in found if (match[2], names[0]) not in shared]:
        raise ValueError(f"The module {match[2]}.js does not export {', '.join(missing)}.")
    return [(shared[match[2], names[0]], names[-1]) for names in found]


def _room(name: str, script: str, shared: Shared) -> str:
    """A module as a function that gives its exports to the file, and keeps the rest to itself."""

    def taken(match: re.Match[str]) -> str:
        return "".join(f"const {own} = {one};\n" for one, own in _names(match, shared) if own != one)

    exports = [(exported, shared[name, exported]) for exported in EXPORT.findall(script)]
    given = ", ".join(own if own == one else f"{own}: {one}" for own, one in exports)
    body, back = EXPORT.sub("", IMPORT.sub(taken, script)), ", ".join(own for own, _ in exports)
    return f"const {{ {given} }} = (() => {{\n{body}return {{ {back} }};\n}})();\n"


def _alone(script: str, shared: Shared) -> str:
    """A module of its own, which takes from the large one what it needs."""

    def taken(match: re.Match[str]) -> str:
        names = (one if own == one else f"{one} as {own}" for one, own in _names(match, shared))
        return f'import {{ {", ".join(names)} }} from "./main.js";\n'

    return IMPORT.sub(taken, script)


def _reached(entries: tuple[str, ...], needs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The modules that the entries need, and what each of them needs."""
    found, inside = list(entries), dict[str, set[str]]()
    while found:
        if (name := found.pop()) not in inside:
            if name not in needs:
                raise ValueError(f"There is no module {name}.js.")
            inside[name] = needs[name]
            found += needs[name]
    return inside


def bundled(scripts: Mapping[str, str], entries: tuple[str, ...]) -> dict[str, str]:
    """Files to serve by name, from modules by name (no ".js").

    The modules that `entries` reach, the first of which is "main", become main.js; the others are doors to it. What is
    imported on demand only is a file of its own. ValueError where a module is missing or a form is not understood.
    """
    bare = {name: plain(script) for name, script in scripts.items()}
    rest = {name: EXPORT.sub("", IMPORT.sub("", script)) for name, script in bare.items()}
    if strange := [
        name for name, code in rest.items() if re.search(r"^(?:import\b(?!\()|export\b(?! \{\};))", code, re.MULTILINE)
    ]:
        raise ValueError(f"The modules {', '.join(strange)} import or export in a form that is not understood.")
    needs = {name: {match[2] for match in IMPORT.finditer(script)} for name, script in bare.items()}
    inside, shared = _reached(entries, needs), _shared(bare)
    order = list(TopologicalSorter(inside).static_order())
    lazy = {found for script in bare.values() for found in LAZY.findall(script)} - inside.keys()
    alone = {name: _alone(bare[name], shared) for name in sorted(lazy)}
    doors = {
        name: ", ".join(f"{shared[name, exported]} as {exported}" for exported in EXPORT.findall(bare[name]))
        for name in entries
    }
    wanted = {one for script in alone.values() for match in IMPORT.finditer(script) for one in _main_names(match)}
    wanted |= {shared[name, exported] for name in entries[1:] for exported in EXPORT.findall(bare[name])}
    whole = "".join(_room(name, bare[name], shared) for name in order)
    files = (
        {"main.js": f"{whole}export {{ {', '.join([doors.pop('main'), *sorted(wanted)])} }};\n"}
        | {f"{name}.js": f'export {{ {door} }} from "./main.js";\n' for name, door in doors.items()}
        | {f"{name}.js": script for name, script in alone.items()}
    )
    return {name: tight(script) for name, script in files.items()}


def _main_names(match: re.Match[str]) -> list[str]:
    return [part.split(" as ")[0] for part in match[1].strip().split(", ")]
