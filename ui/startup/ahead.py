"""What the server prepares before somebody asks for it, in the order in which visitors need it.

`python -m ui.startup.ahead TASK` does one of the tasks in a process of its own (ui.startup.workers). Importing this
loads nothing else.
"""

import ast
import hashlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import version as installed
from pathlib import Path

from core import cache_dir
from runs.page_lock import PAGE_LOCK
from ui.startup.workers import Task, Workers

ROOT = Path(__file__).resolve().parents[2]
MAIN, RACE = ROOT / "ui" / "router" / "main.py", ROOT / "ui" / "pages" / "race.py"
NUMERIC = ("core", "landscapes", "networks", "optimizers", "schedules")
"""The floors that hold kernels."""
ROOMS = ("libraries", "runs", "studies", "scenes", "lessons", "figures", "exports", "stage", "pictures", "ui")
SCRIPTS = ("ui.pages.", "ui.router.")
"""Those above them, and what of them draws when it is imported."""

SHARES = 4
"""Parts into which the catalogue is divided: a process that has compiled one of them ends, and its memory is free."""
GENTLY = ("gently",)
"""How a task is done beside a server."""
WHOLE = "whole"
"""What is kept beside the kernels once all of them are there."""
DRAWN = {"cards": "ui.gallery.cards", "thumbnails": "ui.routes.thumbnails", "chapters": "ui.course.kept"}
"""What is drawn ahead, by the task that draws it, and the modules that do so."""
PAUSE = 0.001
"""Seconds between two pieces of work, and between two looks whether somebody waits for a turn."""


def empty() -> bool:
    """Is there no recording loop yet, which the first visitor waits for?"""
    return not any(Path(os.environ["NUMBA_CACHE_DIR"]).glob("*/recorder.record-*.nbi"))


def key() -> bytes:
    """Changes with whatever lets numba compile a kernel anew, as far as it is known before numba is loaded."""
    digest = hashlib.sha256(f"{sys.version} {installed('numba')} {installed('llvmlite')}".encode())
    for name in ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES"):
        digest.update(os.environ.get(name, "of this machine").encode() + b"\0")
    for floor in NUMERIC:
        for source in sorted((ROOT / floor).rglob("*.py")):
            digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.digest()


def imported(script: Path) -> Iterator[str]:
    """The modules of ours that a page, or the router, imports when it is run."""
    for node in ast.walk(ast.parse(script.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {*NUMERIC, *ROOMS}:
            yield str(node.module)
            for alias in node.names:
                if (ROOT / str(node.module).replace(".", "/") / f"{alias.name}.py").is_file():
                    yield f"{node.module}.{alias.name}"


def load_race() -> None:
    """Import what the first page imports. Pages and the router are scripts, which draw when they are run."""
    for script in (MAIN, RACE):
        for name in imported(script):
            import_module(name)


def other_modules() -> list[str]:
    """What only the other pages import."""
    found = (path.relative_to(ROOT).with_suffix("") for floor in ROOMS for path in sorted((ROOT / floor).rglob("*.py")))
    names = [".".join(path.parts) for path in found if path.name != "__init__"]
    return [name for name in names if name not in sys.modules and not name.startswith(SCRIPTS)]


def begin(workers: Workers) -> None:
    """If nothing is compiled yet, compile the first kernels in another process while this one compiles the loop."""
    if empty() and os.environ.get("NUMBA_DISABLE_JIT", "0") == "0":
        threading.Thread(target=workers.send, args=[("opening",)], name="begin", daemon=True).start()


def in_turns(pieces: Sequence[Callable[[], object]], left: dict[str, int], name: str) -> None:
    """Do one piece after the other, and let visitors go first: a page waits for one piece at most.

    This thread has the same priority as all others. With a lower one the system could suspend it while it holds
    Python's lock, and then every other thread would wait for it.
    """
    for done, piece in enumerate(pieces, 1):
        with PAGE_LOCK.held():
            piece()
        left[name] = len(pieces) - done
        time.sleep(PAUSE)
        end = time.monotonic() + PAGE_LOCK.patience
        while PAGE_LOCK.waiting and time.monotonic() < end:
            time.sleep(PAUSE)
    left.pop(name, None)


def compile_apart(workers: Workers, left: dict[str, int], manner: Task = ()) -> None:
    """Fill the cache in other processes; each compiles a share of the catalogue."""
    name = "shares to compile"
    left[name] = SHARES

    def after() -> None:
        left[name] -= 1

    workers.work([(*manner, "share", str(number)) for number in range(SHARES)], after=after)
    del left[name]


def rest(workers: Workers, left: dict[str, int], version: str, manner: Task = GENTLY) -> None:
    """Prepare everything that the first visitor did not need; `left` says at any time how much of it is still to do."""
    front = import_module("ui.middleware.front")
    if front.are_kept():
        front.prepare()
    kernels, modules = import_module("runs.warmup.kernels"), other_modules()
    pieces = kernels.every()
    left |= {"modules": len(modules), "kernels": len(pieces), "files to zip": int(not front.are_kept())}
    left |= dict.fromkeys(DRAWN, 1)
    in_turns([partial(import_module, name) for name in modules], left, "modules")
    if kernels.COMPILED and cache_dir.held(WHOLE, key()) is None:
        compile_apart(workers, left, manner)
    in_turns(pieces, left, "kernels")
    if kernels.COMPILED and not cache_dir.note_trouble.cache_info().currsize:
        cache_dir.kept(WHOLE, key(), bytes)
    for name, module in DRAWN.items():
        drawing = import_module(module)
        if not drawing.are_kept(version):
            workers.work([(*manner, name, version)])
        drawing.draw_all(version)
        del left[name]
    if left.pop("files to zip"):
        workers.work([(*manner, "files")])
        front.prepare()


def loop(_more: Task) -> None:
    """Compile the recording loop, which happens when it is imported."""
    import_module("core.engine.recorder")


def opening(_more: Task) -> None:
    """Compile the kernels of the first race, but not the loop."""
    for piece in import_module("runs.warmup.kernels").opening():
        piece()


def share(more: Task) -> None:
    """Compile one share of the catalogue."""
    for piece in import_module("runs.warmup.kernels").every()[int(more[0]) :: SHARES]:
        piece()


def draw(module: str, more: Task) -> None:
    """Draw what a module draws for a version of the app."""
    import_module(module).draw_all(more[0])


def files(_more: Task) -> None:
    """Zip what a first visit fetches, as short as can be."""
    import_module("ui.middleware.front").prepare()


def gently(more: Task) -> None:
    """Do the task that follows, and let everybody else on this machine go first. Windows knows no such call."""
    if hasattr(os, "nice"):
        os.nice(10)
    do(more)


TASKS: dict[str, Callable[[Task], None]] = {
    **{task.__name__: task for task in (loop, opening, share, files, gently)},
    **{name: partial(draw, module) for name, module in DRAWN.items()},
}


def do(task: Task) -> None:
    """Do one task, the work of a process of its own."""
    TASKS[task[0]](task[1:])


def end_with_the_server() -> None:
    """End this process as soon as the one that started it is gone: its end of the pipe is closed then."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_the_server, daemon=True).start()
    do(sys.argv[1:])
