"""The cache directory of compiled kernels: it is writable, and named after everything that the kernels depend on."""

import os
import tempfile
from pathlib import Path

import pytest

import core
from core import cache_dir
from core.cache_dir import fingerprint, held, kept, obstacle, prepare, sweep


@pytest.fixture(autouse=True)
def noted(monkeypatch):
    """What is noted during a test."""
    notes = []
    monkeypatch.setattr(cache_dir, "notes", notes)
    return notes


@pytest.fixture
def folder(tmp_path):
    """A ground with the files by which kernels are compiled and stamped, and another one."""
    made = tmp_path / "project" / "core"
    made.mkdir(parents=True)
    (made / "kernel.py").write_text("one = 1\n")
    (made / "reach.py").write_text("two = 2\n")
    (made / "vmath.py").write_text("three = 3\n")
    return made


def flags(folder):
    (folder / "kernel.py").write_text("one = 2\n")


def stamps(folder):
    (folder / "reach.py").write_text("two = 3\n")


def shift(folder):
    """The same bytes in the same order, but another file holds the last line."""
    (folder / "kernel.py").write_text("one = 1\ntwo = 2\n")
    (folder / "reach.py").write_text("")


@pytest.mark.parametrize("deed", [flags, stamps, shift])
def test_the_fingerprint_changes_with_what_every_kernel_depends_on(folder, deed):
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
    (folder / "vmath.py").write_text("three = 4\n")
    os.utime(folder / "kernel.py", (1.0, 1.0))
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


def test_a_parent_that_cannot_be_written_is_replaced_by_a_temporary_folder(folder, tmp_path, monkeypatch, noted):
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    environment = {"THALWEG_CACHE": str(tmp_path / "file")}
    chosen = prepare(environment, folder)
    assert chosen == tmp_path / "temporary" / "thalweg" / fingerprint(folder)
    assert chosen.is_dir()
    assert environment["NUMBA_CACHE_DIR"] == str(chosen)
    assert noted == [f"Compiled kernels cannot be kept in {tmp_path / 'file'}: Not a directory."]


def test_where_no_place_can_be_written_memory_is_one(folder, tmp_path, monkeypatch, noted):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    monkeypatch.setattr(cache_dir, "MEMORY", tmp_path / "memory")
    environment = {"THALWEG_CACHE": str(tmp_path / "file")}
    assert prepare(environment, folder) == tmp_path / "memory" / "thalweg" / fingerprint(folder)
    assert len(noted) == 2
    monkeypatch.setattr(cache_dir, "MEMORY", tmp_path / "file")
    with pytest.raises(SystemExit, match="Thalweg cannot start: Compiled kernels cannot be kept in"):
        prepare(environment, folder)


def test_what_can_be_written_is_tried_and_leaves_nothing_behind(tmp_path):
    assert obstacle(tmp_path / "new" / "folder") == ""
    assert list((tmp_path / "new" / "folder").iterdir()) == []
    (tmp_path / "file").touch()
    assert obstacle(tmp_path / "file") == "File exists"
    assert obstacle(tmp_path / "file" / "below") == "Not a directory"


def test_a_full_disk_is_an_obstacle(tmp_path, monkeypatch):
    monkeypatch.setattr(cache_dir, "SPACE", 2**60)
    assert obstacle(tmp_path) == "the disk is full"
    with Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: full)
        assert obstacle(tmp_path) == "No space left on device"


def test_kernels_of_somebody_else_are_not_run(folder, tmp_path, monkeypatch, noted):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(cache_dir, "MEMORY", tmp_path / "memory")
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(SystemExit, match="belongs to somebody else"):
        prepare({"THALWEG_CACHE": str(tmp_path / "file")}, folder)
    assert len(noted) == 3


@pytest.mark.parametrize("content", [b"", b"\x80\x04cut sho", b"\0" * 90, b"no kernel."])
def test_a_broken_kernel_is_removed_and_a_whole_one_stays(folder, content, noted):
    chosen = prepare({}, folder)
    (chosen / "core").mkdir()
    for name in ("whole.nbi", "broken.nbi", "broken.nbc", "notes.txt"):
        (chosen / "core" / name).write_bytes(content)
    (chosen / "core" / "whole.nbi").write_bytes(b"\x80\x04some.")
    assert prepare({}, folder) == chosen
    assert {file.name for file in (chosen / "core").iterdir()} == {"whole.nbi", "notes.txt"}
    assert noted == [f"2 broken files of compiled kernels were removed from {chosen}; they are compiled anew."]
    assert sweep(chosen) == 0


def test_what_is_the_same_at_every_start_is_made_once(tmp_path):
    made = []

    def make():
        made.append(len(made))
        return b"made %d" % len(made)

    assert [kept("cards", b"one", make, tmp_path) for _ in range(3)] == [b"made 1"] * 3
    assert kept("assets", b"one", make, tmp_path) == b"made 2"
    assert [kept("cards", b"two", make, tmp_path) for _ in range(2)] == [b"made 3"] * 2
    assert {file.name for file in tmp_path.iterdir()} == {"cards.kept", "assets.kept"}
    whole = (tmp_path / "cards.kept").read_bytes()
    for broken in (b"", whole[:-1], whole[:20], b"\0" + whole[1:], whole + b"\0"):
        (tmp_path / "cards.kept").write_bytes(broken)
        assert kept("cards", b"two", make, tmp_path) == b"made %d" % len(made)
    assert len(made) == 8


def test_what_is_kept_is_known_without_making_it(tmp_path):
    assert held("cards", b"one", tmp_path) is None
    kept("cards", b"one", lambda: b"", tmp_path)
    assert held("cards", b"one", tmp_path) == b""
    assert held("cards", b"two", tmp_path) is None
    (tmp_path / "cards.kept").write_bytes(b"broken")
    assert held("cards", b"one", tmp_path) is None


def test_what_cannot_be_kept_is_used_all_the_same(tmp_path):
    (tmp_path / "file").touch()
    assert [kept("cards", b"", lambda: b"made", tmp_path / "file") for _ in range(2)] == [b"made"] * 2
    (tmp_path / "cards.kept").mkdir()
    assert kept("cards", b"", lambda: b"made", tmp_path) == b"made"
    assert {part.name for part in tmp_path.iterdir()} == {"file", "cards.kept"}


def test_numba_has_been_told_of_the_place_for_this_ground():
    told = Path(os.environ["NUMBA_CACHE_DIR"])
    assert told.name == fingerprint(Path(core.__path__[0]))
    assert told.is_dir()
