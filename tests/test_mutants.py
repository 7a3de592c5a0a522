"""`make mutants`: which mutants are drawn, how they end, and that nothing is left behind."""

import shutil
import threading
from functools import partial
from pathlib import Path

import pytest

from tools.imports import ROOT
from tools.mutants import script, trial
from tools.mutants.__main__ import again, options, outcomes, table
from tools.mutants.equivalent import Equivalent, judged, reason
from tools.mutants.mutant import Edit, Mutant
from tools.mutants.sample import PARTS, Part, drawn, files
from tools.mutants.trial import KILLED, SURVIVED, TIMED_OUT, InterruptedTrialError, Trials

SOURCE = "def doubled(x):\n    while x > 9:\n        x -= 1\n    return 2 * x + 0\n"
TESTS = "from doubling import doubled\n\n\ndef test_it():\n    assert (doubled(2), doubled(11)) == (4, 18)\n"
CHANGES = {
    "2 * x": ("3 * x", KILLED),
    "return": ("retur", KILLED),
    "+ 0": ("- 0", SURVIVED),
    "x > 9": ("x >= 9", KILLED),
    "x -= 1": ("x -= 0", TIMED_OUT),
}
PART = Part(("doubling.py",), 9, "tests/")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with the pieces of this one that tests need."""
    root = tmp_path / "project"
    for folder in ("tools", "tests"):
        (root / folder).mkdir(parents=True)
    for name in ("clock", "imports"):
        shutil.copy(ROOT / "tools" / f"{name}.py", root / "tools")
    (root / "doubling.py").write_text(SOURCE)
    (root / "pytest.ini").write_text("[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n")
    # `make quick`, which puts the tests in order, knows only files that this project has too.
    (root / "tests" / "test_mutants.py").write_text(TESTS)
    return root


def mutant(word: str) -> Mutant:
    return Mutant("doubling.py", SOURCE, SOURCE.replace(word, CHANGES[word][0]), 4, word)


@pytest.fixture
def trials(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trials:
    (tmp_path / "copies").mkdir()
    monkeypatch.setitem(PARTS, "project", PART)
    return Trials(tmp_path / "copies", "1", 60.0, project)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("endless", [False, True])
def test_mutants_are_killed_by_a_failure_or_by_time_or_survive(trials, project, monkeypatch, endless):
    if endless:
        monkeypatch.setattr(trial, "START", 1.0)
    before, ends = contents(project), {word: end for word, (_, end) in CHANGES.items() if (end == TIMED_OUT) is endless}
    found = list(outcomes(trials, {"project": [mutant(word) for word in ends]}, 2))
    assert {tried.name: outcome for _, tried, outcome in found} == ends
    assert contents(project) == before
    assert not trials.running


def test_tests_that_fail_without_a_mutant_are_said(trials, project):
    (project / "tests" / "test_mutants.py").write_text(TESTS.replace("18", "19"))
    with pytest.raises(RuntimeError, match=r"(?s)fail without any mutant.*1 failed"):
        list(outcomes(trials, {"project": [mutant("+ 0")]}, 1))


def test_an_interruption_ends_every_process(trials):
    begun = threading.Event()
    run = trials.run

    def noted(copy, part, options, seconds):
        if "-x" in options:
            begun.set()
        return run(copy, part, options, seconds)

    trials.run = noted
    threading.Thread(target=lambda: begun.wait() and trials.stop()).start()
    with pytest.raises(InterruptedTrialError):
        list(outcomes(trials, {"project": [mutant("x -= 1")] * 4}, 2))
    assert not trials.running


def made(path: str, *changes: tuple[str, str]) -> tuple[str, list[Edit]]:
    text = (ROOT / path).read_text(encoding="utf-8")
    return path, [Edit(1, text.index(old), new, partial(text.replace, old, new, 1)) for old, new in changes]


FOUND = [
    made("tools/mutants/__init__.py", ("Changes", "Alters"), ("Changes", "Turns"), ("code", "text"), ("small", "big")),
    made("tools/clock.py", ("plugin", "module"), ("tests", "checks")),
]


def test_a_seed_draws_the_same_mutants_and_a_larger_sample_contains_a_smaller_one():
    some, places = drawn(FOUND, 3, "1", ROOT)
    assert (len(some), places) == (3, 5)
    assert drawn(FOUND, 3, "1", ROOT)[0] == some
    assert drawn(FOUND, 9, "1", ROOT)[0][:3] == some
    assert len({(one.path, one.name) for one in drawn(FOUND, 9, "1", ROOT)[0]}) == 5
    assert len({tuple(one.name for one in drawn(FOUND, 3, str(seed), ROOT)[0]) for seed in range(9)}) > 3


def test_a_mutant_says_its_lines():
    one = Mutant("a.py", "a\n  b\nc\n", "a\n  d\nc\n", 2, "b to d")
    assert (one.diff, one.lines("-"), one.lines("+"), one.place) == ("-  b\n+  d", "b", "d", "a.py:2")


@pytest.mark.parametrize("folder", PARTS)
def test_every_part_of_the_sample_is_there(folder):
    part = PARTS[folder]
    found = files(ROOT, part)
    assert len(found) >= 5
    assert part.mutants > 0
    assert (ROOT / part.tests).exists()
    for left_out in part.left_out:
        assert (ROOT / left_out).exists()


def test_what_is_judged_is_still_there_and_has_its_reason():
    known = judged()
    assert len(set(known)) == len(known) > 0
    for each in known:
        assert each.before in {line.strip() for line in (ROOT / each.path).read_text("utf-8").splitlines()}, each
        assert each.after != each.before
        assert each.reason.endswith(".")


def test_only_the_very_mutant_that_was_judged_is_equivalent():
    one = Mutant("a.py", "a\n  b\n", "a\n  d\n", 2, "")
    for path, before, after, told in (
        ("a.py", "b", "d", "So."), ("b.py", "b", "d", ""), ("a.py", "b", "e", ""), ("a.py", "a", "d", ""),
    ):  # fmt: skip
        assert reason(one, [Equivalent(path, before, after, "So.")]) == told


def test_the_command_of_a_run_has_the_same_run_again():
    assert again(options([])) == "make mutants SEED=1"
    said = again(options(["--seed", "7", "--sample", "3", "--within", "90", "core", "stage/js"]))
    assert said == "make mutants SEED=7 SAMPLE=3 REACH=90 FOLDERS='core stage/js'"


def test_a_folder_that_is_not_in_the_sample_is_a_sentence(capsys):
    with pytest.raises(SystemExit):
        options(["cellar"])
    assert "There is no folder 'cellar'" in capsys.readouterr().err


def test_the_table_adds_up():
    lines = table({"core": {"mutants": 3, KILLED: 2, SURVIVED: 1}, "runs": {"mutants": 1, KILLED: 1}})
    assert [line.split() for line in lines[1:]] == [
        ["core", "0", "3", "2", "0", "1", "0"],
        ["runs", "0", "1", "1", "0", "0", "0"],
        ["together", "0", "4", "3", "0", "1", "0"],
    ]


@pytest.mark.parametrize(("start", "end", "line", "column"), [(0, 1, 1, 0), (3, 5, 1, 2), (6, 7, 2, 0)])
def test_places_in_javascript_are_counted_as_node_does(start, end, line, column):
    text = "a𝛽cd\nx"
    edit = script.at(text.encode("utf-16-le"), start, end, "!", "")
    assert (edit.line, edit.column) == (line, column)
    units = text.encode("utf-16-le")
    assert edit.make() == (units[: 2 * start] + "!".encode("utf-16-le") + units[2 * end :]).decode("utf-16-le")
