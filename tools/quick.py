"""Checks what a change can affect within some seconds: `python -m tools.quick [SECONDS]`, or `make quick`.

It runs lint, the type check of the changed files and of those that depend on them, and the tests that the change can
affect (tools/reach.py): those named after it first, then the nearest, and among these the fastest, until the time is
over. A change is everything since the last landed commit (origin's main or, without one, the commit before this one),
including uncommitted and untracked files. The exit status is 0 if everything that ran has passed. The output lists what
did not run.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from tools.clock import known_seconds
from tools.deadline import FILES, SAID, UNTIL
from tools.imports import ROOT, project_files
from tools.reach import distances, is_test, needs
from tools.suite import BYTECODE

LOG = ROOT / ".cache" / "quick.log"
"""The whole output of pytest."""
WORKERS = 2
UNKNOWN = 2.0
"""The assumed seconds for a test file whose duration is unknown."""
TOLD = 8
"""At most so many test files that did not run are listed by name."""
LEANING = 30
"""The types are also checked in at most so many files that depend on a change."""
LONG = 25.0
"""Test files that take so many seconds come after the others, unless they are named after what has changed: one of them
would take half of the time."""
SPARE = 5.0
"""The seconds that are reserved for the end, in which no test begins."""
AROUND = 2.0
"""The seconds that Python takes before this begins and after it has ended."""


def git(*arguments: str) -> list[str]:
    """The lines of Git's output; none if it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def landed() -> str:
    """The commit with which the working tree is compared."""
    found = git("merge-base", "HEAD", "origin/main") or git("rev-parse", "--verify", "--quiet", "HEAD~1")
    return found[0] if found else "HEAD"


def changed(since: str) -> list[str]:
    """The paths that have changed since a commit, including new and deleted files."""
    return sorted({*git("diff", "--name-only", since), *git("ls-files", "--others", "--exclude-standard")})


def named_after(test: str, paths: Iterable[str]) -> bool:
    """Does the name of a file of tests hold that of one of these files, or of the folder that one is in?"""
    name = f"_{PurePosixPath(test).stem.removeprefix('test_')}_"
    words = {word for path in map(PurePosixPath, paths) for word in (path.stem, path.parent.name)}
    return any(f"_{word}_" in name for word in words - {""})


def ordered(far: Mapping[str, int], seconds: Mapping[str, float]) -> list[str]:
    """The test files that a change can affect, the most telling first, and those with a browser last.

    Those named after a changed file come first, then the nearest, and among these the fastest.
    """
    there = [path for path, distance in far.items() if distance == 0]

    def place(path: str) -> tuple[bool, bool, bool, int, float, str]:
        spent, other = seconds.get(path, 0.0), not named_after(path, there)
        return path.startswith("tests/browser/"), other and spent > LONG, other, far[path], spent, path

    return sorted((path for path in far if is_test(path) and (ROOT / path).exists()), key=place)


def within(files: Sequence[str], seconds: Mapping[str, float], budget: float) -> list[str]:
    """The first files, as many as the time allows, since collecting the tests of more would waste time."""
    spent, found = 0.0, []
    for path in files:
        if spent > budget * WORKERS:
            break
        spent += seconds.get(path, UNKNOWN)
        found.append(path)
    return found


def checks(paths: Iterable[str], far: Mapping[str, int]) -> dict[str, list[str]]:
    """The checks other than the tests, each a command with its name."""
    python = [sys.executable, "-m"]
    typed = [path for path in far if path.endswith(".py") and (ROOT / path).exists()]
    typed = [path for path in typed if far[path] == 0] + [path for path in typed if far[path] == 1][:LEANING]
    found = {"lint": [*python, "ruff", "check", "."], "format": [*python, "ruff", "format", "--check", "."]}
    if typed:
        found["types"] = [*python, "pyright", *typed]
    if any(path.endswith((".js", ".mjs")) for path in paths):
        found["types of the browser's code"] = [*python, "tools.check_js"]
    return found


def begin(files: Sequence[str], until: float, said: Path, log: Path) -> subprocess.Popen[bytes]:
    """Run the tests of these files in their order."""
    options = ["-n", str(WORKERS), "--maxschedchunk", "2", "-p", "tools.deadline"]
    asked = {FILES: " ".join(files), UNTIL: str(until), SAID: str(said), "THALWEG_TABLES": "covering"}
    command = [sys.executable, "-m", "pytest", *options, *{str(Path(path).parent) for path in files}]
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | BYTECODE | asked,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def finish(running: subprocess.Popen[bytes], seconds: float, *, asked: bool = True) -> bool:
    """Wait so long for a process, then stop it and its children. Returns whether it ended by itself.

    A process that can report what it has done is `asked` to end first; the others would only report an interruption.
    """
    try:
        running.wait(max(seconds, 0.1))
    except subprocess.TimeoutExpired:
        if asked:
            running.send_signal(signal.SIGINT)  # only to this process: an interrupted worker would look like a crash
            with suppress(subprocess.TimeoutExpired):
                running.wait(SPARE / 2)
    else:
        return True
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    return False


def read(said: Path) -> dict[str, Any] | None:
    """The outcomes of the tests, if any test has ended."""
    return json.loads(said.read_text(encoding="utf-8")) if said.exists() else None


def told(outcome: Mapping[str, Any], rest: Sequence[str]) -> list[str]:
    """The outcomes of the tests as lines of text. `rest` are files that were not started."""
    lines = [part for name, text in outcome["failed"].items() for part in (f"FAILED {name}", text)]
    lines += [f"{outcome['passed']} tests passed, {len(outcome['failed'])} failed."]
    left = [f"{file} ({number} tests)" for file, number in outcome["left"].items()] + list(rest)
    more = f" and {len(left) - TOLD} files more" if len(left) > TOLD else ""
    return [*lines, f"The time is over; not reached: {', '.join(left[:TOLD])}{more}."] if left else lines


def main(arguments: Sequence[str]) -> int:
    """Check what the change can affect. Returns 0 if everything that ran has passed."""
    # A shell that starts this process in the background makes it ignore the signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    budget = float(arguments[0] if arguments else 50)
    end, since, said = time.time() + budget - AROUND, landed(), LOG.with_suffix(".json")
    said.parent.mkdir(exist_ok=True)
    said.unlink(missing_ok=True)
    paths = changed(since)
    print(f"{len(paths)} files have changed since {since[:12]}: {', '.join(paths) or 'none'}.", flush=True)
    files = project_files()
    far = distances(paths, needs([f for f in files if f.path.endswith(".py")], {f.path for f in files} | set(paths)))
    tests = ordered(far, known_seconds())
    begun = within(tests, known_seconds(), budget)
    running = begin(begun, end - SPARE, said, LOG) if begun else None
    wrong = []
    for name, command in checks(paths, far).items():
        check = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL)
        if not finish(check, end - SPARE - time.time(), asked=False):
            print(f"The time is over; {name}: not finished.", flush=True)
        elif check.returncode != 0:
            wrong.append(name)
    if running is not None:
        whole = finish(running, end - SPARE / 2 - time.time())
        outcome = read(said)
        if outcome is None:
            print(LOG.read_text(encoding="utf-8") if whole else "The time is over; no test was reached.")
        else:
            print(*told(outcome, tests[len(begun) :]), sep="\n")
        if (outcome and outcome["failed"]) or (whole and running.returncode not in (0, 5)):
            wrong.append("tests")
    print(f"Wrong: {', '.join(wrong)}." if wrong else "All that was reached is well.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
