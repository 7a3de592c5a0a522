"""`make bench`: a part that cannot run says so in its row, the others go on, and nothing is installed.

Tests measure nothing, so the parts here are stand-ins, or lack what they need.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import __main__ as bench
from benchmarks import hosting, neighbours, panes
from benchmarks.row import LONGEST, Row, at_most, attempted, reason
from tools import chromium

ROOT = Path(__file__).parents[1]
REACHED, MISSED, PEER = at_most("quick", 1, 2, "s"), at_most("slow", 3, 2, "s"), Row("a peer", "4 s")


def fails_at_once() -> Iterator[Row]:
    raise ZeroDivisionError("division by\nzero")
    yield REACHED


def fails_half_way() -> Iterator[Row]:
    yield REACHED
    raise RuntimeError("The proxy needs caddy.")


def gives_up() -> Iterator[Row]:
    yield from ()
    raise SystemExit("There is no place for kernels.")


def lacks_a_package() -> Iterator[Row]:
    import_module("package_that_nobody_has")
    yield REACHED


def lacks_a_program() -> Iterator[Row]:
    subprocess.run(["program-that-nobody-has"], check=True)
    yield REACHED


# What a part does, what its last row is called, and what that row says.
ENDS: dict[Callable[[], Iterator[Row]], tuple[str, str]] = {
    fails_at_once: ("part", r"ZeroDivisionError in tests/test_benchmarks\.py, line \d+: division by zero"),
    fails_half_way: ("part: the rest", r"The proxy needs caddy\."),
    gives_up: ("part", r"There is no place for kernels\."),
    lacks_a_package: ("part", r"The package package_that_nobody_has is not installed; `make check` .*\."),
    lacks_a_program: ("part", r"FileNotFoundError in tests/test_benchmarks\.py, line \d+: .*program-that-nobody-has.*"),
}


@pytest.mark.parametrize("part", ENDS, ids=lambda part: part.__name__)
def test_what_cannot_be_measured_is_one_line_that_says_why(part: Callable[[], Iterator[Row]]) -> None:
    called, pattern = ENDS[part]
    *before, last = attempted("part", part)
    assert before == ([REACHED] if part is fails_half_way else [])
    assert (last.what, last.found, last.reached) == (called, "not measured", None)
    assert re.fullmatch(pattern, last.lacking)
    assert "\n" not in str(last)
    assert last.lacking in str(last)


def test_a_long_reason_is_cut() -> None:
    assert len(reason(RuntimeError("so " * LONGEST))) <= LONGEST


def test_what_can_be_measured_is_as_it_was() -> None:
    assert list(attempted("part", lambda: [REACHED, MISSED, PEER])) == [REACHED, MISSED, PEER]


def stand_in(monkeypatch: pytest.MonkeyPatch, **parts: Callable[[], Iterator[Row]]) -> None:
    """Let these be all the parts; None: a module that cannot even be imported."""
    monkeypatch.setattr(bench, "PARTS", tuple(parts))
    for name, rows in parts.items():
        module = ModuleType(f"benchmarks.{name}")
        module.__dict__["rows"] = rows
        monkeypatch.setitem(sys.modules, f"benchmarks.{name}", module)


def rows_of(*found: Row) -> Callable[[], Iterator[Row]]:
    return lambda: iter(found)


# The parts, and whether the exit status says that every goal was measured and reached.
RUNS: dict[str, tuple[list[Callable[[], Iterator[Row]]], int]] = {
    "all is reached": ([rows_of(REACHED, PEER), rows_of(REACHED)], 0),
    "there is no goal": ([rows_of(PEER)], 0),
    "a goal is missed": ([rows_of(MISSED), rows_of(REACHED)], 1),
    "a part cannot run": ([fails_at_once, rows_of(REACHED)], 1),
    "a part ends half-way": ([fails_half_way, rows_of(REACHED)], 1),
    "a part gives up": ([gives_up, rows_of(REACHED)], 1),
}


@pytest.mark.parametrize("what", RUNS)
def test_the_others_go_on_and_the_exit_status_is_honest(what: str, monkeypatch, capsys) -> None:
    parts, expected = RUNS[what]
    stand_in(monkeypatch, **{f"part{number}": part for number, part in enumerate(parts)})
    assert bench.main([]) == expected
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert said.out.count("taken meanwhile by other machines") == len(parts)
    assert said.out.count("not measured ") == (fails_at_once in parts) + (fails_half_way in parts) + (gives_up in parts)
    last = said.out.splitlines()[-1]
    assert f"missed: {said.out.count('MISSED')}." in last
    assert ("not measured: 1." in last) == ("not measured " in said.out)


def test_an_import_that_fails_ends_its_part_alone(monkeypatch, capsys) -> None:
    stand_in(monkeypatch, first=rows_of(REACHED), last=rows_of(REACHED))
    monkeypatch.setitem(sys.modules, "benchmarks.first", None)
    assert bench.main([]) == 1
    assert "The package benchmarks.first is not installed" in (said := capsys.readouterr().out)
    assert said.count(" reached\n") == 1


def test_a_part_that_does_not_exist_is_named(capsys) -> None:
    assert bench.main(["numerics", "speed"]) == 2
    assert "There is no part speed" in capsys.readouterr().err


def test_without_caddy_the_rest_of_hosting_is_measured(monkeypatch) -> None:
    monkeypatch.setattr(hosting, "starts", rows_of(REACHED))
    monkeypatch.setattr(hosting, "one_replica", rows_of(PEER))
    monkeypatch.setenv("PATH", "")
    *before, last = hosting.rows()
    assert before == [REACHED, PEER]
    assert "needs caddy" in last.lacking


def test_without_a_browser_the_stage_is_weighed_all_the_same(monkeypatch) -> None:
    def install() -> None:
        raise AssertionError("a measurement must not install a browser")

    monkeypatch.setattr(chromium, "provide", install)
    monkeypatch.setattr(chromium, "ready", lambda: None)
    monkeypatch.setattr(panes, "of_exports", rows_of(PEER))
    first, *_, last = panes.rows()
    assert first.reached
    assert "needs Chromium" in last.lacking


def test_where_nobody_tells_what_other_machines_take_that_is_said(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(neighbours, "STAT", tmp_path / "stat")
    assert neighbours.Neighbours().row().found == "not known here"


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=ROOT, check=False, capture_output=True, text=True)


def test_make_bench_installs_nothing() -> None:
    for target, installs in (("bench", False), ("check", True)):  # the second one does install
        done = make("--dry-run", "--always-make", "VENV=none", target)
        assert done.returncode == 0, done.stderr
        assert bool(re.search(r"\binstall\b", done.stdout)) == installs, done.stdout


def test_make_bench_without_an_environment_is_a_sentence(tmp_path: Path) -> None:
    done = make(f"VENV={tmp_path / 'none'}", "bench")
    assert done.returncode != 0
    assert "There is no virtual environment to measure with yet" in done.stderr
    assert not (tmp_path / "none").exists()
