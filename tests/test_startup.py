"""The background work after the start: its order, how it gives way to visitors, and its processes."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core import cache_dir
from runs.page_lock import PAGE_LOCK
from runs.warmup import kernels
from ui.course import kept as course
from ui.gallery import cards
from ui.middleware import front
from ui.routes import thumbnails
from ui.startup import ahead, workers
from ui.startup.workers import Workers, memory, size

ROOT = Path(__file__).resolve().parents[1]
PYTHON = (sys.executable, "-c")


class Recorded:
    """Workers that only remember what they were told."""

    def __init__(self) -> None:
        self.tasks: list[tuple[str, ...]] = []

    def work(self, tasks: Sequence[Sequence[str]], together: int = 0, after: Any = bool) -> bool:
        for task in tasks:
            self.tasks.append(tuple(task))
            after()
        return True

    def send(self, task: Sequence[str]) -> int:
        self.tasks.append(tuple(task))
        return 0


# Which modules.


def test_the_race_needs_what_its_script_imports(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text(
        "import os\nfrom runs import codec, nothing\nfrom ui.controls.widgets import drawn\nimport streamlit as st\n"
    )
    assert list(ahead.imported(script)) == ["runs", "runs.codec", "ui.controls.widgets"]
    assert {"ui.navigation", "ui.session.session", "runs.page_lock"} <= set(ahead.imported(ahead.MAIN))
    assert "stage.components" in set(ahead.imported(ahead.RACE))


def test_every_module_above_the_kernels_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead.sys, "modules", {"ui.gallery.cards": None})
    found = ahead.other_modules()
    every = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for floor in ahead.ROOMS
        for path in (ROOT / floor).rglob("*.py")
        if path.stem != "__init__" and path.parent.name not in ("pages", "router")  # scripts, which draw
    }
    assert {"pictures.race", "runs.comparison.codec", "ui.controls.params"} <= every
    assert set(found) == every - {"ui.gallery.cards"}
    assert len(found) == len(set(found))


# Piece by piece.


def test_the_work_is_done_in_turns_and_what_is_left_is_known() -> None:
    left, seen = {"other": 7}, []
    ahead.in_turns([lambda: seen.append((PAGE_LOCK.holder is not None, left.get("things")))] * 3, left, "things")
    assert seen == [(True, None), (True, 2), (True, 1)]
    assert left == {"other": 7}


def test_a_visitor_has_the_turn_before_the_next_piece() -> None:
    order: list[str] = []
    asked, waiting = threading.Event(), threading.Event()

    def visitor() -> None:
        asked.wait(10)
        waiting.set()
        with PAGE_LOCK.held():
            order.append("visitor")

    def first() -> None:
        asked.set()
        waiting.wait(10)
        while not PAGE_LOCK.waiting:  # until the visitor is waiting for the lock
            threading.Event().wait(0.001)
        order.append("first")

    def next_one() -> None:
        order.append("next")

    thread = threading.Thread(target=visitor)
    thread.start()
    ahead.in_turns([first, next_one], {}, "things")
    thread.join(10)
    assert order == ["first", "visitor", "next"]


# The rest of a start.


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A separate cache, and the names of what is done in it."""
    done: list[str] = []
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(kernels, "COMPILED", True)
    monkeypatch.setattr(kernels, "every", lambda: [lambda: done.append("kernel")] * 2)
    monkeypatch.setattr(ahead, "other_modules", lambda: ["runs.page_lock"])
    monkeypatch.setattr(cards, "draw_all", lambda version: done.append(f"cards {version}"))
    monkeypatch.setattr(thumbnails, "draw_all", lambda version: done.append(f"thumbnails {version}"))
    monkeypatch.setattr(course, "draw_all", lambda version: done.append(f"chapters {version}"))
    monkeypatch.setattr(front, "are_kept", lambda: "files" in done)
    monkeypatch.setattr(front, "prepare", lambda: done.append("files"))
    cache_dir.note_trouble.cache_clear()
    return done


SHARES = [("gently", "share", str(number)) for number in range(ahead.SHARES)]

DRAWINGS = [("gently", name, "v") for name in ("cards", "thumbnails", "chapters")]


