"""Samples of tables: they contain every entry, depend only on the seed, and can be repeated."""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from runs.catalog import OPTIMIZERS
from tests import conftest, sampling
from tests.sampling import COVERING, WHOLE, Tables, asked, commit, drawn, is_product, some

ROOT = Path(__file__).resolve().parents[1]
PAIRS = list(product(range(41), "abcdefghijklmnopqrstuvwxyz"))
SETTINGS = [(k,) for k in range(30) for _ in range(4)]
TRIPLES = list(product(range(12), "abcdefgh", (True, False)))
TABLES = {"pairs": PAIRS, "entries with settings": SETTINGS, "triples": TRIPLES}


@pytest.mark.parametrize("least", [8, 24])
@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_every_value_of_every_column_is_in_the_sample(rows, least):
    assert is_product(rows)
    for seed in range(30):
        places = drawn(rows, str(seed), least)
        assert places == sorted(set(places))
        for k in range(len(rows[0])):
            assert {rows[place][k] for place in places} == {row[k] for row in rows}
        assert least <= len(places) < len(rows) / 2


def test_rows_of_which_a_part_comes_up_only_once_are_single_cases():
    assert not is_product([(k,) for k in range(9)])
    assert not is_product([(k % 3, f"sentence {k}") for k in range(90)])


def test_the_settings_of_an_entry_are_no_column():
    adam = OPTIMIZERS["adam"]
    assert conftest.row({"way": adam, "values": (1.0, 2.0), "noise": 0.1}) == (0.1, id(adam))
    assert len(conftest.row({"key": "adam", "values": (1.0, 2.0)})) == 2


def test_the_sample_hangs_on_the_seed_alone_and_every_row_comes_up_under_some_seed():
    assert drawn(PAIRS, "a", 24) == drawn(PAIRS, "a", 24) != drawn(PAIRS, "b", 24)
    met = {place for seed in range(300) for place in drawn(TRIPLES, str(seed), 24)}
    assert met == set(range(len(TRIPLES)))


@pytest.mark.parametrize(
    "rows", [PAIRS[:48], [(k % 2, f"case {k}") for k in range(400)]], ids=["short", "single cases"]
)
def test_a_short_table_and_one_of_single_cases_are_whole(rows):
    assert drawn(rows, "a", 24) == list(range(len(rows)))


def test_single_cases_are_drawn_where_that_is_enough():
    cases = [(k,) for k in range(60)]
    assert len(drawn(cases, "a", 8, single=True)) == 8
    assert drawn(cases[:8], "a", 8, single=True) == list(range(8))


def test_what_a_single_test_goes_through_is_sampled_too(monkeypatch):
    monkeypatch.setenv(sampling.VARIABLE, "whole")
    assert some(PAIRS, "a") == PAIRS
    monkeypatch.setenv(sampling.VARIABLE, "covering:1")
    found = some(PAIRS, "a")
    assert found == some(PAIRS, "a") != some(PAIRS, "b")
    assert {row[0] for row in found} == set(range(41))
    assert set(found) < set(PAIRS)


def test_the_variable_has_three_forms():
    assert asked(None) == asked(WHOLE) == Tables(None)
    assert asked(COVERING) == Tables(commit())
    assert asked("covering:abc") == Tables("abc")
    for found in (Tables(None), Tables("abc")):
        assert asked(found.words) == found


@pytest.mark.parametrize("said", ["covering:", "whole:1", "some", "Whole"])
def test_anything_else_is_refused_with_a_sentence(said):
    with pytest.raises(ValueError, match=r"^THALWEG_TABLES must be whole, covering or covering:SEED, not '.*'\.$"):
        asked(said)


def test_without_git_the_seed_is_fixed(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit() == sampling.NOWHERE


def test_the_header_says_how_to_have_the_same_again(monkeypatch):
    for said, words in (("covering", f"covering:{commit()}"), ("covering:abc", "covering:abc"), ("whole", "whole")):
        monkeypatch.setenv(sampling.VARIABLE, said)
        assert conftest.pytest_report_header() == f"tables: THALWEG_TABLES={words}"


TABLE = """
import pytest

@pytest.mark.parametrize("way", range(20))
@pytest.mark.parametrize("land", range(30))
def test_pair(land, way): pass

@pytest.mark.whole
@pytest.mark.parametrize("way", range(20))
@pytest.mark.parametrize("land", range(30))
def test_marked(land, way): pass

def test_single(): pass
"""


def collected(folder, said):
    """The rows of the table above that pytest collects."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "tests.conftest", "-c", os.devnull]
    command += ["--rootdir", str(folder), str(folder)]
    asked_for = os.environ | {sampling.VARIABLE: said, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=False, cwd=ROOT, env=asked_for, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.rpartition("::")[2] for line in done.stdout.splitlines() if "::" in line]


def test_pytest_takes_the_sample_and_gives_it_again(tmp_path):
    (tmp_path / "test_table.py").write_text(TABLE, encoding="utf-8")
    whole = collected(tmp_path, "whole")
    assert len(whole) == 1201
    some = collected(tmp_path, "covering:abc")
    assert some == collected(tmp_path, "covering:abc") != collected(tmp_path, "covering:abd")
    assert set(some) < set(whole)
    pairs = [name for name in some if name.startswith("test_pair")]
    assert 30 <= len(pairs) < 120
    assert {name.split("[")[1].split("-")[0] for name in pairs} == {str(k) for k in range(30)}
    assert {name.rstrip("]").split("-")[1] for name in pairs} == {str(k) for k in range(20)}
    assert sum(name.startswith("test_marked") for name in some) == 600
    assert "test_single" in some
