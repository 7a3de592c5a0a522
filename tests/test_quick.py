"""`make quick`: the tests that a change can affect, their order, and the report on what did not run."""

import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from tools import quick, reach
from tools.deadline import FILES, SAID, UNTIL
from tools.imports import ROOT, File, imports, project_files

HOUSE = [
    File("core/kernel.py", ""),
    File("landscapes/__init__.py", ""),
    File("landscapes/bowl.py", "from core.kernel import kernel"),
    File("runs/catalog.py", "import pkgutil\nimport landscapes"),
    File("runs/survey.py", "def f():\n    import_module('core.late')"),
    File("core/late.py", ""),
    File("ui/pages/race.py", "from runs import catalog"),
    File("ui/navigation.py", "def f(page):\n    return f'../pages/{page}.py'"),
    File("stage/routes.py", "JS = HERE / 'js'"),
    File("tests/conftest.py", ""),
    File("tests/test_catalog.py", "from runs.catalog import LANDSCAPES"),
    File("tests/test_kernel.py", "from core import kernel\nGOLDEN = HERE / 'golden'"),
    File("tests/test_rules.py", "from tools.imports import project_files"),
    File("tests/test_ui.py", "from ui import navigation"),
    File("tools/imports.py", "def project_files(): pass"),
]
PATHS = [*(file.path for file in HOUSE), "stage/js/wire.js", "stage/stage.css", "tests/golden/torch.npz", "README.md"]


def reached(*changed):
    """The tests that a change in this project can affect, each with its distance."""
    far = reach.distances(changed, reach.needs(HOUSE, PATHS))
    return {path.removeprefix("tests/test_").removesuffix(".py"): far[path] for path in far if reach.is_test(path)}


def test_a_change_reaches_what_imports_it_near_before_far():
    assert reached("core/kernel.py") == {"kernel": 1, "rules": 1, "catalog": 3, "ui": 5}


def test_what_a_catalogue_looks_through_reaches_who_uses_the_catalogue():
    assert reached("landscapes/bowl.py") == {"rules": 1, "catalog": 2, "ui": 4}


def test_a_module_a_page_a_folder_and_a_file_count_where_they_are_named():
    needed = reach.needs(HOUSE, PATHS)
    assert "core/late.py" in needed["runs/survey.py"]
    assert "ui/pages/race.py" in needed["ui/navigation.py"]
    assert "stage/js/wire.js" in needed["stage/routes.py"]
    assert reached("tests/golden/torch.npz") == {"kernel": 1, "rules": 1}


def test_what_nobody_names_belongs_to_the_folder_above_and_to_the_root_belongs_nothing():
    needed = reach.needs([file for file in HOUSE if "rules" not in file.path], PATHS)
    assert not [path for path, others in needed.items() if "README.md" in others]
    assert "stage/stage.css" in needed["stage/routes.py"]


def test_a_conftest_reaches_all_below_it_and_a_test_itself():
    assert set(reached("tests/conftest.py").values()) == {1}
    assert reached("tests/test_ui.py") == {"ui": 0, "rules": 1}


FILES_HERE = project_files()
PATHS_HERE = frozenset(file.path for file in FILES_HERE)


@cache
def needed_here(paths: frozenset[str] = PATHS_HERE) -> dict[str, set[str]]:
    """What the files of the project need; a function, because it takes seconds, and not at import."""
    return reach.needs([f for f in FILES_HERE if f.path.endswith(".py")], paths)


@pytest.mark.parametrize("file", [f for f in FILES_HERE if reach.is_test(f.path)], ids=lambda file: file.path)
def test_every_test_is_reached_from_all_that_it_imports(file):
    needed = needed_here()
    modules = {
        path for name in imports(file) if (path := f"{name.replace('.', '/')}.py") in needed and path != file.path
    }
    assert modules <= needed[file.path]


@pytest.mark.parametrize(
    ("changed", "test"),
    [
        ("landscapes/rosenbrock.py", "tests/ground/test_landscapes.py"),
        ("stage/js/wire.js", "tests/stage/test_in_node.py"),
        ("tests/stage/js/wire.test.mjs", "tests/stage/test_in_node.py"),
        ("stage/stage.css", "tests/stage/test_routes.py"),
        ("ui/pages/clouds.py", "tests/ui/test_clouds_page.py"),
        ("ui/router/main.py", "tests/ui/test_race_page.py"),
        ("app.py", "tests/browser/test_race.py"),
        ("core/engine/surveyor.py", "tests/ground/test_survey.py"),
        ("README.md", "tests/test_front_door.py"),
        ("docs/hosting.md", "tests/test_architecture.py"),
        ("tests/golden/torch.npz", "tests/ground/test_optimizers.py"),
    ],
)
def test_here_too(changed, test):
    assert test in reach.distances([changed], needed_here(PATHS_HERE | {changed}))


def test_the_nearest_come_first_then_the_quickest_and_a_browser_last():
    here = ["tests/ground/test_rng.py", "tests/ground/test_noise.py", "tests/ui/test_colours.py"]
    far = dict(zip(here, (2, 2, 1), strict=True)) | {"tests/browser/test_race.py": 0, "core/kernel.py": 0}
    seconds = {here[0]: 5.0, here[1]: 0.5}
    assert quick.ordered(far, seconds) == [here[2], here[1], here[0], "tests/browser/test_race.py"]