def test_the_rest_is_compiled_apart_then_loaded_and_the_next_start_knows(world: list[str]) -> None:
    one, left = Recorded(), {}
    ahead.rest(one, left, "v")
    assert one.tasks == [*SHARES, *DRAWINGS, ("gently", "files")]
    assert world == ["kernel", "kernel", "cards v", "thumbnails v", "chapters v", "files"]
    assert left == {}
    cache_dir.kept(cards.CARDS, b"v", bytes)
    cache_dir.kept(thumbnails.THUMBNAILS, b"v", bytes)
    cache_dir.kept(course.LESSONS, b"v", bytes)
    again = Recorded()
    ahead.rest(again, left, "v")
    assert again.tasks == []
    assert world[6:] == ["files", "kernel", "kernel", "cards v", "thumbnails v", "chapters v"]


def test_without_a_server_nobody_has_to_give_way(world: list[str]) -> None:
    one = Recorded()
    ahead.rest(one, {}, "v", manner=())
    assert one.tasks == [task[1:] for task in (*SHARES, *DRAWINGS)] + [("files",)]


def test_where_kernels_cannot_be_written_the_next_start_tries_again(world: list[str]) -> None:
    cache_dir.note_trouble("the disk is full")
    ahead.rest(Recorded(), {}, "v")
    assert cache_dir.held(ahead.WHOLE, ahead.key()) is None
    cache_dir.note_trouble.cache_clear()
    cache_dir.notes.clear()


