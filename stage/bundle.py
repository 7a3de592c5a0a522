"""The stage's modules as they are served: one file, without what only a reader of the source needs.

Thirty small modules are thirty requests, one after the other as each names the next, and compress badly one by one.
So they travel as one module, in which every name that a module declares for all of itself has a short name of its own.
What is loaded on demand is a second one, which takes what it imports from the first, and so is what few ever load.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from string import ascii_uppercase

from stage import shorten
from stage.signs import WORDS, read

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
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", lambda found: found[1] or "", style).replace(";}", "}")


def _code(script: str) -> str:
    """What a module does, without what it imports and exports. ValueError where a form of either is not understood."""
    code = EXPORT.sub("", IMPORT.sub("", script))
    if strange := re.search(r"^(?:import\b(?!\()|export\b(?! \{\};)).*", code, re.MULTILINE):
        raise ValueError(f"This form of import or export is not understood: {strange[0]}.")
    return code


def _imports(script: str, exports: Mapping[str, list[str]]) -> dict[str, Name]:
    """What a module imports, by the names it uses. ValueError if that is not exported, or is a word of the language."""
    found: dict[str, Name] = {}
    for listed, module in IMPORT.findall(script):
        for part in re.sub(r"\s+", " ", listed).strip(" ,").split(", "):
            name, *own = part.split(" as ")
            if name not in exports.get(module, []) or name in WORDS:
                raise ValueError(f"The module {module}.js does not export {name}, or the language has such a word.")
            found[(own or [name])[0]] = (module, name)
    return found


def _order(starts: Iterable[str], needs: Mapping[str, list[str]]) -> list[str]:
    """The modules that some need, each after those it needs itself.

    ValueError where one is missing, or needs itself in a circle.
    """
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

    for start in starts:
        find(start, ())
    return found


def _brace(names: Iterable[str]) -> str:
    return f"{{{','.join(names)}}}"


def bundled(scripts: Mapping[str, str], entries: tuple[str, ...], apart: tuple[str, ...] = ()) -> dict[str, str]:
    """Files to serve by name, from modules by name (no ".js").

    The modules that `entries` reach, the first of which is "main", become main.js; the others are doors to it. What is
    imported on demand only becomes more.js, or a file of its own where it is `apart`. ValueError where a module is
    missing or a form is not understood.
    """
    bare = {name: plain(script) for name, script in scripts.items()}
    exports = {name: EXPORT.findall(script) for name, script in bare.items()}
    # The long modules first: in this order they compress best.
    needs = {
        name: sorted({m[2] for m in IMPORT.finditer(bare[name])}, key=lambda one: -len(bare.get(one, "")))
        for name in bare
    }
    inside = _order(entries, needs)
    later = sorted({found for script in bare.values() for found in LAZY.findall(script)}.difference(inside))
    homes = dict.fromkeys(inside, "main") | {name: name if name in apart else "more" for name in later}
    imports = {name: _imports(bare[name], exports) for name in homes}
    codes, names = _shortened({name: _code(bare[name]) for name in homes}, imports)
    texts = {
        home: "".join(codes[name] for name in homes if homes[name] == home) for home in dict.fromkeys(homes.values())
    }

    taken = {home: _taken([name for name in later if homes[name] == home], homes, imports, names) for home in texts}
    given = set().union(*taken.values()) | {names[name, one] for name in entries[1:] for one in exports[name]}
    doors = {name: _door([(name, one) for one in exports[name]], names) for name in entries}
    main = LAZY.sub(lambda found: f'import("./{homes[found[1]]}.js")', texts.pop("main"))
    return {
        "main.js": f"{main}{doors[entries[0]]};export{_brace(sorted(given))};",
        **{
            f"{home}.js": f'import{_brace(sorted(taken[home]))}from"./main.js";{text}'
            + _door(_called([name for name in later if homes[name] == home], exports, main), names)
            + ";"
            for home, text in texts.items()
        },
        **{f"{name}.js": f'{doors[name]}from"./main.js";' for name in entries[1:]},
    }


def _taken(
    modules: list[str], homes: Mapping[str, str], imports: Mapping[str, Mapping[str, Name]], names: Mapping[Name, str]
) -> set[str]:
    """What the modules of a file take from main.js. ValueError where they need what is in a third one."""
    found = [source for name in modules for source in imports[name].values()]
    if strange := [module for module, _ in found if homes.get(module) != "main"]:
        raise ValueError(f"The module {modules[0]}.js needs {strange[0]}.js, which main.js does not hold.")
    return {names[source] for source in found}


def _called(modules: list[str], exports: Mapping[str, list[str]], main: str) -> list[Name]:
    """What main.js asks for of the modules of a file."""
    return [(name, one) for name in modules for one in exports[name] if re.search(rf"\b{one}\b", main)]


def _door(things: list[Name], names: Mapping[Name, str]) -> str:
    """What a file exports, by the names its readers know. ValueError if two are called alike."""
    words = {one: names[name, one] for name, one in things}
    if len(words) < len(things):
        raise ValueError(f"Two modules that are loaded on demand export the same: {', '.join(sorted(words))}.")
    return f"export{_brace(f'{short} as {one}' for one, short in words.items())}"


def _shortened(
    codes: Mapping[str, str], imports: Mapping[str, Mapping[str, Name]]
) -> tuple[dict[str, str], dict[Name, str]]:
    """The modules with short names, and the name of everything that one of them declares for all of itself."""
    signs = {name: read(code) for name, code in codes.items()}
    tops = {name: shorten.tops(signs[name]) for name in codes}
    stay = {word for name in codes for word in shorten.foreign(signs[name], imports[name])}
    given = [(name, top) for name in codes for top in tops[name]]
    used = Counter(imports[name].get(s.text, (name, s.text)) for name in codes for s in signs[name] if s.named)
    letters = [one for one in reversed(ascii_uppercase) if one not in stay]
    often = dict(zip(sorted(given, key=lambda one: -used[one]), letters, strict=False))
    rest = shorten.short(stay.union(often.values()), 2)
    names = {one: often.get(one) or next(rest) for one in given}
    known = {
        name: {top: names[name, top] for top in tops[name]} | {own: names[one] for own, one in imports[name].items()}
        for name in codes
    }
    made = {name: shorten.joined(shorten.renamed(signs[name], known[name], names.values())) for name in codes}
    return made, names
