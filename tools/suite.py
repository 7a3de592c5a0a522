"""Runs every test of the project, as `make test` does: `python -m tools.suite [WORKERS]`.

The numerics are tested twice: as plain Python, with every line covered, and compiled. The browser tests are a separate
part, because a browser's driver keeps an event loop running, and the tests of the middleware need their own. A part
starts as soon as its requirements are there, in parallel with the others, so that no processor is idle: the kernels are
compiled in parallel with the plain tests, and before the compiled tests. The output of a part is printed when it has
ended, and kept in `.cache/NAME.log`.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / ".cache"
NUMERICS = ("core", "landscapes", "libraries", "networks", "optimizers", "schedules", "runs", "studies")
"""The floors that are tested uncompiled, where coverage can see every line."""
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
"""The environment of tests. Each of their dozen processes would otherwise compile every test file anew, which takes as
long as collecting the tests."""
CLOSING = re.compile(r"^=+ (.*) in [0-9.]+s.* =+$", re.MULTILINE)
"""pytest's last line, with its counts."""


class Part(NamedTuple):
    """A command with its arguments, its environment variables, and the parts that have to pass before it starts."""

    command: Sequence[str]
    after: Sequence[str] = ()
    environment: Mapping[str, str] = {}


class Ended(NamedTuple):
    """How a part ended: exit status (None if it was not started), duration and processor time in seconds."""

    status: int | None
    seconds: float
    processors: float


def parts(workers: int) -> dict[str, Part]:
    """The parts of `make test`. Of those that can start at the same time, the longest is first.

    The browser tests have as many workers as there are processors, and the other two parts half as many each: a page
    waits more often than it computes, and a machine with three processes for every processor makes it wait for long.
    """
    python = sys.executable
    browsers, others = (
        (python, "-m", "pytest", "-n", str(many), "--dist", "worksteal") for many in (workers, max(1, workers // 2))
    )
    covered = [f"--cov={floor}" for floor in NUMERICS]
    return {
        "kernels": Part((python, "-m", "tools.warm")),
        "chromium": Part((python, "-m", "tools.chromium")),
        "plain": Part((*others, *covered, "--cov-fail-under=100", "tests/ground"), (), {"NUMBA_DISABLE_JIT": "1"}),
        "browser": Part((*browsers, "-p", "tools.clock", "tests/browser"), ("kernels", "chromium")),
        "compiled": Part((*others, "-p", "tools.clock", "--ignore=tests/browser", "tests"), ("kernels",)),
    }


def run(asked: Mapping[str, Part], logs: Path) -> Iterator[tuple[str, Ended]]:
    """Run the parts, each as soon as it can start. Yields their results in the order in which they end.

    If a part has failed, the parts that need it are not started and count as failed.
    """
    left, running, done = dict(asked), 0, dict[str, Ended]()
    news: SimpleQueue[tuple[str, Ended]] = SimpleQueue()
    while left or running:
        for name, part in list(left.items()):
            lost = any(done[other].status != 0 for other in part.after if other in done)
            if lost or all(other in done for other in part.after):
                del left[name]
                running += 1
                if lost:
                    news.put((name, Ended(None, 0.0, 0.0)))
                else:
                    Thread(target=follow, args=(name, part, logs, news)).start()
        name, ended = news.get()
        running -= 1
        done[name] = ended
        yield name, ended


def follow(name: str, part: Part, logs: Path, news: SimpleQueue[tuple[str, Ended]]) -> None:
    """Run a part with its output in its log, and report how it ended."""
    begun = time.monotonic()
    with (logs / f"{name}.log").open("wb") as out:
        process = subprocess.Popen(
            part.command,
            cwd=ROOT,
            env={**os.environ, **BYTECODE, **part.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    news.put((name, Ended(process.returncode, time.monotonic() - begun, used.ru_utime + used.ru_stime)))


def counted(texts: Sequence[str]) -> str:
    """The sum of the counts in the last lines of these outputs of pytest: `12 passed, 3 deselected`."""
    total: Counter[str] = Counter()
    for text in texts:
        for line in CLOSING.findall(text)[-1:]:
            for number, word in re.findall(r"(\d+) (\w+)", line):
                total[word] += int(number)
    order = ["failed", "error", "errors", "passed", "deselected"]
    words = sorted(total, key=lambda word: (order.index(word) if word in order else len(order), word))
    return ", ".join(f"{total[word]} {word}" for word in words)


def main(arguments: Sequence[str]) -> int:
    """Run everything and print the output. Returns 0 if all parts have passed."""
    LOGS.mkdir(exist_ok=True)
    begun, rows, texts, failed = time.monotonic(), [], [], False
    for name, ended in run(parts(int(arguments[0]) if arguments else 2), LOGS):
        if ended.status is None:
            text = "What has to be there before did not come about.\n"
        else:
            text = (LOGS / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        texts.append(text)
        failed |= ended.status != 0
        word = "is done" if ended.status == 0 else "FAILED"
        rows.append(f"{name:>10} {word} in {ended.seconds:.0f} s, with {ended.processors:.0f} s of a processor")
        print(f"\n-------- {name} --------\n{text}{rows[-1]}", flush=True)
    took = time.monotonic() - begun
    print("", *rows, sep="\n")
    print(f"{f' {counted(texts)} in {took:.2f}s ':=^80}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
