"""The stage's modules as they are served: one file, without what only a reader of the source needs.

Thirty small modules are thirty requests, one after the other as each names the next, and compress badly one by one.
So they travel as one module, in which every name that a module declares for all of itself has a short name of its own.
What is loaded on demand stays a module of its own, and takes what it imports from that one.
"""

import re
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter

from stage import shorten

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) (\w+))", re.MULTILINE)
LAZY = re.compile(r'import\("\./(\w+)\.js"\)')

Name = tuple[str, str]
"""A module, and what it calls something."""


def plain(script: str) -> str:
    """A script without comments and indentation. No string of the stage holds what begins a comment; a test looks."""
    script = re.sub(r"/\*.*?\*/ ?", "", script, flags=re.DOTALL)
    return re.sub(r"(?:^|(?<= ))//[^\n]*$|^\s+| +$", "", script, flags=re.MULTILINE).lstrip()


def plain_style(style: str) -> str:
    """A stylesheet without comments and spaces."""
    style = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)).strip()
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", lambda found: found[1] or "", style)


def _code(script: str) -> str:
    """What a module does, without what it imports and exports. ValueError where a form of either is not understood."""
    code = EXPORT.sub("", IMPORT.sub("", script))
    if strange := re.search(r"^(?:import\b(?!\()|export\b(?! \{\};)).*", code, re.MULTILINE):
        raise ValueError(f"This form of import or export is not understood: {strange[0]}.")
    return code


def _imports(script: str, exports: Mapping[str, list[str]]) -> dict[str, Name]:
    """What a module imports, by the names it uses. ValueError if that is not exported."""
    found: dict[str, Name] = {}
    for listed, module in IMPORT.findall(script):
        for part in re.sub(r"\s+", " ", listed).strip(" ,").split(", "):
            name, *own = part.split(" as ")
            if name not in exports.get(module, []):
                raise ValueError(f"The module {module}.js does not export {name}.")
            found[(own or [name])[0]] = (module, name)
    return found


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


def _brace(names: Iterable[str]) -> str:
    return f"{{{','.join(names)}}}"


def bundled(scripts: Mapping[str, str], entries: tuple[str, ...]) -> dict[str, str]:
    """Files to serve by name, from modules by name (no ".js").

    The modules that `entries` reach, the first of which is "main", become main.js; the others are doors to it. What is
    imported on demand only is a file of its own. ValueError where a module is missing or a form is not understood.
    """
    bare = {name: plain(script) for name, script in scripts.items()}
    exports = {name: EXPORT.findall(script) for name, script in bare.items()}
    inside = _reached(entries, {name: {m[2] for m in IMPORT.finditer(script)} for name, script in bare.items()})
    lazy = sorted({found for script in bare.values() for found in LAZY.findall(script)} - inside.keys())
    order = [*TopologicalSorter(inside).static_order(), *lazy]
    imports = {name: _imports(bare[name], exports) for name in order}
    codes, names = _shortened({name: _code(bare[name]) for name in order}, imports)
    wanted = {source for name in lazy for source in imports[name].values()}
    wanted |= {(name, one) for name in entries[1:] for one in exports[name]}
    doors = {name: f"export{_brace(f'{names[name, one]} as {one}' for one in exports[name])}" for name in order}
    takes = {name: _brace(sorted({names[one] for one in imports[name].values()})) for name in lazy}
    whole = "".join(codes[name] for name in order if name in inside)
    return (
        {"main.js": f"{whole}{doors['main']};export{_brace(sorted(names[one] for one in wanted))};"}
        | {f"{name}.js": f'{doors[name]}from"./main.js";' for name in entries[1:]}
        | {f"{name}.js": f'import{takes[name]}from"./main.js";{codes[name]}{doors[name]};' for name in lazy}
    )


def _shortened(
    codes: Mapping[str, str], imports: Mapping[str, Mapping[str, Name]]
) -> tuple[dict[str, str], dict[Name, str]]:
    """The modules with short names, and the name of everything that one of them declares for all of itself."""
    signs = {name: shorten.read(code) for name, code in codes.items()}
    tops = {name: shorten.tops(signs[name]) for name in codes}
    stay = {word for name in codes for word in shorten.foreign(signs[name], imports[name])}
    names = dict(zip(((name, top) for name in codes for top in tops[name]), shorten.short(stay, 2), strict=False))
    known = {
        name: {top: names[name, top] for top in tops[name]} | {own: names[one] for own, one in imports[name].items()}
        for name in codes
    }
    made = {name: shorten.joined(shorten.renamed(signs[name], known[name], names.values())) for name in codes}
    return made, names