def test_what_is_left_counts_the_shares(world: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    left: dict[str, int] = {}
    seen: list[int] = []

    class Watched(Recorded):
        def work(self, tasks: Any, together: int = 0, after: Any = bool) -> bool:
            return super().work(tasks, after=lambda: (after(), seen.append(left["shares to compile"])))

    ahead.compile_apart(Watched(), left)
    assert seen == [3, 2, 1, 0]
    assert left == {}


def changed_environment(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("NUMBA_CPU_NAME", "x86-64-v3")


def changed_source(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "landscapes" / "bowl.py").write_text("two = 3\n")


def changed_package(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setattr(ahead, "installed", lambda name: "99")


@pytest.mark.parametrize("change", [changed_environment, changed_source, changed_package])
def test_what_lets_kernels_be_compiled_anew_changes_the_key(
    change: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NUMBA_CPU_NAME", raising=False)
    monkeypatch.setattr(ahead, "ROOT", tmp_path)
    (tmp_path / "landscapes").mkdir()
    (tmp_path / "landscapes" / "bowl.py").write_text("two = 2\n")
    before = ahead.key()
    os.utime(tmp_path / "landscapes" / "bowl.py", (1.0, 1.0))
    assert ahead.key() == before
    change(monkeypatch, tmp_path)
    assert ahead.key() != before


@pytest.mark.parametrize(("index", "plain", "begins"), [(False, "0", True), (False, "1", False), (True, "0", False)])
def test_processes_begin_where_nothing_is_compiled(
    index: bool, plain: str, begins: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("NUMBA_DISABLE_JIT", plain)
    if index:
        (tmp_path / "engine_1").mkdir()
        (tmp_path / "engine_1" / "recorder.record-9.py311.nbi").touch()
    one = Recorded()
    ahead.begin(one)
    for thread in threading.enumerate():
        if thread.name == "begin":
            thread.join(10)
    assert one.tasks == ([("opening",)] if begins else [])


# The tasks of a process.


def test_a_task_does_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    monkeypatch.setattr(kernels, "every", lambda: [lambda n=n: done.append(n) for n in range(10)])
    monkeypatch.setattr(kernels, "opening", lambda: [lambda: done.append("opening")])
    monkeypatch.setattr(cards, "draw_all", done.append)
    monkeypatch.setattr(thumbnails, "draw_all", done.append)
    monkeypatch.setattr(course, "draw_all", lambda version: done.append(f"chapters {version}"))
    monkeypatch.setattr(ahead.os, "nice", lambda by: done.append(f"nice {by}"), raising=False)
    ahead.do(["share", "1"])
    ahead.do(["opening"])
    ahead.do(["gently", "cards", "v"])
    ahead.do(["thumbnails", "w"])
    ahead.do(["chapters", "x"])
    assert done == [1, 5, 9, "opening", "nice 10", "v", "w", "chapters x"]


def test_every_kernel_is_in_one_share() -> None:
    every = range(169)
    assert sorted(number for k in range(ahead.SHARES) for number in every[k :: ahead.SHARES]) == list(every)


def test_the_recording_loop_is_compiled_by_one_task_only(tmp_path: Path) -> None:
    code = (
        "import sys; from ui.startup import ahead; ahead.do([sys.argv[1]]); "
        "print('core.engine.recorder' in sys.modules)"
    )
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    found = {
        task: subprocess.run(
            [*PYTHON, code, task], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        for task in ("loop", "opening")
    }
    assert found == {"loop": "True", "opening": "False"}


# The workers.

SLEEP = "import sys, time; time.sleep(600)"


def test_workers_does_all_of_its_tasks(tmp_path: Path) -> None:
    ended: list[int] = []
    code = "import sys, pathlib; pathlib.Path(sys.argv[1]).touch()"
    tasks = [(str(tmp_path / name),) for name in "abc"]
    one = Workers((*PYTHON, code))
    assert one.work(tasks, 2, lambda: ended.append(1))
    assert {path.name for path in tmp_path.iterdir()} == set("abc")
    assert len(ended) == 3
    assert not one.members


def test_workers_is_no_larger_than_it_is_told(tmp_path: Path) -> None:
    # Each task holds a lock that no other process can hold at the same time.
    code = (
        "import sys, fcntl, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB);"
        "time.sleep(0.1)"
    )
    tasks = [(str(tmp_path / "lock"),)] * 3
    assert Workers((*PYTHON, code)).work(tasks, 1)


@pytest.mark.parametrize("program", [(*PYTHON, "raise SystemExit(3)"), (str(ROOT / "no such program"),)])
def test_what_workers_do_not_get_done_is_said(program: Sequence[str]) -> None:
    one = Workers(program)
    assert not one.work([("a",), ("b",)])
    assert not one.members


def test_workers_that_is_dismissed_is_gone() -> None:
    one, answers = Workers((*PYTHON, SLEEP)), []
    thread = threading.Thread(target=lambda: answers.append(one.work([("a",), ("b",)], 2)))
    thread.start()
    while len(one.members) < 2:
        threading.Event().wait(0.01)
    members = list(one.members)
    one.dismiss()
    thread.join(30)
    assert answers == [False]
    assert [member.returncode for member in members] == [-signal.SIGKILL] * 2
    assert one.send(("c",)) is None


PARENT = """
import sys, threading
from ui.startup.workers import Workers
code = '''import fcntl, sys, threading
from ui.startup import ahead
threading.Thread(target=ahead.end_with_the_server, daemon=True).start()
file = open(sys.argv[1], 'w')
fcntl.flock(file, fcntl.LOCK_EX)
open(sys.argv[2], 'w').write('here')
threading.Event().wait()
'''
Workers((sys.executable, "-c", code)).send(sys.argv[1:])
"""


def test_a_process_ends_with_its_server_however_that_ends(tmp_path: Path) -> None:
    lock, here = tmp_path / "lock", tmp_path / "here"
    os.mkfifo(here)
    server = subprocess.Popen([*PYTHON, PARENT, str(lock), str(here)], cwd=ROOT)
    assert here.read_text() == "here"  # which waits until the process has written it
    server.kill()
    server.wait(30)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # which waits until the process has left it


MB = 2**20


@pytest.mark.parametrize(
    ("processors", "room", "wanted"),
    [(1, 8000 * MB, 1), (2, 1000 * MB, 2), (2, 8000 * MB, 2), (8, 1000 * MB, 2), (8, 8000 * MB, 4), (8, 300 * MB, 1)],
)
def test_workers_fits_processors_and_memory(processors: int, room: int, wanted: int) -> None:
    assert size(processors, room) == wanted


@pytest.mark.parametrize("name", ["memory.max", "memory/memory.limit_in_bytes"])
def test_a_container_has_the_memory_that_it_is_given(name: str, tmp_path: Path) -> None:
    whole = memory(tmp_path / "nothing")
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("max\n")
    assert memory(tmp_path) == whole > 100 * MB
    file.write_text(f"{64 * MB}\n")
    assert memory(tmp_path) == 64 * MB


def test_this_process_has_processors() -> None:
    assert workers.processors() >= 1