def test_what_is_named_after_the_change_comes_first_and_what_takes_long_after_the_rest():
    tests = ["race_page", "clouds_page", "compare_page", "worksheets", "pictures"]
    far = {f"tests/ui/test_{name}.py": far for far, name in enumerate(tests[::-1], 1)} | {"ui/pages/race.py": 0}
    seconds = {"tests/ui/test_race_page.py": 40.0, "tests/ui/test_pictures.py": 30.0}
    order = [path.removeprefix("tests/ui/test_").removesuffix(".py") for path in quick.ordered(far, seconds)]
    assert order == ["race_page", "worksheets", "compare_page", "clouds_page", "pictures"]


@pytest.mark.parametrize(
    ("changed", "test", "named"),
    [
        ("ui/pages/race.py", "tests/ui/test_race_page.py", True),
        ("ui/pages/race.py", "tests/ui/test_pictures.py", False),
        ("landscapes/bowl.py", "tests/ground/test_data_landscapes.py", True),
        ("runs/ensemble/codec.py", "tests/ground/test_codec.py", True),
        ("core/engine/__init__.py", "tests/ground/test_engine.py", True),
        ("stage/js/wire.js", "tests/stage/test_wire.py", True),
        ("runs/run.py", "tests/ui/test_second_runner.py", False),
        ("README.md", "tests/test_front_door.py", False),
    ],
)
def test_a_test_is_named_after_a_file_or_its_folder(changed, test, named):
    assert quick.named_after(test, [changed]) is named


def test_only_as_many_files_are_begun_as_there_is_time_for():
    assert quick.within(["a", "b", "c", "d"], {"a": 30.0, "b": 90.0, "c": 1.0}, 50.0) == ["a", "b"]
    assert quick.within(["a", "b"], {}, 50.0) == ["a", "b"]


def test_types_are_checked_of_what_leans_on_a_change_and_scripts_only_if_they_have_changed():
    far = {"core/kernel.py": 0, "core/engine/links.py": 1, "runs/survey.py": 2, "core/gone.py": 1, "README.md": 0}
    found = quick.checks(["core/kernel.py"], far)
    assert found["types"][-2:] == ["core/kernel.py", "core/engine/links.py"]
    assert list(found) == ["lint", "format", "types"]
    assert len(quick.checks(["stage/js/wire.js"], far)) == 4


def test_the_word_on_what_was_not_reached_is_short_and_complete():
    outcome = {"passed": 3, "failed": {"t::a": "E   assert 0"}, "left": {"tests/a.py": 4}}
    lines = quick.told(outcome, [f"tests/{k}.py" for k in range(20)])
    assert lines[:3] == ["FAILED t::a", "E   assert 0", "3 tests passed, 1 failed."]
    assert lines[3].startswith("The time is over; not reached: tests/a.py (4 tests), tests/0.py,")
    assert lines[3].endswith(" and 13 files more.")
    assert quick.told({"passed": 3, "failed": {}, "left": {}}, []) == ["3 tests passed, 0 failed."]


def git(folder, *arguments):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=folder, check=True)


def test_a_change_is_all_since_the_last_landed_commit(tmp_path, monkeypatch):
    monkeypatch.setattr(quick, "ROOT", tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    for name in ("landed", "later"):
        (tmp_path / name).write_text("1")
        git(tmp_path, "add", name)
        git(tmp_path, "commit", "-q", "-m", name)
    first = quick.git("rev-parse", "HEAD~1")[0]
    assert quick.landed() == first  # without an origin it is the commit before
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    (tmp_path / "new").write_text("1")
    (tmp_path / "landed").write_text("2")
    assert (quick.landed(), quick.changed(quick.landed())) == (first, ["landed", "later", "new"])


LATE, SOON = "tests/test_sampling.py", "tests/middleware/test_bucket.py"


def run(tmp_path, files, until):
    """The outcomes that the plugin writes for these files."""
    said = tmp_path / "said.json"
    done = quick.begin(files, until, said, tmp_path / "log")
    assert done.wait() in (0, 5), (tmp_path / "log").read_text()
    outcome = quick.read(said)
    assert outcome is not None
    return outcome


def test_no_test_begins_after_the_time_and_all_that_are_left_are_counted(tmp_path):
    outcome = run(tmp_path, [SOON], time.time())
    assert (outcome["passed"], outcome["failed"]) == (0, {})
    assert list(outcome["left"]) == [SOON]
    again = run(tmp_path, [SOON], time.time() + 600)
    assert (again["passed"], again["left"]) == (outcome["left"][SOON], {})


@pytest.mark.parametrize("asked", [False, True])
def test_what_does_not_end_is_stopped_and_was_not_well_by_itself(asked, tmp_path):
    there = tmp_path / "there"
    told = (
        "import signal, sys, time; signal.signal(signal.SIGINT, lambda *_: sys.exit(7));"
        f"open({str(there)!r}, 'w'); time.sleep(600)"
    )
    hangs = subprocess.Popen([sys.executable, "-c", told], start_new_session=True)
    while not there.exists():
        time.sleep(0.01)
    assert not quick.finish(hangs, 0.1, asked=asked)
    assert hangs.returncode in ((7, -9) if asked else (-9,))
    ends = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    assert quick.finish(ends, 600.0)
    assert ends.returncode == 0


def test_the_plugin_speaks_of_the_variables_that_quick_sets():
    text = Path(ROOT / "tools" / "quick.py").read_text(encoding="utf-8")
    assert all(f"{name}:" in text for name in ("FILES", "UNTIL", "SAID"))
    assert len({FILES, UNTIL, SAID} - os.environ.keys()) in (0, 3)
