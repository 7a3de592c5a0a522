"""`make test`: the order of its parts, their results, and the summary line."""

import sys
import time
import tomllib

import pytest

from tools import suite
from tools.reach import is_test
from tools.suite import Part, counted, parts, run

PYTHON = (sys.executable, "-c")


def ended(asked, tmp_path):
    return dict(run(asked, tmp_path))


def test_a_part_waits_for_what_it_needs_and_for_nothing_else(tmp_path):
    there, go = tmp_path / "there", tmp_path / "go"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)\n"
    found = list(
        run(
            {
                "last": Part((*PYTHON, f"print(open({str(there)!r}).read())"), ("slow",)),
                "slow": Part((*PYTHON, wait + f"open({str(there)!r}, 'w').write('there')")),
                "quick": Part((*PYTHON, f"open({str(go)!r}, 'w')")),
            },
            tmp_path,
        )
    )
    # "slow" ends only because "quick" has started without waiting for it. When "quick" itself ends is left to chance.
    assert [name for name, _ in found if name != "quick"] == ["slow", "last"]
    assert all(each.status == 0 for _, each in found)
    assert (tmp_path / "last.log").read_text().strip() == "there"


def test_what_needs_a_part_that_failed_does_not_begin_and_the_rest_goes_on(tmp_path):
    found = ended(
        {
            "broken": Part((*PYTHON, "raise SystemExit(3)")),
            "in vain": Part((*PYTHON, "open('never', 'w')"), ("broken",)),
            "after that": Part((*PYTHON, ""), ("in vain",)),
            "other": Part((*PYTHON, "import os; print(os.environ['WORD'])"), (), {"WORD": "said"}),
        },
        tmp_path,
    )
    assert {name: each.status for name, each in found.items()} == {
        "broken": 3, "in vain": None, "after that": None, "other": 0,
    }  # fmt: skip
    assert (tmp_path / "other.log").read_text().strip() == "said"


def test_the_processor_is_measured(tmp_path):
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    begun = time.monotonic()
    found = ended({"burn": Part((*PYTHON, burn))}, tmp_path)["burn"]
    assert found.processors >= 0.3
    assert 0.3 <= found.seconds <= time.monotonic() - begun


def test_the_walk_through_other_browsers_runs_only_where_it_is_named():
    settings = tomllib.loads((suite.ROOT / "pyproject.toml").read_text("utf-8"))
    assert (suite.ROOT / "tests" / "engines" / "test_walk.py").exists()
    assert "engines" in settings["tool"]["pytest"]["norecursedirs"]
    assert not is_test("tests/engines/test_walk.py")
    assert is_test("tests/browser/test_race.py")
    assert "tests/engines" in (suite.ROOT / "Makefile").read_text("utf-8")


def test_every_part_needs_parts_that_there_are_and_nothing_is_tested_compiled_before_the_kernels():
    found = parts(2)
    assert {other for part in found.values() for other in part.after} <= set(found)
    for name, part in found.items():
        if "pytest" in part.command:
            assert "kernels" in part.after or part.environment["NUMBA_DISABLE_JIT"] == "1", name


CLOSINGS = [
    "===== 10 passed, 4 deselected in 12.50s =====",
    "short test summary\nFAILED tests/a.py::b\n== 1 failed, 5 passed, 1 warning in 61.00s (0:01:01) ==",
    "no tests here",
]


def test_the_closing_lines_are_added_up():
    assert counted(CLOSINGS) == "1 failed, 15 passed, 4 deselected, 1 warning"


@pytest.mark.parametrize("status", [0, 1])
def test_all_that_was_said_is_printed_and_the_last_line_is_that_of_a_runner(status, monkeypatch, capsys, tmp_path):
    said = f"import sys; print({CLOSINGS[status]!r}); sys.exit({status})"
    monkeypatch.setattr(suite, "LOGS", tmp_path)
    monkeypatch.setattr(suite, "parts", lambda workers: {"tests": Part((*PYTHON, said))} if workers == 3 else {})
    assert suite.main(["3"]) == status
    lines = capsys.readouterr().out.splitlines()
    assert CLOSINGS[status].splitlines()[-1] in lines
    assert suite.CLOSING.fullmatch(lines[-1]), lines[-1]
    assert ("1 failed" in lines[-1]) == bool(status)
