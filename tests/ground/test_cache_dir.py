"""Where compiled kernels are kept: a place that can be written, named after what they depend on."""

import os
import tempfile
from pathlib import Path

import pytest

import core
from core.cache_dir import fingerprint, prepare, writable


@pytest.fixture
def folder(tmp_path):
    """A ground with two files."""
    made = tmp_path / "project" / "core"
    made.mkdir(parents=True)
    (made / "kernel.py").write_text("one = 1\n")
    (made / "vmath.py").write_text("two = 2\n")
    return made


def change(folder):
    (folder / "vmath.py").write_text("two = 3\n")


def rename(folder):
    (folder / "vmath.py").rename(folder / "maths.py")


def add(folder):
    (folder / "more.py").touch()


def remove(folder):
    (folder / "vmath.py").unlink()


def shift(folder):
    """The same bytes in the same order, but another file holds the last line."""
    (folder / "kernel.py").write_text("one = 1\ntwo = 2\n")
    (folder / "vmath.py").write_text("")


@pytest.mark.parametrize("deed", [change, rename, add, remove, shift])
def test_the_fingerprint_changes_with_the_sources(folder, deed):
    before = fingerprint(folder)
    assert before == fingerprint(folder)
    assert len(before) == 12
    assert int(before, 16) >= 0
    deed(folder)
    assert fingerprint(folder) != before


def test_the_fingerprint_does_not_change_with_anything_else(folder):
    before = fingerprint(folder)
    (folder / "notes.txt").write_text("what numba does not read")
    (folder / "__pycache__").mkdir()
    os.utime(folder / "vmath.py", (1.0, 1.0))
    assert fingerprint(folder) == before


def test_the_cache_lies_in_the_project_by_default(folder):
    environment = {}
    chosen = prepare(environment, folder)
    assert chosen == folder.parent / ".cache" / "numba" / fingerprint(folder)
    assert chosen.is_dir()
    assert environment == {"NUMBA_CACHE_DIR": str(chosen)}


def test_the_cache_lies_where_it_is_told(folder, tmp_path):
    environment = {"THALWEG_CACHE": str(tmp_path / "elsewhere")}
    assert prepare(environment, folder) == tmp_path / "elsewhere" / fingerprint(folder)
    assert environment["NUMBA_CACHE_DIR"].startswith(environment["THALWEG_CACHE"])


def test_a_parent_that_cannot_be_written_is_replaced_by_a_temporary_folder(folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    environment = {"THALWEG_CACHE": str(tmp_path / "file")}
    chosen = prepare(environment, folder)
    assert chosen == tmp_path / "temporary" / "thalweg" / fingerprint(folder)
    assert chosen.is_dir()
    assert environment["NUMBA_CACHE_DIR"] == str(chosen)


def test_what_can_be_written_is_tried_and_leaves_nothing_behind(tmp_path):
    assert writable(tmp_path / "new" / "folder")
    assert list((tmp_path / "new" / "folder").iterdir()) == []
    (tmp_path / "file").touch()
    assert not writable(tmp_path / "file")
    assert not writable(tmp_path / "file" / "below")


def test_a_folder_in_which_no_file_can_be_made_is_not_writable(tmp_path, monkeypatch):
    def full(**_):
        raise OSError("No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert not writable(tmp_path)


def test_numba_has_been_told_of_the_place_for_this_ground():
    told = Path(os.environ["NUMBA_CACHE_DIR"])
    assert told.name == fingerprint(Path(core.__path__[0]))
    assert told.is_dir()
