"""The stage's modules as they are served: one file, without what only a reader of the source needs.

Thirty small modules are thirty requests, one after the other as each names the next, and compress badly one by one.
So they travel as one module, in which each is a function that returns what it exports: names do not meet. What is
loaded on demand stays a module of its own, and takes what it imports from that one.
"""

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) (\w+))", re.MULTILINE)
LAZY = re.compile(r'import\("\./(\w+)\.js"\)')
TEXT = re.compile(r'("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)')


def plain(script: str) -> str:
    """A script without comments and indentation. No string of the stage holds what begins a comment; a test looks."""
    script = re.sub(r"/\*.*?\*/ ?", "", script, flags=re.DOTALL)
    return re.sub(r"(?:^|(?<= ))//[^\n]*$|^\s+| +$", "", script, flags=re.MULTILINE).lstrip()


def tight(script: str) -> str:
    """A plain script without spaces and ends of lines around signs, except in texts.

    Every statement of the stage ends with a semicolon, so a line may end wherever none can begin. A template does not
    hold another one; a test looks.
    """
    parts = TEXT.split(script)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r" ?([{}()=<>,;:?&|\[\]!*]+) ?", r"\1", parts[i])
        parts[i] = re.sub(r"(?<=[;{},(\[=:?&|>])\n|\n(?=[}).?:&|\]])", "", parts[i])
    return "".join(parts)


def plain_style(style: str) -> str:
    """A stylesheet without comments and spaces."""
    style = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)).strip()
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", lambda found: found[1] or "", style)


def _taken(match: re.Match[str]) -> str:
    names = re.sub(r"\s+", " ", match[1]).replace(" as ", ": ").strip().rstrip(",")
    return f"const {{ {names} }} = ${match[2]};\n"


def _room(name: str, script: str) -> str:
    """A module as a function that returns its exports."""
    body, exported = EXPORT.sub("", IMPORT.sub(_taken, script)), ", ".join(EXPORT.findall(script))
    return f"const ${name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _alone(script: str) -> str:
    """A module of its own, which takes from the large one what it needs."""
    wanted = ", ".join(sorted({f"${match[2]}" for match in IMPORT.finditer(script)}))
    return (f'import {{ {wanted} }} from "./main.js";\n' if wanted else "") + IMPORT.sub(_taken, script)


def bundled(scripts: Mapping[str, str], entries: tuple[str, ...]) -> dict[str, str]:
    """Files to serve by name, from modules by name (no ".js").

    The modules that `entries` reach, the first of which is "main", become main.js; the others are doors to it. What is
    imported on demand only is a file of its own. ValueError where a module is missing or a form is not understood.
    """
    bare = {name: plain(script) for name, script in scripts.items()}
    needs = {name: {match[2] for match in IMPORT.finditer(script)} for name, script in bare.items()}
    if strange := [n for n, s in bare.items() if re.search(r"^(?:im|ex)port(?! \{\};)", _room(n, s), re.MULTILINE)]:
        raise ValueError(f"The modules {', '.join(strange)} import or export in a form that is not understood.")
    inside: dict[str, set[str]] = {}
    found = list(entries)
    while found:
        if (name := found.pop()) not in inside:
            if name not in bare:
                raise ValueError(f"There is no module {name}.js.")
            inside[name] = needs[name]
            found += needs[name]
    order = list(TopologicalSorter(inside).static_order())
    doors = {n: "".join(f"export const {e} = ${n}.{e};\n" for e in EXPORT.findall(bare[n])) for n in entries}
    shared = f"export {{ {', '.join('$' + name for name in order)} }};\n"
    whole = "".join(_room(name, bare[name]) for name in order) + shared + doors.pop("main")
    lazy = {match for script in bare.values() for match in LAZY.findall(script)}
    files = (
        {"main.js": whole}
        | {f"{n}.js": f'import {{ ${n} }} from "./main.js";\n{door}' for n, door in doors.items()}
        | {f"{n}.js": _alone(bare[n]) for n in sorted(lazy - inside.keys())}
    )
    return {name: tight(script) for name, script in files.items()}
