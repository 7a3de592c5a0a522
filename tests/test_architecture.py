"""The rules of the project that a parser can check, each with a counter-example that must be found."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tools.imports import ROOT, File, imports, project_files

# From the bottom up. A floor may import the floors below it, but not floors of the same height.
HEIGHT = {
    "core": 0,
    "landscapes": 1,
    "libraries": 1,
    "networks": 1,
    "optimizers": 1,
    "schedules": 1,
    "runs": 2,
    "studies": 3,
    "scenes": 4,
    "lessons": 5,
    "figures": 5,
    "exports": 5,
    "stage": 6,
    "pictures": 7,
    "ui": 8,
    "app": 9,
}
# The same within ui/: the height of each folder and file.
ROOMS = {
    **dict.fromkeys(
        [
            "address_bar",
            "course",
            "gallery",
            "middleware",
            "navigation",
            "qr_code",
            "startup",
            "styles",
            "theme",
            "wide",
        ],
        0,
    ),
    "worksheets": 1,
    "routes": 2,
    "session": 3,
    "controls": 4,
    "present": 5,
    "takeaway": 5,
    "handout": 6,
    "small_screen": 1,
    "lesson_line": 2,
    "headline": 7,
    "story_line": 7,
    "pages": 8,
    "router": 8,
}
# These modules of the stage do not import Streamlit, so pictures can be made without it.
FOR_PICTURES = {"stage", "stage.addresses", "stage.payload"}
# These folders hold one file per entry and may grow. Any other folder is split into families at this size.
CATALOGUES = {"landscapes", "lessons", "libraries", "networks", "optimizers", "schedules", "scenes", "stage/js"}
LARGEST_FOLDER = 16
# In these floors one file is one record, and the files do not even import each other.
SOLITARY = {"landscapes", "lessons", "libraries", "networks", "optimizers", "schedules", "scenes"}
BESIDE = {"tests", "benchmarks", "tools", "deploy"}
NUMERIC = {"numpy", "numba"}
THIRD_PARTY = {
    **dict.fromkeys(
        [
            "core",
            "landscapes",
            "libraries",
            "networks",
            "optimizers",
            "schedules",
            "runs",
            "studies",
            "scenes",
            "lessons",
            "exports",
        ],
        NUMERIC,
    ),
    "figures": {"numpy", "plotly"},
    "stage": {"numpy", "plotly", "starlette", "streamlit"},
    "pictures": {"latex2mathml", "numpy"},
    "ui": {"numpy", "plotly", "segno", "starlette", "streamlit"},
    "app": {"starlette", "streamlit"},
}
KERNEL_FILE = "core/kernel.py"
# The test of core/kernel.py fails if something private to numba is removed.
KERNEL_TEST = "tests/ground/test_kernel.py"
COMPILERS = {"njit", "jit", "jit_module", "generated_jit", "vectorize", "guvectorize", "stencil", "cfunc", "jitclass"}
# `numba.extending` is public; what it is built from is not.
PRIVATE_NUMBA = ("numba.core", "numba.cpython", "numba.np", "numba.misc", "numba.experimental")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "misc"}
LONGEST_FILE, LONGEST_FUNCTION = 320, 60
# A chapter of the course is one record, and most of it is text to be read.
LONGEST_CHAPTER = 560
# Built from parts, so that this file does not contain what it forbids.
MACHINE = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "py" + "pi[.]org", "python" + "hosted", "npm" + "js[.]"]))


def words(file: File) -> Iterator[str]:
    """Every name that the file uses: plain, as an attribute, as an import."""
    for node in file.nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.name.rpartition(".")[2] for alias in node.names)


def keywords(file: File) -> Iterator[tuple[str, ast.expr]]:
    """Every keyword argument: in a call, or as a string key of a dictionary that may be passed as keyword arguments."""
    for node in file.nodes:
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value


def imports_point_down(file: File) -> Iterator[str]:
    own = HEIGHT.get(file.floor)
    for name in imports(file):
        floor = name.split(".")[0]
        if own is None or floor not in HEIGHT or floor == file.floor:
            continue
        if HEIGHT[floor] >= own:
            yield f"{file.floor} must not see {name}"


def rooms_of_ui_point_down(file: File) -> Iterator[str]:
    if file.floor != "ui" or ("/" not in file.path.removeprefix("ui/") and file.path == "ui/__init__.py"):
        return
    own = file.path.split("/")[1].removesuffix(".py")
    for name in imports(file):
        parts = name.split(".")
        if len(parts) > 1 and parts[0] == "ui" and parts[1] != own and ROOMS.get(parts[1], -1) >= ROOMS.get(own, -1):
            yield f"ui/{own} must not see {name}"


def pictures_need_no_browser(file: File) -> Iterator[str]:
    for name in imports(file):
        module = ".".join(name.split(".")[:2])
        if file.floor == "pictures" and name.split(".")[0] == "stage" and module not in FOR_PICTURES:
            yield f"pictures must not see {name}"


def records_stand_alone(file: File) -> Iterator[str]:
    for name in imports(file):
        if file.floor in SOLITARY and name.split(".")[0] == file.floor:
            yield f"a record must not see its sibling {name}"


def nothing_relative(file: File) -> Iterator[str]:
    yield from (f"the relative import {name}" for name in imports(file) if name.startswith("."))


def third_parties_keep_to_their_floors(file: File) -> Iterator[str]:
    allowed = THIRD_PARTY.get(file.floor)
    known = set().union(*THIRD_PARTY.values()) | {"pandas", "scipy", "torch", "requests", "anyio", "uvicorn", "PIL"}
    for name in imports(file):
        package = name.split(".")[0]
        if allowed is not None and package in known - allowed:
            yield f"{package} has no place in {file.floor}"


def nobody_leans_on_the_scaffolding(file: File) -> Iterator[str]:
    for name in imports(file):
        package = name.split(".")[0]
        if (file.floor in HEIGHT and package in BESIDE) or (file.floor != "tests" and package == "tests"):
            yield f"{file.floor} must not see {name}"


def kernels_only_through_kernel(file: File) -> Iterator[str]:
    if file.path != KERNEL_FILE and file.floor != "tests":
        yield from (f"{word} belongs in {KERNEL_FILE}" for word in words(file) if word in COMPILERS)


def private_numba_in_one_file(file: File) -> Iterator[str]:
    if file.path in {KERNEL_FILE, KERNEL_TEST}:
        return
    for name in imports(file):
        if name.startswith(PRIVATE_NUMBA):
            yield f"{name} belongs in {KERNEL_FILE}"
    yield from (f"{key} belongs in {KERNEL_FILE}" for key, _ in keywords(file) if key in {"_nrt", "forceinline"})


def no_threads_of_numba(file: File) -> Iterator[str]:
    yield from (f"{word} is not safe under server threads" for word in words(file) if word == "prange")
    for key, value in keywords(file):
        if key == "parallel" and not (isinstance(value, ast.Constant) and value.value is False):
            yield "parallel is not safe under server threads"


def no_fastmath(file: File) -> Iterator[str]:
    yield from (
        "with fastmath a lane's bits depend on its neighbours" for key, _ in keywords(file) if key == "fastmath"
    )


def files_say_what_they_hold(file: File) -> Iterator[str]:
    parts = file.path.removesuffix(".py").split("/")
    yield from (f"{part} says nothing" for part in parts if part in FORBIDDEN_NAMES)
    if parts[0] == "pages":
        yield "Streamlit would scan a folder pages/ beside app.py"


def functions_fit_on_a_screen(file: File) -> Iterator[str]:
    for node in file.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{node.name} has {length} lines"


def no_test_is_excused(file: File) -> Iterator[str]:
    excuses = {"skip", "skipif", "skipUnless", "skipIf", "skipTest", "xfail", "importorskip", "expectedFailure"}
    if file.floor == "tests":
        yield from (f"{word} excuses a test" for word in words(file) if word in excuses)


def files_stay_short(file: File) -> Iterator[str]:
    length = file.text.count("\n")
    longest = LONGEST_CHAPTER if file.floor == "lessons" else LONGEST_FILE
    if length > longest and file.floor not in {"tests", "benchmarks"}:
        yield f"{length} lines: a room with two purposes?"


def no_machine_is_named(file: File) -> Iterator[str]:
    yield from (f"{found} belongs to one machine" for found in MACHINE.findall(file.text))


Rule = Callable[[File], Iterator[str]]
OF_PYTHON: tuple[Rule, ...] = (
    imports_point_down,
    rooms_of_ui_point_down,
    pictures_need_no_browser,
    records_stand_alone,
    nothing_relative,
    third_parties_keep_to_their_floors,
    nobody_leans_on_the_scaffolding,
    kernels_only_through_kernel,
    private_numba_in_one_file,
    no_threads_of_numba,
    no_fastmath,
    files_say_what_they_hold,
    functions_fit_on_a_screen,
    no_test_is_excused,
)
OF_CODE: tuple[Rule, ...] = (files_stay_short,)
OF_TEXT: tuple[Rule, ...] = (no_machine_is_named,)
RULES = OF_PYTHON + OF_CODE + OF_TEXT

LONG_FUNCTION = "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION

COUNTER_EXAMPLES: list[tuple[Rule, str, str]] = [
    (imports_point_down, "core/engine.py", "from runs import catalog"),
    (imports_point_down, "runs/codec.py", "def f():\n    import stage.wire"),
    (imports_point_down, "landscapes/bowl.py", "from optimizers.adam import ADAM"),
    (imports_point_down, "schedules/step.py", "from landscapes import bowl"),
    (imports_point_down, "stage/routes.py", "import ui.pages.race"),
    (imports_point_down, "ui/router/main.py", "from app import app"),
    (imports_point_down, "stage/wire.py", "from pictures import race"),
    (imports_point_down, "pictures/race.py", "from ui.session import session"),
    (rooms_of_ui_point_down, "ui/worksheets/session.py", "from ui.session import session"),
    (rooms_of_ui_point_down, "ui/controls/params.py", "import ui.handout.dialog"),
    (rooms_of_ui_point_down, "ui/styles.py", "from ui.pages import race"),
    (pictures_need_no_browser, "pictures/race.py", "from stage import routes"),
    (pictures_need_no_browser, "pictures/race.py", "from stage.stage import stage"),
    (third_parties_keep_to_their_floors, "pictures/race.py", "import streamlit as st"),
    (third_parties_keep_to_their_floors, "studies/anatomy.py", "from latex2mathml.converter import convert"),
    (records_stand_alone, "optimizers/adamw.py", "from optimizers.adam import step"),
    (records_stand_alone, "optimizers/adamw.py", "import optimizers"),
    (nothing_relative, "runs/codec.py", "from . import run"),
    (third_parties_keep_to_their_floors, "runs/codec.py", "import streamlit as st"),
    (third_parties_keep_to_their_floors, "figures/basin.py", "from streamlit import session_state"),
    (third_parties_keep_to_their_floors, "studies/basins.py", "import plotly.graph_objects as go"),
    (third_parties_keep_to_their_floors, "core/records.py", "import pandas"),
    (third_parties_keep_to_their_floors, "app.py", "import numpy as np"),
    (nobody_leans_on_the_scaffolding, "core/engine.py", "from tools import warm"),
    (nobody_leans_on_the_scaffolding, "tools/golden.py", "from tests.ground import naive"),
    (nobody_leans_on_the_scaffolding, "ui/router/main.py", "import benchmarks.classroom"),
    (kernels_only_through_kernel, "landscapes/bowl.py", "from numba import njit"),
    (kernels_only_through_kernel, "studies/basins.py", "import numba as nb\n@nb.jit\ndef f(): pass"),
    (kernels_only_through_kernel, "benchmarks/survey.py", "import numba\nfast = numba.vectorize(f)"),
    (private_numba_in_one_file, "core/engine.py", "from numba.core import cgutils"),
    (private_numba_in_one_file, "core/engine.py", "from numba import core"),
    (private_numba_in_one_file, "core/engine.py", "@kernel(_nrt=False)\ndef f(): pass"),
    (no_threads_of_numba, KERNEL_FILE, "kernel = partial(njit, parallel=True)"),
    (no_threads_of_numba, KERNEL_FILE, "FLAGS = {'parallel': True}"),
    (no_threads_of_numba, "tests/ground/test_x.py", "from numba import prange"),
    (no_threads_of_numba, "core/engine.py", "for i in numba.prange(9): pass"),
    (no_fastmath, KERNEL_FILE, "kernel = partial(njit, fastmath={'contract'})"),
    (no_fastmath, KERNEL_FILE, "FLAGS = {'fastmath': True}"),
    (files_say_what_they_hold, "core/utils.py", ""),
    (files_say_what_they_hold, "ui/helpers/text.py", ""),
    (files_say_what_they_hold, "pages/race.py", ""),
    (functions_fit_on_a_screen, "runs/codec.py", LONG_FUNCTION),
    (functions_fit_on_a_screen, "tests/test_x.py", "async " + LONG_FUNCTION),
    (no_test_is_excused, "tests/test_x.py", "import pytest\n@pytest.mark.skipif(True)\ndef test(): pass"),
    (no_test_is_excused, "tests/test_x.py", "import pytest\ntorch = pytest.importorskip('torch')"),
    (files_stay_short, "stage/js/main.js", "let x = 1;\n" * (LONGEST_FILE + 1)),
    (files_stay_short, "runs/codec.py", "x = 1\n" * (LONGEST_FILE + 1)),
    (files_stay_short, "lessons/adam.py", "x = 1\n" * (LONGEST_CHAPTER + 1)),
    (no_machine_is_named, "README.md", "Open " + "/wo" + "rk/main/app.py"),
    (no_machine_is_named, "requirements.txt", "--index-url " + "https://py" + "pi.org/simple"),
]

ALLOWED: list[tuple[Rule, str, str]] = [
    (
        imports_point_down,
        "app.py",
        "from ui.middleware.guard import Guard\nfrom stage import routes\nfrom runs.warmup import warm",
    ),
    (imports_point_down, "tests/test_x.py", "import app\nfrom core import kernel"),
    (rooms_of_ui_point_down, "ui/pages/race.py", "from ui.session import session\nfrom ui.headline import tools"),
    (rooms_of_ui_point_down, "ui/session/overlay.py", "from ui.session import session\nfrom runs import codec"),
    (
        pictures_need_no_browser,
        "pictures/race.py",
        "from stage.payload import Map\nfrom stage.addresses import surface_url",
    ),
    (pictures_need_no_browser, "ui/pages/race.py", "from stage.components import roster"),
    (records_stand_alone, "optimizers/adam.py", "from core.kernel import kernel\nimport numpy as np"),
    (third_parties_keep_to_their_floors, "figures/basin.py", "import json\nimport plotly.graph_objects as go"),
    (nobody_leans_on_the_scaffolding, "tests/test_x.py", "from tests.ground import naive\nfrom tools import chromium"),
    (kernels_only_through_kernel, KERNEL_FILE, "from numba import njit"),
    (
        private_numba_in_one_file,
        "core/engine.py",
        "from numba import float64, types\nfrom numba.extending import intrinsic",
    ),
    (private_numba_in_one_file, KERNEL_TEST, "@njit(_nrt=False)\ndef f(): pass"),
    (no_threads_of_numba, "core/kernel.py", "FLAGS = {'parallel': False}"),
    (files_say_what_they_hold, "ui/pages/race.py", ""),
    (functions_fit_on_a_screen, "runs/codec.py", LONG_FUNCTION.removesuffix("    x = 1\n")),
    (no_test_is_excused, "core/engine/ending.py", "skip = 1"),
    (files_stay_short, "tests/test_x.py", "x = 1\n" * (LONGEST_FILE + 1)),
    (files_stay_short, "lessons/adam.py", "x = 1\n" * (LONGEST_FILE + 1)),
]


FILES = project_files()
PYTHON = [file for file in FILES if file.path.endswith(".py")]
CODE = [file for file in FILES if file.path.endswith((".py", ".js", ".mjs", ".css"))]


def complaints(rule: Rule, files: list[File]) -> list[str]:
    return [f"{file.path}: {complaint}" for file in files for complaint in rule(file)]


@pytest.mark.parametrize("rule", OF_PYTHON, ids=lambda rule: rule.__name__)
def test_python_keeps_the_rule(rule: Rule) -> None:
    found = complaints(rule, PYTHON)
    assert not found


@pytest.mark.parametrize("rule", OF_CODE, ids=lambda rule: rule.__name__)
def test_code_keeps_the_rule(rule: Rule) -> None:
    found = complaints(rule, CODE)
    assert not found


@pytest.mark.parametrize("rule", OF_TEXT, ids=lambda rule: rule.__name__)
def test_every_text_keeps_the_rule(rule: Rule) -> None:
    found = complaints(rule, FILES)
    assert not found


@pytest.mark.parametrize("number", range(len(COUNTER_EXAMPLES)), ids=lambda i: f"{COUNTER_EXAMPLES[i][0].__name__}-{i}")
def test_a_rule_bites(number: int) -> None:
    rule, path, text = COUNTER_EXAMPLES[number]
    assert list(rule(File(path, text)))


@pytest.mark.parametrize("number", range(len(ALLOWED)), ids=lambda i: f"{ALLOWED[i][0].__name__}-{i}")
def test_a_rule_bites_nobody_else(number: int) -> None:
    rule, path, text = ALLOWED[number]
    assert not list(rule(File(path, text)))


def test_every_rule_has_its_counter_example() -> None:
    assert {rule for rule, _, _ in COUNTER_EXAMPLES} == set(RULES)


def test_every_floor_that_stands_was_read() -> None:
    standing = {path.name for path in ROOT.iterdir() if path.name in HEIGHT and any(path.glob("*.py"))}
    assert standing | {"app", "tests"} <= {file.floor for file in PYTHON}


def crowded(files: list[File]) -> dict[str, int]:
    """The folders of the project that hold too many modules, with their number."""
    house = [file.path for file in files if file.path.endswith((".py", ".js")) and "/" in file.path]
    held = Counter(path.rpartition("/")[0] for path in house if not path.endswith("/__init__.py"))
    scaffolding = {"tests", "deploy"}
    return {
        folder: count
        for folder, count in held.items()
        if count > LARGEST_FOLDER and folder not in CATALOGUES and folder.split("/")[0] not in scaffolding
    }


def test_folders_can_be_overlooked() -> None:
    assert not crowded(FILES)


@pytest.mark.parametrize("folder", ["runs", "ui/controls", "stage"])
def test_a_folder_of_one_module_more_is_too_large(folder: str) -> None:
    several = [File(f"{folder}/m{k}.py", "") for k in range(LARGEST_FOLDER)]
    assert not crowded([*several, File(f"{folder}/__init__.py", ""), File(f"{folder}/deeper/m.py", "")])
    assert crowded([*several, File(f"{folder}/one_more.py", "")]) == {folder: LARGEST_FOLDER + 1}


@pytest.mark.parametrize("folder", sorted({*CATALOGUES, "tests/ground"}))
def test_a_catalogue_may_grow(folder: str) -> None:
    assert not crowded([File(f"{folder}/m{k}.py", "") for k in range(2 * LARGEST_FOLDER)])


def test_every_room_of_ui_has_its_height() -> None:
    rooms = {file.path.split("/")[1].removesuffix(".py") for file in PYTHON if file.floor == "ui"} - {"__init__"}
    assert rooms == set(ROOMS)
